/* interpret.h - record + knowledge -> findings, one verdict, wants; no I/O, no clock, no globals */
#ifndef SMTPSCOPE_INTERPRET_INTERPRET_H
#define SMTPSCOPE_INTERPRET_INTERPRET_H

#include "interpret/finding.h"

/* Neither argument is changed; the result points into both and must go before them. */
struct interpretation *interpret(const struct record *r, const struct knowledge *k);
/* The same in `a`, and gone with it. */
struct interpretation *interpret_in(struct arena *a, const struct record *r,
				    const struct knowledge *k);
struct interpretation *interpretation_free(struct interpretation *i); /* takes NULL */

#endif
