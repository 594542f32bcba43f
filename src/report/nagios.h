/* nagios.h - what Nagios, Icinga and their kin know of a service */
#ifndef SMTPSCOPE_REPORT_NAGIOS_H
#define SMTPSCOPE_REPORT_NAGIOS_H

#include "interpret/finding.h"
#include "report/report.h"

/* The exit statuses of a plugin (Monitoring Plugins Development Guidelines). */
enum nagios_state { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

/* By the verdict, and by how long all of it took: a check that took longer than what is critical is
 * critical, even one that was broken off. */
enum nagios_state nagios_state(const struct record *r, const struct verdict *v,
			       const struct report_options *o);

/* The one line of a plugin that has nothing to report: why. */
void nagios_unknown(struct buf *out, const char *why);

#endif
