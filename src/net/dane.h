/* dane.h - TLSA records against a chain: RFC 6698, 7671, 7672; hostile input, fuzzed
 *
 * Every record is judged for itself. A library would not do: libgnutls-dane takes the usages 0 and
 * 1 for a match, looks at no name, and has one word for all records. */
#ifndef SMTPSCOPE_NET_DANE_H
#define SMTPSCOPE_NET_DANE_H

#include "net/tls.h"

enum { DANE_RECORDS_MAX = 64 };

/* Fills d->records from `answers` (of struct dns_answer; those of type TLSA, as dnswire.h presents
 * them, at most DANE_RECORDS_MAX) with their verdicts over the chain as sent. `names`: of struct
 * string_item, one of which a certificate below a named CA must have (RFC 7672 section 3.2.2);
 * `now`: wall clock, ms.
 *
 * Where none of them matches, d->fitting is one that would.
 *
 * The words in `why`. Unusable: those of record/tlsa.h, "no-certificate", "no-key", "weaker-digest"
 * (RFC 7671 section 9). Differs:
 * "other-certificate", "other-key", "not-in-chain", and those of dane_path.h. */
void dane_judge(struct arena *a, struct dane_facts *d, const struct list *answers,
		const struct tls_der *der, unsigned n, const struct list *names, int64_t now);

#endif
