/* explained.h - what texts, bounces, transcripts and logs mean, in words or as JSON; pure, into a
 * buffer */
#ifndef SMTPSCOPE_REPORT_EXPLAINED_H
#define SMTPSCOPE_REPORT_EXPLAINED_H

#include "input/gather.h"
#include "interpret/explain.h"
#include "report/report.h"

/* `explained` is of struct explanation, the most telling first, and may be empty; `read` says what
 * it was found in. */
void explained_text(struct buf *out, const struct list *explained, const struct gathered *read,
		    const struct report_options *o);
void explained_json(struct buf *out, const struct list *explained, const struct gathered *read);

/* There were logs, and none of their lines tells of trouble. */
bool gathered_no_trouble(const struct gathered *read);

/* The same document in one line, for programs that read as it comes. */
void explained_json_line(struct buf *out, const struct list *explained,
			 const struct gathered *read);

/* One more group of a log that is followed. */
void explained_fresh(struct buf *out, const struct explanation *x, const struct report_options *o);

#endif
