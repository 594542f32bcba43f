/* ehlo_diff.h - what a server offers before and after STARTTLS, side by side (RFC 3207, 4.2: what
 * was said before counts for nothing afterwards) */
#ifndef SMTPSCOPE_REPORT_EHLO_DIFF_H
#define SMTPSCOPE_REPORT_EHLO_DIFF_H

#include "record/record.h"

enum ehlo_change { EHLO_SAME, EHLO_CHANGED, EHLO_GONE, EHLO_NEW };

struct ehlo_row {
	struct item item;
	enum ehlo_change change;
	struct bytes clear, tls; /* the line as sent; {0}: not there */
};

/* Adds a row for each keyword, in the order in which they were sent, those of TLS only last. False:
 * the session did not get as far as two lists. */
bool ehlo_diff(struct arena *a, const struct session *s, struct list *rows);

#endif
