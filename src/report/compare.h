/* compare.h - what differs between records, in front of people and programs */
#ifndef SMTPSCOPE_REPORT_COMPARE_H
#define SMTPSCOPE_REPORT_COMPARE_H

#include "interpret/compare.h"
#include "report/report.h"

/* How a comparison is written. */
struct compare_reporter {
	const char *name; /* of --format */
	void (*write)(struct buf *out, const struct comparison *c, const struct report_options *o);
};
const struct compare_reporter *compare_reporter_find(const char *name); /* NULL: in no such form */

void compare_text(struct buf *out, const struct comparison *c, const struct report_options *o);
/* smtpscope.compare/1 (data/compare.schema.json) */
void compare_json(struct buf *out, const struct comparison *c, const struct report_options *o);
void compare_html(struct buf *out, const struct comparison *c, const struct report_options *o);

#endif
