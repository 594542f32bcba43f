/* facts.h - questions to a record that several parts ask */
#ifndef SMTPSCOPE_INTERPRET_FACTS_H
#define SMTPSCOPE_INTERPRET_FACTS_H

#include "record/record.h"

#include <stdbool.h>

/* NULL-tolerant: what does not exist was not failed. */
bool failed_with(const struct stage *st, enum failure failure);
bool stage_cut(const struct stage *st); /* the connection ended in it: FIN, RST */

bool heard_from(const struct session *s); /* the server said something, in clear or in TLS */

bool smtp_like(struct bytes b); /* "220 ", "554-": the beginning of a reply */
bool tls_like(struct bytes b);	/* a handshake or alert record */

/* The follow-up session to the same endpoint that changed "tls-mode" or "ehlo-name", or NULL. */
const struct session *retry_of(const struct record *r, const struct session *s,
			       const char *changed);

/* The same, where one of the host's addresses tells of all: of any of them. */
const struct session *followed_up(const struct record *r, const struct session *s,
				  const char *changed);

/* Whether an endpoint (NULL: any) was asked for its TLS versions one by one. */
bool versions_probed(const struct record *r, const struct session *at);

/* False of a transcript: nobody knows when it was, or how long anything took. */
bool has_times(const struct record *r);

bool is_primary(const struct session *s);
bool session_open(const struct session *s); /* TCP connected, through the proxy if there is one */

/* Everything went through a proxy: nothing of TCP, of the path or of address families is about the
 * server, and no follow-up can ask for that. */
bool record_is_proxied(const struct record *r);

/* `s` asked the control of `first` once more, while others were silent (probe/pulse.h). */
bool is_pulse_of(const struct session *s, const struct session *first);

/* A primary session to that port connected; `host`: NULL: any. */
bool port_open(const struct record *r, int port, const char *host);

/* A trace to that address says where the connections of `s` end, too: all addresses of a family are
 * left for by the same way. */
bool trace_stands_for(const char *address, int port, const struct session *s);

bool needs_port(const struct record *r, int port);
/* False of --until tcp: the greeting is not even in the walks, or it is skipped. */
bool beyond_tcp(const struct record *r);
bool is_ipv6(const char *address);

/* The capabilities after TLS if there was TLS, else before; NULL: none were seen. */
const struct list *final_capabilities(const struct session *s);
const struct list *first_capabilities(const struct session *s);

/* Names of two owners, as far as the public suffix list tells: mx1.example.org and mx2.example.org
 * say nothing about each other. An address belongs to nobody by its looks. */
bool hosts_unrelated(const char *a, const char *b);

/* The name by which a server greets (RFC 5321 section 4.2); {0} where there is none. */
struct bytes greeting_host(const struct session *s);

/* A firewall's ESMTP inspection has left its marks: stars in the greeting, X in the EHLO list. */
bool greeting_starred(const struct session *s);
bool session_inspected(const struct session *s);

/* The connection stood, and nothing of SMTP came: silence, a good-bye, another protocol. */
bool smtp_missing(const struct session *s);

/* The member of the chain in use that ends first; NULL: no certificate was seen. */
const struct certificate *first_to_end(const struct tls_facts *t);
const struct certificate *last_to_begin(const struct tls_facts *t);

/* The version that was agreed, or NULL. */
const char *agreed_version(const struct session *s);

enum tls_alert { /* of the IANA registry */
		 ALERT_HANDSHAKE_FAILURE = 40,
		 ALERT_BAD_CERTIFICATE = 42,
		 ALERT_PROTOCOL_VERSION = 70,
		 ALERT_INSUFFICIENT_SECURITY = 71,
		 ALERT_INTERNAL_ERROR = 80,
		 ALERT_UNRECOGNISED_NAME = 112,
		 ALERT_CERTIFICATE_REQUIRED = 116,
};

/* The server ended the handshake (or the session after it) with that alert. Takes NULL. */
bool alert_is(const struct tls_facts *t, enum tls_alert alert);

/* It failed here with what GnuTLS calls by that name. Takes NULL. */
bool tls_error_is(const struct tls_facts *t, const char *name);

/* The server ended it for want of a certificate of the client: alert 116 (RFC 8446 section 6.2), or
 * in TLS 1.2 one of those for a bad one (RFC 5246 section 7.4.6) after it had asked for one. */
bool client_certificate_wanted(const struct session *s);

/* The first stage that failed and is not the farewell, or NULL. */
const struct stage *fatal_stage(const struct session *s);

#endif
