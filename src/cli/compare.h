/* compare.h - the command "compare": what differs between saved reports */
#ifndef SMTPSCOPE_CLI_COMPARE_H
#define SMTPSCOPE_CLI_COMPARE_H

#include "cli/cli.h"

/* Answers the exit status. */
int compare_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
