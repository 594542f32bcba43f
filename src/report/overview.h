/* overview.h - many reports in one page, or one JSON document (data/overview.schema.json): a line
 * each, and how often each cause was found */
#ifndef SMTPSCOPE_REPORT_OVERVIEW_H
#define SMTPSCOPE_REPORT_OVERVIEW_H

#include "report/report.h"

struct overview;

/* Of the file that people know by that name, which must outlive it. Never NULL; a report takes some
 * hundred bytes of it. */
struct overview *overview_new(const char *file);
struct overview *overview_free(struct overview *v); /* takes NULL */

/* What counts of a report that stands in that line of the file; it keeps nothing of either. */
void overview_add(struct overview *v, int line, const struct record *r,
		  const struct interpretation *i);

/* A line that was no report. */
void overview_add_unread(struct overview *v);

/* Failed ones first, then as they stand in the file. With -q only what was counted. */
void overview_text(struct buf *out, struct overview *v, const struct report_options *o);
void overview_json(struct buf *out, struct overview *v);

#endif
