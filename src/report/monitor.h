/* monitor.h - figures that monitoring systems draw and watch, whatever form they want them in */
#ifndef SMTPSCOPE_REPORT_MONITOR_H
#define SMTPSCOPE_REPORT_MONITOR_H

#include "record/record.h"

/* The date at which the first certificate in use ends, over all sessions that the target was asked
 * for; 0: none was seen. */
int64_t earliest_expiry(const struct record *r);

/* It took time, be it in vain. */
bool stage_was_run(const struct stage *st);

#endif
