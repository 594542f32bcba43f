/* token_report.h - where the report on a token goes, and where the token */
#ifndef SMTPSCOPE_CLI_TOKEN_REPORT_H
#define SMTPSCOPE_CLI_TOKEN_REPORT_H

#include "cli/cli.h"
#include "interpret/interpret.h"

/* The report on a token that was there, to where -o says or to stdout; the exit status. */
int token_report(struct arena *a, const struct cli_options *o, const struct record *r,
		 const struct interpretation *i);

/* The token that was got (NULL: none came) to where it is wanted, and what is to be said of it to
 * where it is in nobody's way; the exit status. */
int token_deliver(struct arena *a, const struct cli_options *o, const struct record *r,
		  const struct interpretation *i, const struct secret *token);

#endif
