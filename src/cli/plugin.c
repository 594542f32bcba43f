#include "cli/plugin.h"

#include "base/fatal.h"
#include "cli/cli.h"
#include "report/nagios.h"

#include <unistd.h>

/* Of the process: who finds a fault need not know to whom it is told. */
static enum { NO_PLUGIN, PLUGIN, PLUGIN_HAS_TOLD } role;

void plugin_begin(void)
{
	role = PLUGIN;
	fatal_tell(STDOUT_FILENO, "SMTP UNKNOWN - ", NAGIOS_UNKNOWN);
}

bool plugin_is_on(void)
{
	return role != NO_PLUGIN;
}

bool plugin_tells(const char *line)
{
	struct arena *a;
	struct buf out = {0};
	const char *ignored;

	if (role != PLUGIN)
		return false;
	role = PLUGIN_HAS_TOLD;
	a = arena_new();
	nagios_unknown(&out, line);
	output_write(a, NULL, 0, &out, &ignored); /* there is nobody else to tell */
	buf_free(&out);
	arena_free(a);
	return true;
}

int plugin_end(int status)
{
	return role == PLUGIN_HAS_TOLD ? (int)NAGIOS_UNKNOWN : status;
}
