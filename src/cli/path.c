#include "cli/path.h"

#include "cli/check.h"

int path_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	o->settings.user = o->settings.from = NULL; /* the config file may speak of checks */
	o->settings.until = STAGE_TCP;
	o->settings.ask_once = true; /* the trace tells more, with one connection at most */
	o->plan.tls_versions = VERSIONS_NONE;
	o->plan.trace = true;
	return check_command(a, o, command_line);
}
