/* path.h - the command "path": a check that only connects, and traces the way */
#ifndef SMTPSCOPE_CLI_PATH_H
#define SMTPSCOPE_CLI_PATH_H

#include "cli/cli.h"

/* As check_command(). */
int path_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
