/* catalogue.h - the command that shows what the program knows, and checks what others add */
#ifndef SMTPSCOPE_CLI_CATALOGUE_H
#define SMTPSCOPE_CLI_CATALOGUE_H

#include "cli/cli.h"

int catalogue_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
