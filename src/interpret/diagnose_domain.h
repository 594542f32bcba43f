/* diagnose_domain.h - inside this room: what a domain's records mean
 *
 * Each part reads its part of the study (domain/study.h) and puts findings down with found(); what
 * is to be published goes with publish(). `host` of the place is the name in question (else the
 * domain), `why` the detail that the title shows. */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_H

#include "domain/study.h"
#include "interpret/diagnose.h"
#include "interpret/publish.h"

/* The domain says that nobody sends mail for it: its SPF holds "-all" and nothing else (RFC 7208
 * section 10.1.2); is_parked(): and that nobody receives any, by a null MX (RFC 7505). */
bool sends_nothing(const struct study *s);
bool is_parked(const struct study *s);

/* "server failure", "no answer": why nothing is known of that name. */
const char *no_answer(const struct dns_query *q);

void diagnose_domain_mx(struct diagnosis *d, const struct study *s);
/* What a host name leads to, as the end of a sentence; by enum host_fate. */
extern const char *const host_fate_words[];
/* Which case of "domain-ready" it is; NULL: it sends and receives. */
const char *ready_case(const struct study *s);
void diagnose_domain_spf(struct diagnosis *d, const struct study *s);
void diagnose_domain_dkim(struct diagnosis *d, const struct study *s);
void diagnose_domain_dmarc(struct diagnosis *d, const struct study *s);
void diagnose_domain_mta_sts(struct diagnosis *d, const struct study *s);
void diagnose_domain_tls_rpt(struct diagnosis *d, const struct study *s);
void diagnose_domain_dane(struct diagnosis *d, const struct study *s);
void diagnose_domain_bimi(struct diagnosis *d, const struct study *s);
void diagnose_domain_discovery(struct diagnosis *d, const struct study *s);
/* Whether mail from that address passes: NULL: nobody asked. */
void diagnose_spf_sender(struct diagnosis *d, const struct study *s, const struct spf_check *check);

/* After all others: what --reply says, in the light of the domain's own records. */
void diagnose_domain_reply(struct diagnosis *d, const struct study *s);

/* All of them, in place of diagnose_dns(). */
void diagnose_domain(struct diagnosis *d);

/* judge_domain.c: in place of judge(). An error fails, a warning degrades; what could not be read
 * leaves it untested. */
void judge_domain(struct diagnosis *d);

#endif
