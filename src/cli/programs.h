/* programs.h - --settings: the programs that were named, and those that get none */
#ifndef SMTPSCOPE_CLI_PROGRAMS_H
#define SMTPSCOPE_CLI_PROGRAMS_H

#include "cli/cli.h"
#include "interpret/finding.h"

/* What is wrong with the names, in one line that lists those there are, or NULL. */
const char *programs_fault(struct arena *a, const struct cli_options *o, const struct knowledge *k);

/* Whether all that were named have their settings. Where nobody else says so (`aloud`) a line on
 * stderr tells of each that has none, and why. */
bool programs_served(struct arena *a, const struct cli_options *o, const struct record *r,
		     const struct interpretation *i, const struct knowledge *k, bool aloud);

#endif
