#include "cli/completion.h"

static const struct completed_quotes quotes = {.marked = "", .quote = "\\'", .mark = '\\'};

static const char script[] =
	"# the command, \"target\" where a word that is none was said, \"none\" before any\n"
	"function __smtpscope_command\n"
	"	set -l before ''\n"
	"	for word in (commandline -opc)[2..-1]\n"
	"		if not string match -q -- '-*' $word; and not contains -- $before "
	"$__smtpscope_takers\n"
	"			contains -- $word $__smtpscope_commands; and echo $word; or echo "
	"target\n"
	"			return\n"
	"		end\n"
	"		set before $word\n"
	"	end\n"
	"	echo none\n"
	"end\n"
	"\n"
	"function __smtpscope_of\n"
	"	contains -- (__smtpscope_command) $argv\n"
	"end\n"
	"\n"
	"# words with commas between: those before the last comma stay\n"
	"function __smtpscope_list\n"
	"	set -l front (string match -r '.*,' -- (commandline -ct | string replace -r "
	"'^--[^=]*=' ''))\n"
	"	test -n \"$front\"; or set front ''\n"
	"	printf '%s\\n' $front$argv\n"
	"end\n"
	"\n"
	"complete -c smtpscope -f\n"
	"complete -c check_smtpscope -w smtpscope\n";

static void write_quoted(struct buf *out, const char *text)
{
	buf_char(out, '\'');
	completed_quote(out, &quotes, text);
	buf_char(out, '\'');
}

/* " -x -a 'text json'"; what is substituted is so by fish, when it is wanted. */
static void write_completed(struct buf *out, const struct completed *w)
{
	static const char *const parts[][2] = {
		[COMPLETED_ANYTHING] = {" -x", ""},
		[COMPLETED_WORDS] = {" -x -a '", "'"},
		[COMPLETED_LIST] = {" -x -a '(__smtpscope_list ", ")'"},
		[COMPLETED_FILES] = {" -r -F", ""},
		[COMPLETED_FOLDERS] = {" -x -a '(__fish_complete_directories (commandline -ct))'",
				       ""},
		[COMPLETED_PROFILES] = {" -x -a '(smtpscope completion profiles 2>/dev/null)'", ""},
	};
	struct buf words = {0};

	completed_words(&words, &w->words);
	buf_str(out, parts[w->kind][0]);
	completed_quote(out, &quotes, words.n > 0 ? words.p : "");
	buf_str(out, parts[w->kind][1]);
	buf_free(&words);
}

/* What has no command yet may become a check. */
static bool write_commands_of(struct buf *out, const struct completion *c,
			      const struct option_row *row)
{
	struct buf names = {0};
	bool any;

	LIST_EACH (const struct completed_command, it, &c->commands)
		if (completed_option(row, it->command))
			buf_printf(&names, " %s%s", it->name,
				   it->command == COMMAND_CHECK ? " target none" : "");
	any = names.n > 0;
	if (any)
		buf_printf(out, "complete -c smtpscope -n '__smtpscope_of%s'", names.p);
	buf_free(&names);
	return any;
}

static void write_option(struct buf *out, const struct completion *c, const struct option_row *row)
{
	struct completed w;

	if (!write_commands_of(out, c, row))
		return;
	buf_printf(out, " -l %s", row->name);
	if (row->key != 0)
		buf_printf(out, " -s %c", row->key);
	if (row->arg != NULL) {
		w = completed_value(c, row);
		write_completed(out, &w);
	}
	buf_str(out, " -d ");
	write_quoted(out, row->help);
	buf_char(out, '\n');
}

/* Its name as the first word, and what follows it. */
static void write_command(struct buf *out, const struct completed_command *it)
{
	buf_printf(out, "complete -c smtpscope -n '__smtpscope_of none' -a %s -d ", it->name);
	write_quoted(out, it->help);
	buf_printf(out, "\ncomplete -c smtpscope -n '__smtpscope_of %s%s'", it->name,
		   it->command == COMMAND_CHECK ? " none" : "");
	if (it->words.kind == COMPLETED_FILES) {
		buf_str(out, " -F\n");
		return;
	}
	buf_str(out, " -a '");
	completed_words(out, &it->words.words);
	buf_str(out, "'\n");
}

static void write_lists(struct buf *out, const struct completion *c)
{
	buf_str(out, "set -g __smtpscope_commands");
	LIST_EACH (const struct completed_command, it, &c->commands)
		buf_printf(out, " %s", it->name);
	buf_str(out, "\nset -g __smtpscope_takers");
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (completed_first(row) && row->arg != NULL) {
			buf_printf(out, " --%s", row->name);
			if (row->key != 0)
				buf_printf(out, " -%c", row->key);
		}
	buf_str(out, "\n\n");
}

void completion_fish(struct buf *out, const struct completion *c)
{
	buf_str(out, "# made by \"smtpscope completion fish\" of its table of options\n");
	write_lists(out, c);
	buf_str(out, script);
	LIST_EACH (const struct completed_command, it, &c->commands)
		write_command(out, it);
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		write_option(out, c, row);
}
