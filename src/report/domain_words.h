/* domain_words.h - inside this room: what the lines of a domain's parts share */
#ifndef SMTPSCOPE_REPORT_DOMAIN_WORDS_H
#define SMTPSCOPE_REPORT_DOMAIN_WORDS_H

#include "report/domain.h"

enum { NAMES_SHOWN = 3 };

/* "could not be judged: no answer came"; NULL: the answer says something. */
const char *domain_unknown(struct arena *a, const struct dns_query *q);

const char *domain_safe(struct arena *a, const char *s);

/* "one", "one, two and 3 more" */
struct enumeration {
	struct arena *arena;
	const char *text;
	size_t n, most;
};

void enumerate(struct enumeration *e, const char *s);
const char *enumerated(const struct enumeration *e); /* what `text` began with: there was none */

/* As the member `words` of struct domain_part. */
enum domain_state domain_words_mta_sts(struct arena *a, const struct study *s, const char **words);
enum domain_state domain_words_tls_rpt(struct arena *a, const struct study *s, const char **words);
enum domain_state domain_words_dane(struct arena *a, const struct study *s, const char **words);

#endif
