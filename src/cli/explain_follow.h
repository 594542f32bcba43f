/* explain_follow.h - explain --follow: a log that grows, as tail -F reads it */
#ifndef SMTPSCOPE_CLI_EXPLAIN_FOLLOW_H
#define SMTPSCOPE_CLI_EXPLAIN_FOLLOW_H

#include "cli/cli.h"
#include "know/knowledge.h"
#include "log/summary.h"

/* Shows what is new as it appears, until Ctrl-C or the end of a pipe, then the summary of all. The
 * exit status. */
int explain_follow(struct arena *a, const struct cli_options *o, const struct knowledge *k,
		   const struct log_filter *filter, struct log_clock clock);

#endif
