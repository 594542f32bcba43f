/* deliver.h - a finished report goes where the command line wants it */
#ifndef SMTPSCOPE_CLI_DELIVER_H
#define SMTPSCOPE_CLI_DELIVER_H

#include "cli/cli.h"
#include "interpret/finding.h"

/* In the form of --format to stdout or to where -o says, in all of them into the folder that it
 * names; and into the archive of --bundle. 0, or -1 after a complaint that names the files that are
 * there all the same. */
int deliver(struct arena *a, const struct cli_options *o, const struct record *r,
	    const struct interpretation *i, const struct knowledge *k);

/* The certificates to where --save-chain says, if it does: 0, or not after a complaint. A server
 * that sent none is no fault of this option: what was wrong is in the report. */
int deliver_chain(struct arena *a, const struct cli_options *o, const struct record *r,
		  const struct interpretation *i);

/* What files about that run are called: "smtp.example.org-2026-11-22T0641Z", ASCII without
 * anything that means something to a shell, at most 128 bytes. */
const char *deliver_name(struct arena *a, const struct record *r);

#endif
