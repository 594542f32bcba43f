#include "cli/compare.h"

#include "cli/common.h"

int compare_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	(void)a;
	(void)o;
	(void)command_line;
	return complain("compare: not yet");
}
