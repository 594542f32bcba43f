/* plugin.h - as a plugin of a monitoring system
 *
 * Such a system shows what stands on stdout and judges by an exit status of 0 to 3. A fault is told
 * there, in one line: "SMTP UNKNOWN - what is wrong", exit 3. What more there is to say goes to
 * stderr. */
#ifndef SMTPSCOPE_CLI_PLUGIN_H
#define SMTPSCOPE_CLI_PLUGIN_H

#include <stdbool.h>

/* The name by which the program is a plugin without being told. */
#define PLUGIN_NAME "check_smtpscope"

/* From now on we are one. Before any thread starts. */
void plugin_begin(void);

bool plugin_is_on(void);

/* Tells the fault on stdout; false where we are no plugin, or have told one already. */
bool plugin_tells(const char *line);

/* The exit status to end with in place of `status`. */
int plugin_end(int status);

#endif
