/* resolver.h - questions to the DNS and their answers */
#ifndef SMTPSCOPE_NET_RESOLVER_H
#define SMTPSCOPE_NET_RESOLVER_H

#include "record/record.h"

#include <uv.h>

struct resolver;

const char *resolver_library_version(void); /* of c-ares, "1.18.1" */

struct resolver_settings {
	const char
		*server; /* "192.0.2.53", "192.0.2.53:5353", "[2001:db8::53]:53"; NULL: system's */
	double try_ms;	 /* patience of the first try; doubles with each */
	int tries;
	bool trust_ad; /* as if every server were on this machine: see resolver_trusted() */
};

/* NULL with one line in *fault (static or arena `a`) where `server` cannot be read. */
struct resolver *resolver_new(uv_loop_t *loop, const struct resolver_settings *s, struct arena *a,
			      const char **fault);

/* Servers in use, "192.0.2.53:53", into `out`. Empty: none configured. */
void resolver_servers(const struct resolver *r, struct arena *a, struct list *out);

/* The AD bit of an answer is the word of the server that gives it, and nothing protects that on its
 * way here: it counts where all servers are on this machine, or where somebody says that the way is
 * safe: `trust_ad`, or "options trust-ad" in the resolv.conf that named the servers (resolv.conf(5)
 * of glibc). */
bool resolver_trusted(const struct resolver *r);

typedef void resolver_fn(void *arg, struct dns_query *query);

/* One question, no search list. The answer (`query`, in arena `a`, complete, to be appended to a
 * record by the receiver) comes through `fn`, never before this returns; it comes exactly once
 * unless the ticket is dropped first, and the ticket is gone then. type: "A", "AAAA", "MX", "SRV",
 * "TXT", "CNAME", "PTR", "TLSA". */
struct ticket;
struct ticket *resolver_ask(struct resolver *r, struct arena *a, const char *name, const char *type,
			    resolver_fn *fn, void *arg);
void ticket_drop(struct ticket *t); /* takes NULL */

/* Closes sockets; pending answers come as DNS_TIMEOUT unless dropped. Never call it from a
 * resolver_fn. Takes NULL, returns NULL; memory goes when the loop has closed its handles, and no
 * resolver_fn runs after it. */
struct resolver *resolver_free(struct resolver *r);

#endif
