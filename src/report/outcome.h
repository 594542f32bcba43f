/* outcome.h - what became of a session, in a mark and a few words */
#ifndef SMTPSCOPE_REPORT_OUTCOME_H
#define SMTPSCOPE_REPORT_OUTCOME_H

#include "report/page.h"

struct outcome_words {
	enum mark mark;
	const char *words; /* few: rarely more than 16 columns */
	bool footnote;	   /* the profile says that the provider has no such endpoint */
};

struct outcome_words outcome_of(struct arena *a, const struct record *r,
				const struct interpretation *i, const struct session *s);

/* Milliseconds from the session's first byte of work to its last. */
double session_ms(const struct session *s);

#endif
