/* command_line.h - command lines, in a home of a test's own and without variables of ours */
#ifndef SMTPSCOPE_TESTS_COMMAND_LINE_H
#define SMTPSCOPE_TESTS_COMMAND_LINE_H

#include "unit.h"

#include "cli/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A home of its own for the config file, and an environment without our variables. */
static char home[] = "/tmp/smtpscope-test-XXXXXX";

static inline int group_setup(void **state)
{
	char name[600];

	(void)state;
	if (mkdtemp(home) == NULL)
		return -1;
	setenv("HOME", home, 1);
	unsetenv("XDG_CONFIG_HOME");
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		snprintf(name, sizeof(name), "SMTPSCOPE_%s", row->name);
		for (char *c = name; *c != '\0'; c++)
			*c = *c == '-' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c;
		unsetenv(name);
	}
	return 0;
}

static inline const char *in_home(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", home, name);
}

static inline void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static inline void write_config(struct arena *a, const char *text)
{
	mkdir(in_home(a, ".config"), 0700);
	mkdir(in_home(a, ".config/smtpscope"), 0700);
	write_file(in_home(a, ".config/smtpscope/config"), text);
}

static inline void remove_config(struct arena *a)
{
	unlink(in_home(a, ".config/smtpscope/config"));
	rmdir(in_home(a, ".config/smtpscope"));
	rmdir(in_home(a, ".config"));
}

static inline int group_teardown(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	remove_config(a);
	arena_free(a);
	return rmdir(home);
}

/* `line` split at blanks; "''" is an empty argument. */
static inline int parse(struct arena *a, const char *line, struct cli_options *o,
			const char **fault)
{
	enum { WORDS_MAX = 32 };
	char **argv = arena_alloc(a, WORDS_MAX * sizeof(*argv)),
	     *save = NULL; /* `o` points into it */
	int argc = 1;

	argv[0] = (char *)"smtpscope";
	*fault = NULL;
	for (char *word = strtok_r(arena_str(a, line), " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save))
		argv[argc++] = strcmp(word, "''") == 0 ? word + 2 : word;
	return options_parse(a, argc, argv, o, fault);
}

static inline struct cli_options parsed(struct arena *a, const char *line)
{
	struct cli_options o;
	const char *fault;

	print_message("  %s\n", line);
	if (parse(a, line, &o, &fault) < 0)
		fail_msg("%s", fault);
	return o;
}

/* Those that were asked for: " 587 465". */
static inline const char *ports(struct arena *a, const struct cli_options *o)
{
	const char *all = "";

	LIST_EACH (struct need, n, &o->plan.ports) {
		all = arena_printf(a, "%s %d", all, n->port);
	}
	return all;
}

#endif
