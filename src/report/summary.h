/* summary.h - thousands of results in one page: by cause and owner, by tag, by provider, by the end
 * of certificates; worst first
 *
 * Its size depends on how many different causes, tags and providers there are, not on how many
 * results. */
#ifndef SMTPSCOPE_REPORT_SUMMARY_H
#define SMTPSCOPE_REPORT_SUMMARY_H

#include "report/report.h"

struct summary;

struct summary *summary_new(void);
struct summary *summary_free(struct summary *s); /* takes NULL */

/* What counts of a result; keeps nothing of either. */
void summary_add(struct summary *s, const struct record *r, const struct interpretation *i);

/* The same of a line of --brief; false: it is none. */
bool summary_add_brief(struct summary *s, const char *line, size_t n);

/* Lines that were no result. */
void summary_add_unread(struct summary *s);

/* How many of each status, by enum verdict_status. */
struct summary_counts {
	unsigned long all, of[4], unread;
};
struct summary_counts summary_counts(const struct summary *s);

/* With -q the counts only, with -v all members of a group that are kept. */
void summary_text(struct buf *out, struct summary *s, const struct report_options *o);
void summary_json(struct buf *out, struct summary *s); /* data/summary.schema.json */

#endif
