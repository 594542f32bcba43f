/* commands.h - the commands as a table: their words, what runs them, their line in the help */
#ifndef SMTPSCOPE_CLI_COMMANDS_H
#define SMTPSCOPE_CLI_COMMANDS_H

#include "cli/cli.h"

struct command_row {
	const char *name;
	enum cli_command command;
	/* Takes the words behind the name; NULL, or what is wrong with them. */
	const char *(*take)(struct cli_options *o, struct arena *a, int n, char **words);
	/* Answers the exit status; `line` is the command line without secrets. */
	int (*run)(struct arena *a, struct cli_options *o, const char *line);
	const char *usage; /* behind "smtpscope " */
	const char *help;
};

/* Ends with a NULL name. */
extern const struct command_row command_rows[];

const struct command_row *command_find(const char *name);	/* NULL: none */
const struct command_row *command_of(enum cli_command command); /* NULL: none */

/* For commands that take any words; see `words` of struct cli_options. */
const char *take_any_words(struct cli_options *o, struct arena *a, int n, char **words);

#endif
