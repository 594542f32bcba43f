#include "cli/options.h"

#include <string.h>

/* Which options belong to which command. Groups from Output on are of all commands, unless
 * `narrow` says otherwise. */

/* ---- of each group ---- */

static bool is_own(enum option_group group, enum cli_command command)
{
	if (group == GROUP_EXPLAIN)
		return command == COMMAND_EXPLAIN;
	if (group == GROUP_TOKEN)
		return command == COMMAND_TOKEN;
	if (group == GROUP_SWEEP)
		return command == COMMAND_SWEEP;
	if (group == GROUP_DOMAIN)
		return command == COMMAND_DOMAIN;
	return command == COMMAND_CHECK;
}

/* ---- of the options of a check those that another command takes, too ---- */

/* What chooses a way, and the patience with it. */
static const char *const path_options[] = {
	"port",	 "mx",	   "ipv4",    "ipv6",	 "address",	    "resolver",
	"names", "source", "control", "timeout", "connect-timeout", NULL};

/* What concerns a token. */
static const char *const token_options[] = {"provider",
					    "ca-file",
					    "resolver",
					    "ipv4",
					    "ipv6",
					    "source",
					    "proxy",
					    "proxy-user",
					    "proxy-password-file",
					    "proxy-password-fd",
					    "proxy-password-env",
					    "proxy-password-command",
					    "connect-timeout",
					    "reply-timeout",
					    NULL};

/* How names are asked, and with --probe servers connected to. */
static const char *const domain_options[] = {
	"ipv4",		  "ipv6",	   "resolver",	      "trust-ad", "source",
	"ehlo",		  "ca-file",	   "cert-days",	      "timeout",  "connect-timeout",
	"banner-timeout", "reply-timeout", "max-connections", NULL};

/* What judges a record anew, and what it holds. */
static const char *const report_options[] = {"cert-days", "save-chain", "summary", NULL};

static bool is_lent(const struct option_row *row, enum cli_command command)
{
	if (command == COMMAND_PATH)
		return row->group < GROUP_EXPLAIN && name_find(path_options, row->name) >= 0;
	if (command == COMMAND_SWEEP)
		return is_own(row->group, COMMAND_CHECK) && option_not_swept(row) == NULL;
	if (command == COMMAND_DOMAIN)
		return row->group < GROUP_EXPLAIN && name_find(domain_options, row->name) >= 0;
	if (command == COMMAND_REPORT)
		return name_find(report_options, row->name) >= 0;
	if (command == COMMAND_TOKEN)
		return row->group <= GROUP_EXPLAIN && name_find(token_options, row->name) >= 0;
	return false;
}

/* ---- of the options of all commands those that mean something to some only ---- */

enum {
	CHECK = 1 << COMMAND_CHECK,
	PATH = 1 << COMMAND_PATH,
	TOKEN = 1 << COMMAND_TOKEN,
	REPORT = 1 << COMMAND_REPORT,
	COMPARE = 1 << COMMAND_COMPARE,
	SWEEP = 1 << COMMAND_SWEEP,
	DOMAIN = 1 << COMMAND_DOMAIN,
	ALL = ~0
};

static const struct {
	const char *name;
	int taken_by;  /* others refuse it */
	int meant_for; /* of those: others take it for nothing, and do not speak of it */
} narrow[] = {
	{"settings", CHECK | REPORT, CHECK | REPORT},
	{"as-recorded", REPORT | COMPARE, REPORT | COMPARE},
	{"line", REPORT, REPORT},
	{"warning", CHECK | PATH | REPORT | DOMAIN, CHECK | PATH | REPORT | DOMAIN},
	{"critical", CHECK | PATH | REPORT | DOMAIN, CHECK | PATH | REPORT | DOMAIN},
	{"bundle", CHECK | PATH | REPORT, CHECK | PATH | REPORT},
	{"transcript", ALL, CHECK | REPORT | DOMAIN},
	{"redact", ALL & ~SWEEP, CHECK | PATH | TOKEN | REPORT | COMPARE | DOMAIN},
	{"redact-key", ALL & ~SWEEP, CHECK | TOKEN | REPORT | COMPARE | DOMAIN},
	{"strict", ALL, CHECK | PATH | TOKEN | REPORT | SWEEP | DOMAIN},
};

enum { NARROW = sizeof(narrow) / sizeof(narrow[0]) };

static bool is_taken(const struct option_row *row, enum cli_command command)
{
	for (size_t i = 0; i < NARROW; i++)
		if (strcmp(narrow[i].name, row->name) == 0)
			return (narrow[i].taken_by & 1 << command) != 0;
	return true;
}

bool option_is_idle(const struct option_row *row, enum cli_command command)
{
	for (size_t i = 0; i < NARROW; i++)
		if (strcmp(narrow[i].name, row->name) == 0)
			return (narrow[i].meant_for & 1 << command) == 0;
	return false;
}

/* ---- all together ---- */

bool option_belongs(const struct option_row *row, enum cli_command command)
{
	if (row->group > GROUP_DOMAIN)
		return is_taken(row, command);
	return is_own(row->group, command) || is_lent(row, command);
}
