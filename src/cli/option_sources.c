#include "cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONFIG_LINE_MAX = 4096, CONFIG_LINES_MAX = 1000 };

/* A flag's word outside the command line: 1, 0, or -1 where it is neither yes nor no. */
static int truth(const char *word)
{
	static const char *const yes[] = {"1", "yes", "true", "on", NULL};
	static const char *const no[] = {"0", "no", "false", "off", NULL};

	return name_find(yes, word) >= 0 ? 1 : name_find(no, word) >= 0 ? 0 : -1;
}

/* option_give() where flags have words, too. */
static int give_word(struct parsing *p, const struct option_row *row, const char *said,
		     const char *word, const char **fault)
{
	int yes;

	if (row->arg != NULL)
		return option_give(p, row, said, word, fault);
	yes = truth(word);
	if (yes < 0)
		*fault = arena_printf(p->a, "%s takes yes or no", said);
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

		if (value != NULL && *value != '\0' && give_word(p, row, name, value, fault) < 0)
			return -1;
	}
	return 0;
}

/* XDG Base Directory Specification: what is not absolute does not count. */
static const char *folder(struct arena *a, const char *variable, const char *under_home)
{
	const char *base = getenv(variable), *home = getenv("HOME");

	if (base != NULL && *base == '/')
		return arena_printf(a, "%s/smtpscope", base);
	if (home == NULL || *home == '\0')
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

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t\r\n");
	for (end = s + strlen(s); end > s && strchr(" \t\r\n", end[-1]) != NULL;)
		end--;
	*end = '\0';
	return s;
}

static int unknown(struct parsing *p, const char *place, const char *name, const char **fault)
{
	const struct option_row *near =
		option_find(name) == NULL ? option_nearest(p->a, name) : NULL;

	*fault = arena_printf(p->a, "%s: %s is not an option of this file", place,
			      option_shown(p->a, name));
	if (near != NULL && !near->line_only)
		*fault = arena_printf(p->a, "%s: did you mean %s?", *fault, near->name);
	return -1;
}

/* "option value", "option = value", or a flag alone; '#' begins a comment line. */
static int take_line(struct parsing *p, const char *place, char *line, const char **fault)
{
	char *name = trim(line), *end = name + strcspn(name, " \t=:"), *value = trim(end);
	const struct option_row *row;
	const char *said;
	bool alone = *value == '\0';

	if (*name == '\0' || *name == '#')
		return 0;
	if (*value == '=')
		value = trim(value + 1);
	*end = '\0';
	row = option_find(name);
	if (row == NULL || row->line_only)
		return unknown(p, place, name, fault);
	said = arena_printf(p->a, "%s: %s", place, row->name);
	if (*value == '\0' && row->arg != NULL) {
		*fault = arena_printf(p->a, "%s needs a value: %s %s", said, row->name, row->arg);
		return -1;
	}
	return give_word(p, row, said, alone ? "yes" : value, fault);
}

int options_lines(struct parsing *p, const char *path, FILE *f, const char **fault)
{
	char line[CONFIG_LINE_MAX];
	const char *place;

	p->source = FROM_CONFIG;
	for (int n = 1; fgets(line, sizeof(line), f) != NULL; n++) {
		place = arena_printf(p->a, "%s:%d", path, n);
		if (n > CONFIG_LINES_MAX || (strchr(line, '\n') == NULL && !feof(f))) {
			*fault = arena_printf(p->a, "%s: the file or its line is too long", place);
			return -1;
		}
		if (take_line(p, place, line, fault) < 0)
			return -1;
	}
	if (ferror(f)) {
		*fault = arena_printf(p->a, "%s: %s", path, strerror(errno));
		return -1;
	}
	return 0;
}

/* Not there, or in the home of somebody else, which sudo and cron leave in the environment. */
static bool out_of_reach(const char *path)
{
	return access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
}

int options_config(struct parsing *p, const char **fault)
{
	const char *path = options_path(p->a, "config");
	FILE *f = path == NULL ? NULL : fopen(path, "re");
	int rc, error = errno;

	if (path == NULL || (f == NULL && out_of_reach(path)))
		return 0;
	if (f == NULL) {
		*fault = arena_printf(p->a, "%s: %s", path, strerror(error));
		return -1;
	}
	rc = options_lines(p, path, f, fault);
	fclose(f);
	return rc;
}
