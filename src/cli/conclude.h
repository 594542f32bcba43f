/* conclude.h - all that the command line wants of a run that has been judged */
#ifndef SMTPSCOPE_CLI_CONCLUDE_H
#define SMTPSCOPE_CLI_CONCLUDE_H

#include "cli/cli.h"
#include "interpret/finding.h"

/* The report, the certificates and what --settings misses, each where it belongs: the exit status
 * that tells of the verdict, or of what could not be written. */
int conclude(struct arena *a, const struct cli_options *o, const struct record *r,
	     const struct interpretation *i, const struct knowledge *k);

#endif
