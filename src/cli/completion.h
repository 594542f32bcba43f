/* completion.h - what a shell may complete: the commands and, of the table, the options */
#ifndef SMTPSCOPE_CLI_COMPLETION_H
#define SMTPSCOPE_CLI_COMPLETION_H

#include "cli/options.h"
#include "know/knowledge.h"

/* The command "completion": prints the script for a shell, or the names of profiles. */
int completion_command(struct arena *a, struct cli_options *o, const char *command_line);

/* ---- for the three scripts ---- */

enum completed_kind {
	COMPLETED_ANYTHING, /* nobody can know what */
	COMPLETED_WORDS,
	COMPLETED_LIST, /* words with commas between */
	COMPLETED_FILES,
	COMPLETED_FOLDERS,
	COMPLETED_PROFILES, /* asked for when they are wanted: the config file changes */
};

struct completed {
	enum completed_kind kind;
	struct list words; /* of struct string_item */
};

struct completed_command {
	struct item item;
	const char *name, *help;
	enum cli_command command;
	struct completed words; /* what may follow its name */
};

struct completion {
	struct arena *a;
	const struct knowledge *k;
	struct list commands; /* of struct completed_command */
};

/* What the option takes; nothing to be asked of a flag. */
struct completed completed_value(const struct completion *c, const struct option_row *row);

/* Whether that command's help speaks of the option, and whether it is the first row of its name. */
bool completed_option(const struct option_row *row, enum cli_command command);
bool completed_first(const struct option_row *row);

/* The words with blanks between. */
void completed_words(struct buf *out, const struct list *words);

/* `text` between single quotes; each byte of `marked` in it, and the mark itself, gets `mark`
 * before it, and a single quote becomes `quote`. */
struct completed_quotes {
	const char *marked, *quote;
	char mark;
};
void completed_quote(struct buf *out, const struct completed_quotes *q, const char *text);

void completion_bash(struct buf *out, const struct completion *c);
void completion_zsh(struct buf *out, const struct completion *c);
void completion_fish(struct buf *out, const struct completion *c);

#endif
