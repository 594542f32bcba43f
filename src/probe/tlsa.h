/* tlsa.h - TLSA records of the endpoints, asked for while their sessions begin
 *
 * RFC 7672 section 2.2: only where everything that led to the host is signed, by the word of a
 * resolver that may be believed. Where nothing is signed, nobody is asked anything. */
#ifndef SMTPSCOPE_PROBE_TLSA_H
#define SMTPSCOPE_PROBE_TLSA_H

#include "probe/common.h"

/* Asks for the records of these endpoints (struct endpoint), each host and port once a run: while
 * they connect, greet and shake hands, the answers are on their way. */
void tlsa_ask(struct common *c, const struct list *endpoints);

/* The answers for that session are there, or were never asked for. */
bool tlsa_ready(const struct common *c, const struct session *s);

/* Signed records speak of that server, or an answer about them that may have been suppressed: mail
 * goes to nobody else (RFC 7672 section 2.1). Of no use before tlsa_ready(). */
bool tlsa_binds(const struct common *c, const struct session *s);

/* Where CNAMEs lead from the host, the records decide for which name TLS is to ask (RFC 7672
 * section 3.2.2): that name, or NULL: the host's own, or unknown. Of no use before tlsa_ready(). */
const char *tlsa_base(const struct common *c, const struct session *s);

/* f->dane, of the chain in `f`; NULL stays where nothing was asked and nothing is signed. An answer
 * that has not come by now is one that does not come. */
void tlsa_judge(struct common *c, const struct session *s, struct tls_facts *f, int64_t now);

void tlsa_end(struct common *c); /* nobody wants to know any more */

#endif
