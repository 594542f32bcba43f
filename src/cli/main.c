/* main.c - wiring and exit codes, nothing else */
#include "config.h"

#include "cli/commands.h"

#include "base/fatal.h"
#include "cli/common.h"
#include "cli/options.h"
#include "cli/plugin.h"
#include "cli/version.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whatever is opened next gets the lowest number that is free: a socket in the place of stderr
 * would send our messages to a mail server. What stands there instead fails when it is used. */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			exit(EXIT_INTERNAL);
}

/* libuv calls abort() where the system refuses it a pipe, a thread or an event. */
static void on_abort(int number)
{
	(void)number;
	fatal("internal error: this system gave a library less than it cannot do without: "
	      "see ulimit -n, ulimit -u and ulimit -v");
}

/* Frees `out`. No service is well because its plugin prints a help text. */
static int print(struct arena *a, struct buf *out)
{
	const char *fault;
	int rc = output_write(a, NULL, 0, out, &fault);

	buf_free(out);
	if (rc == 0)
		return plugin_is_on() ? EXIT_UNTESTED : EXIT_GOOD;
	output_complaint(fault);
	return EXIT_USAGE;
}

static int print_help(struct arena *a, const char *topic)
{
	struct buf out = {0};

	options_help(&out, topic);
	return print(a, &out);
}

static int print_version(struct arena *a)
{
	struct buf out = {0};

	version_write(&out);
	return print(a, &out);
}

static int print_examples(void)
{
	struct buf out = {0};

	options_examples(&out);
	fwrite(out.p, 1, out.n, stderr);
	buf_free(&out);
	return EXIT_USAGE;
}

/* An option's whole name, which getopt_long() takes for no other's beginning. */
static bool is_whole(const char *word, size_t n)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (strlen(row->name) == n && strncmp(row->name, word, n) == 0)
			return true;
	return false;
}

/* How much of `word` names an option whose value may hold a secret, be it shortened as
 * getopt_long() permits; 0: none of it. */
static size_t names_command(const char *word)
{
	static const char *const names[] = {"--password-command", "--token-command",
					    "--proxy-password-command", "--client-secret-command",
					    "--refresh-token-command"};
	size_t n = strcspn(word, "="), dashes = strlen("--");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (n > dashes && strncmp(names[i], word, n) == 0)
			return n == strlen(names[i]) || !is_whole(word + dashes, n - dashes) ? n
											     : 0;
	return 0;
}

/* The command line for the record. A command that prints a secret may hold one itself. */
static const char *command_line(struct arena *a, int argc, char **argv)
{
	const char *line = "smtpscope";

	for (int i = 1; i < argc; i++) {
		size_t n = names_command(argv[i]);

		if (n > 0 && argv[i][n] == '=')
			line = arena_printf(a, "%s %.*s=...", line, (int)n, argv[i]);
		else
			line = arena_printf(a, "%s %s", line, argv[i]);
		if (n > 0 && argv[i][n] == '\0' && i + 1 < argc) {
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
		return print_help(a, o->topic);
	case COMMAND_VERSION:
		return print_version(a);
	case COMMAND_EXAMPLES:
		return print_examples();
	default:
		return command_of(o->command)->run(a, o, line);
	}
}

/* Libraries take memory when they are loaded, before main() and before any other code of ours: of a
 * lack of it the plugin tells, too. */
static void before_libraries(int argc, char **argv, char **environment)
{
	(void)environment;
	if (options_called_plugin(argc, argv))
		plugin_begin();
}

#if defined(__GLIBC__)
__attribute__((section(".preinit_array"), used)) static void (*first)(int, char **,
								      char **) = before_libraries;
#endif

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	const char *line = command_line(a, argc, argv), *fault;
	struct cli_options o;
	int rc;

	fill_standard_streams();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGABRT, on_abort);
	signal(SIGXFSZ, SIG_IGN); /* a limit to the size of files is an error of write() */
	if (options_want_plugin(a, argc, argv))
		plugin_begin();
	if (options_parse(a, argc, argv, &o, &fault) == 0) {
		if (as_plugin(&o)) /* the environment or the config file may say so, too */
			plugin_begin();
		rc = dispatch(a, &o, line);
	} else {
		output_complaint(fault);
		rc = EXIT_USAGE;
	}
	arena_free(a);
	return plugin_end(rc);
}
