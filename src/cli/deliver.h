/* deliver.h - a finished report goes where the command line wants it */
#ifndef SMTPSCOPE_CLI_DELIVER_H
#define SMTPSCOPE_CLI_DELIVER_H

#include "cli/cli.h"
#include "interpret/finding.h"

/* In the form of --format to stdout or to where -o says: 0, or -1 after a complaint. */
int deliver(struct arena *a, const struct cli_options *o, const struct record *r,
	    const struct interpretation *i, const struct knowledge *k);

#endif
