/* explained.h - explanations of a paste in words or as JSON; pure, into a buffer */
#ifndef SMTPSCOPE_REPORT_EXPLAINED_H
#define SMTPSCOPE_REPORT_EXPLAINED_H

#include "interpret/explain.h"
#include "report/report.h"

/* `explained` is of struct explanation, as explain_items() gives them, and may be empty. */
void explained_text(struct buf *out, const struct list *explained, const struct report_options *o);
void explained_json(struct buf *out, const struct list *explained);

#endif
