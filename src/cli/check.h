/* check.h - the command "check": one target, one report, one exit status */
#ifndef SMTPSCOPE_CLI_CHECK_H
#define SMTPSCOPE_CLI_CHECK_H

#include "cli/cli.h"

/* `command_line`: for the record, without secrets. Answers the exit status; what is wrong with the
 * user's input is one line on stderr. */
int check_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
