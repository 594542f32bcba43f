/* overview.h - the results of whole files, of one or of several: a summary of them all
 * (summary.h), and a list with a line for each; or one JSON document (data/overview.schema.json)
 *
 * Of results of sweeps with the same target.key the newest counts; what has no key was asked for by
 * itself, and each counts. */
#ifndef SMTPSCOPE_REPORT_OVERVIEW_H
#define SMTPSCOPE_REPORT_OVERVIEW_H

#include "report/summary.h"

enum { OVERVIEW_LISTED = 50 }; /* lines of the list without -v */

struct overview;

/* As summary_new(). A result takes some hundred bytes of it. */
struct overview *overview_new(const struct knowledge *k, struct cert_days days);
struct overview *overview_free(struct overview *v); /* takes NULL */

/* What comes next is of the file that people know by that name, which must outlive it. */
void overview_file(struct overview *v, const char *name);

/* A result that stands in that line of the file; it keeps nothing of either. `r`: the report; NULL:
 * the line is a short one, there is no more to see. */
void overview_add(struct overview *v, int line, const struct brief *b, const struct record *r);

/* A line that was no result. */
void overview_add_unread(struct overview *v);

struct summary_counts overview_counts(const struct overview *v);

/* The summary, then the list, worst first, else as they stand in the files. With -q only what was
 * counted, with -v all. */
void overview_text(struct buf *out, struct overview *v, const struct report_options *o);
void overview_json(struct buf *out, struct overview *v);

/* The same without the list, as a sweep prints it: data/summary.schema.json. */
void overview_summary_text(struct buf *out, struct overview *v, const struct report_options *o);
void overview_summary_json(struct buf *out, struct overview *v);

#endif
