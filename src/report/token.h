/* token.h - what a token says, and how it was got, in words or as JSON; pure, into a buffer */
#ifndef SMTPSCOPE_REPORT_TOKEN_H
#define SMTPSCOPE_REPORT_TOKEN_H

#include "report/report.h"

/* Of a record with `token`, `asked` or both. */
void token_page(struct buf *out, const struct record *r, const struct interpretation *i,
		const struct report_options *o);
void token_document(struct buf *out, const struct record *r, const struct interpretation *i);

#endif
