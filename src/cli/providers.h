/* providers.h - smtpscope providers [NAME]: what is known of whom */
#ifndef SMTPSCOPE_CLI_PROVIDERS_H
#define SMTPSCOPE_CLI_PROVIDERS_H

#include "cli/cli.h"

const char *providers_take(struct cli_options *o, struct arena *a, int n, char **words);
int providers_command(struct arena *a, struct cli_options *o, const char *command_line);

#endif
