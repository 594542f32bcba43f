/* brief.h - a sweep's short line: target, verdict, owner, status, times (data/brief.schema.json) */
#ifndef SMTPSCOPE_REPORT_BRIEF_H
#define SMTPSCOPE_REPORT_BRIEF_H

#include "report/report.h"

/* One JSON object and a newline. */
void brief_write(struct buf *out, const struct record *r, const struct interpretation *i);

#endif
