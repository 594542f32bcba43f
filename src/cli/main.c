/* main.c - wiring and exit codes, nothing else */
#include "config.h"

#include "cli/check.h"

#include "cli/version.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int print(FILE *to, void (*write)(struct buf *out))
{
	struct buf out = {0};

	write(&out);
	fwrite(out.p, 1, out.n, to);
	buf_free(&out);
	return EXIT_GOOD;
}

static int print_help(const char *topic)
{
	struct buf out = {0};

	options_help(&out, topic);
	fwrite(out.p, 1, out.n, stdout);
	buf_free(&out);
	return EXIT_GOOD;
}

/* The command line for the record. A command that prints a secret may hold one itself. */
static const char *command_line(struct arena *a, int argc, char **argv)
{
	const char *line = "smtpscope";

	for (int i = 1; i < argc; i++) {
		const char *command = strstr(argv[i], "-command");
		bool hide_next = strncmp(argv[i], "--", 2) == 0 && command != NULL;

		if (hide_next && command[strlen("-command")] == '=')
			line = arena_printf(a, "%s %.*s=...", line,
					    (int)(command - argv[i] + (int)strlen("-command")),
					    argv[i]);
		else
			line = arena_printf(a, "%s %s", line, argv[i]);
		if (hide_next && command[strlen("-command")] == '\0' && i + 1 < argc) {
			line = arena_printf(a, "%s ...", line);
			i++;
		}
	}
	return line;
}

static int dispatch(struct arena *a, struct cli_options *o, const char *line)
{
	switch (o->command) {
	case COMMAND_HELP:
		return print_help(o->topic);
	case COMMAND_VERSION:
		return print(stdout, version_write);
	case COMMAND_EXAMPLES:
		print(stderr, options_examples);
		return EXIT_USAGE;
	default:
		return check_command(a, o, line);
	}
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	const char *line = command_line(a, argc, argv), *fault;
	struct cli_options o;
	int rc;

	signal(SIGPIPE, SIG_IGN);
	if (options_parse(a, argc, argv, &o, &fault) == 0) {
		rc = dispatch(a, &o, line);
	} else {
		fprintf(stderr, "smtpscope: %s\n", fault);
		rc = EXIT_USAGE;
	}
	arena_free(a);
	return rc;
}
