/* summary.h - thousands of results in one page: by cause and owner, by tag, by provider, by the end
 * of certificates; worst first
 *
 * Its size depends on how many different causes, tags and providers there are (bounded, see
 * SUMMARY_NAMES), not on how many results; the same results in any order give the same page. */
#ifndef SMTPSCOPE_REPORT_SUMMARY_H
#define SMTPSCOPE_REPORT_SUMMARY_H

#include "report/brief.h"

enum {
	SUMMARY_NAMES =
		1000, /* causes, tags and providers that are told apart: the first by name */
	SUMMARY_MEMBERS = 20, /* targets of a cause that are named: the first by name */
	SUMMARY_ENDS = 20,    /* certificates that are named: those that end next */
};

struct summary;

/* `k`, which must outlive it, has the words; `days`: what is soon for a certificate. */
struct summary *summary_new(const struct knowledge *k, struct cert_days days);
struct summary *summary_free(struct summary *s); /* takes NULL, returns NULL */

/* What counts of a result; keeps nothing of either. Under the caller's lock where several threads
 * add. */
void summary_add(struct summary *s, const struct record *r, const struct interpretation *i);
void summary_add_short(struct summary *s, const struct brief *b);

/* The same of a line of --brief; false: it is none. */
bool summary_add_brief(struct summary *s, const char *line, size_t n);

/* Lines that were no result. */
void summary_add_unread(struct summary *s);

/* Results of targets that another, newer result stands for. */
void summary_add_older(struct summary *s, unsigned long n);

/* How many of each status, by enum verdict_status. */
struct summary_counts {
	unsigned long all, of[4], unread;
};
struct summary_counts summary_counts(const struct summary *s);

/* With -q the counts only, with -v all that is kept. */
void summary_text(struct buf *out, struct summary *s, const struct report_options *o);
void summary_json(struct buf *out, struct summary *s); /* data/summary.schema.json */

#endif
