/* report.h - the command "report": a saved report in another form, interpreted with today's
 * knowledge */
#ifndef SMTPSCOPE_CLI_REPORT_H
#define SMTPSCOPE_CLI_REPORT_H

#include "cli/cli.h"

/* Answers the exit status. */
int report_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
