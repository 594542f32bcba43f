/* explain.h - the command "explain": what a reply or an error text means */
#ifndef SMTPSCOPE_CLI_EXPLAIN_H
#define SMTPSCOPE_CLI_EXPLAIN_H

#include "cli/cli.h"

/* Reads words, file or stdin, writes what they mean; the exit status. */
int explain_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
