/* bundle.h - a run in one file: record, reports and certificates */
#ifndef SMTPSCOPE_CLI_BUNDLE_H
#define SMTPSCOPE_CLI_BUNDLE_H

#include "cli/cli.h"
#include "interpret/finding.h"

/* What keeps --bundle from being done here, NULL: nothing. */
const char *bundle_fault(void);

/* Writes the archive that --bundle names, with a folder of the run's name in it: 0, or -1 after a
 * complaint. What it lacks is said. */
int bundle_write(struct arena *a, const struct cli_options *o, const struct record *r,
		 const struct interpretation *i, const struct knowledge *k);

#endif
