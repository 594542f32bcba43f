/* tls.h - credentials, trust, sessions, chain and facts: GnuTLS lives in tls*.c */
#ifndef SMTPSCOPE_NET_TLS_H
#define SMTPSCOPE_NET_TLS_H

#include "record/record.h"

#include <stdbool.h>
#include <uv.h>

enum tls_version { TLS_ANY, SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 };
extern const char *const tls_version_names[]; /* "any", "SSL3.0", "TLS1.0", ... "TLS1.3", NULL */

const char *tls_library_version(void); /* of GnuTLS, "3.7.9" */

/* By the numbers of the protocol: "protocol_version" (RFC 8446 section 6), "SERVER HELLO". */
const char *tls_alert_name(struct arena *a, int alert);
const char *tls_message_name(int type);

/* The CAs we believe, loaded once for all sessions on a thread of its own. */
struct trust;

typedef void trust_fn(void *arg);

/* Starts loading `ca_file` (PEM; NULL: the system's store); `fn` is called on the loop when ready.
 * Does not block. */
struct trust *trust_load(uv_loop_t *loop, const char *ca_file, trust_fn *fn, void *arg);
bool trust_ready(const struct trust *t);
const char *trust_name(const struct trust *t); /* file name or "system" */
int trust_anchors(const struct trust *t);      /* how many; negative: unreadable */

/* Takes NULL, returns NULL. A load that still runs ends by itself as the loop goes on; `fn` is not
 * called then. */
struct trust *trust_free(struct trust *t);

/* How a handshake is to be made. */
struct tls_setup {
	const char *sni;		       /* NULL: none */
	enum tls_version min, max;	       /* TLS_ANY: the library's default */
	const struct client_cert *certificate; /* to show where one is asked for; or NULL */
	struct known *known; /* certificates that were read before (known.h), or NULL */
};

/* NULL where this system can offer such a session, else one line why not ("the system's policy in
 * FILE forbids TLS 1.0"), static. */
const char *tls_forbidden(const struct tls_setup *s);

enum { TLS_DER_MAX = 64 }; /* certificates of a chain that are looked at */
struct tls_der {
	const unsigned char *data;
	unsigned size;
};

/* Judges f->chain's certificates (DER kept in `der`, n of them): name, trust, dates, completeness,
 * order, strength, usage, each on its own. `now`: wall clock, ms. Needs trust_ready(). Remembered
 * for the same chain, host and minute. */
void tls_judge(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
	       const struct trust *trust, const char *host, int64_t now);

/* The same with certificates that the server did not send: links that are theirs are LINK_FETCHED.
 * At most four of them. */
void tls_judge_with(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
		    const struct tls_der *fetched, unsigned fetched_n, const struct trust *trust,
		    const char *host, int64_t now);

/* The same where `anchor` is all that is believed in (RFC 7672 3.1.2). Not remembered; the `unused`
 * of f->chain's certificates stay as they are. */
void tls_judge_anchored(struct arena *a, struct tls_facts *f, const struct tls_der *der, unsigned n,
			struct tls_der anchor, const char *host, int64_t now);

/* The DER form of who issued the first, on the path that tls_judge() takes at that time: sent, or
 * of the store; {0}: not known here. */
struct bytes tls_issuer(struct arena *a, const struct tls_der *der, unsigned n,
			const struct trust *trust, int64_t now);

#endif
