#include "cli/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A flag's word outside the command line: 1, 0, or -1 where it is neither yes nor no. */
static int truth(const char *word)
{
	static const char *const yes[] = {"1", "yes", "true", "on", NULL};
	static const char *const no[] = {"0", "no", "false", "off", NULL};

	return name_find(yes, word) >= 0 ? 1 : name_find(no, word) >= 0 ? 0 : -1;
}

int option_give_word(struct parsing *p, const struct option_row *row, const char *said,
		     const char *word, const char **fault)
{
	unsigned char *denied = &p->denied[row - option_rows];
	int yes;

	if (row->arg != NULL)
		return option_give(p, row, said, word, fault);
	yes = truth(word);
	if (yes < 0)
		*fault = arena_printf(p->a, "%s takes yes or no", said);
	if (yes == 0 && *denied < p->source)
		*denied = (unsigned char)p->source;
	return yes == 1 ? option_give(p, row, said, NULL, fault) : yes;
}

/* "connect-timeout" is SMTPSCOPE_CONNECT_TIMEOUT. */
static const char *variable(struct arena *a, const struct option_row *row)
{
	char *name = arena_printf(a, "SMTPSCOPE_%s", row->name);

	for (char *c = name; *c != '\0'; c++)
		*c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	return name;
}

int options_environment(struct parsing *p, const char **fault)
{
	p->source = FROM_ENVIRONMENT;
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		const char *name = variable(p->a, row);
		bool again = option_find(row->name) != row; /* of another command */
		const char *value = row->line_only || again ? NULL : getenv(name);

		if (value != NULL && *value != '\0' &&
		    option_give_word(p, row, name, value, fault) < 0)
			return -1;
	}
	return 0;
}

/* XDG Base Directory Specification: what is not absolute does not count. A home that is only
 * promised ("/nonexistent" of nobody) is not ours to make. */
static const char *folder(struct arena *a, const char *variable, const char *under_home)
{
	const char *base = getenv(variable), *home = getenv("HOME");

	if (base != NULL && *base == '/')
		return arena_printf(a, "%s/smtpscope", base);
	if (home == NULL || *home == '\0' || access(home, F_OK) != 0)
		return NULL;
	return arena_printf(a, "%s/%s/smtpscope", home, under_home);
}

const char *options_path(struct arena *a, const char *name)
{
	const char *path = folder(a, "XDG_CONFIG_HOME", ".config");

	return path == NULL ? NULL : arena_printf(a, "%s/%s", path, name);
}

const char *options_state_path(struct arena *a)
{
	return folder(a, "XDG_STATE_HOME", ".local/state");
}
