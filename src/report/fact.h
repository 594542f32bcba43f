/* fact.h - rows of a stage's facts: a label and what is known */
#ifndef SMTPSCOPE_REPORT_FACT_H
#define SMTPSCOPE_REPORT_FACT_H

#include "report/page.h"

/* Columns of the labels of a stage and of a certificate, and of what stands behind them. */
enum { FACT = 14, CERTIFICATE = 16, SESSION_BODY = 25, FACT_BODY = 26 };

void fact(const struct page *p, const char *label, const char *text);
void fact_bytes(const struct page *p, const char *label, struct bytes b); /* none: no row */
const char *or_unknown(const char *s);

/* When the run was, in UTC and by the machine's clock: support lives in the one, the people at the
 * machine in the other. */
const char *times_of(struct arena *a, const struct record *r);

#endif
