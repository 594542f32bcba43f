#include "cli/completion.h"

/* _arguments reads what the shell has taken out of the quotes: brackets and colons end parts. */
static const struct completed_quotes quotes = {.marked = "[]:", .quote = "'\\''", .mark = '\\'};

static const char functions[] = "_smtpscope_profiles() {\n"
				"	compadd -- ${(f)\"$(_call_program profiles smtpscope "
				"completion profiles 2>/dev/null)\"}\n"
				"}\n"
				"\n";

static const char script[] =
	"_smtpscope() {\n"
	"	local word before said=\n"
	"	for word in \"${(@)words[2,CURRENT-1]}\"; do # the first that is no option nor its "
	"value\n"
	"		if [[ $word != -* && ${_smtpscope_takers[(Ie)$before]} = 0 ]]; then\n"
	"			said=$word\n"
	"			break\n"
	"		fi\n"
	"		before=$word\n"
	"	done\n"
	"	case $said in\n";

static void write_action(struct buf *out, const struct completed *w)
{
	static const char *const actions[] = {
		[COMPLETED_ANYTHING] = " ",
		[COMPLETED_WORDS] = "(",
		[COMPLETED_LIST] = "_values -s , word ",
		[COMPLETED_FILES] = "_files",
		[COMPLETED_FOLDERS] = "_files -/",
		[COMPLETED_PROFILES] = "_smtpscope_profiles",
	};
	struct buf words = {0};

	completed_words(&words, &w->words);
	buf_str(out, actions[w->kind]);
	completed_quote(out, &quotes, words.n > 0 ? words.p : "");
	if (w->kind == COMPLETED_WORDS)
		buf_char(out, ')');
	buf_free(&words);
}

/* '*--format=[words of help]:LIST:action' */
static void write_spec(struct buf *out, const struct completion *c, const struct option_row *row,
		       const char *dashes, const char *name, const char *joint)
{
	struct completed w;

	buf_printf(out, " \\\n			'*%s%s%s[", dashes, name,
		   row->arg == NULL ? "" : joint);
	completed_quote(out, &quotes, row->help);
	buf_char(out, ']');
	if (row->arg != NULL) {
		w = completed_value(c, row);
		buf_char(out, ':');
		completed_quote(out, &quotes, row->arg);
		buf_char(out, ':');
		write_action(out, &w);
	}
	buf_char(out, '\'');
}

static void write_options_of(struct buf *out, const struct completion *c, enum cli_command command)
{
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		const char key[] = {row->key, '\0'};

		if (!completed_option(row, command))
			continue;
		write_spec(out, c, row, "--", row->name, "=");
		if (row->key != 0)
			write_spec(out, c, row, "-", key, "+");
	}
}

static void write_command(struct buf *out, const struct completion *c,
			  const struct completed_command *it)
{
	buf_printf(out,
		   "	(%s)\n		_arguments -s -S '1: :_smtpscope_first' '*: :", it->name);
	write_action(out, &it->words);
	buf_char(out, '\'');
	write_options_of(out, c, it->command);
	buf_str(out, " ;;\n");
}

static const struct completed_command *check_of(const struct completion *c)
{
	LIST_EACH (const struct completed_command, it, &c->commands)
		if (it->command == COMMAND_CHECK)
			return it;
	return NULL;
}

/* The first word: a command, or what a check is made of. */
static void write_first(struct buf *out, const struct completion *c)
{
	buf_str(out, "_smtpscope_first() {\n	local -a commands=(");
	LIST_EACH (const struct completed_command, it, &c->commands) {
		buf_printf(out, "\n		'%s:", it->name);
		completed_quote(out, &quotes, it->help);
		buf_char(out, '\'');
	}
	buf_str(out, ")\n	_describe -t commands command commands\n"
		     "	local -a targets=(");
	completed_words(out, &check_of(c)->words.words);
	buf_str(out, ")\n	compadd -a targets\n}\n\n");
}

static void write_takers(struct buf *out)
{
	buf_str(out, "_smtpscope_takers=(");
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (completed_first(row) && row->arg != NULL) {
			buf_printf(out, "--%s ", row->name);
			if (row->key != 0)
				buf_printf(out, "-%c ", row->key);
		}
	buf_str(out, ")\n\n");
}

void completion_zsh(struct buf *out, const struct completion *c)
{
	buf_str(out, "#compdef smtpscope check_smtpscope\n"
		     "# made by \"smtpscope completion zsh\" of its table of options\n");
	write_takers(out);
	buf_str(out, functions);
	write_first(out, c);
	buf_str(out, script);
	LIST_EACH (const struct completed_command, it, &c->commands)
		write_command(out, c, it);
	buf_str(out, "	(*)\n		_arguments -s -S '1: :_smtpscope_first'");
	write_options_of(out, c, COMMAND_CHECK);
	buf_str(out,
		" ;;\n	esac\n}\n\n"
		"(( ! $+functions[compdef] )) || compdef _smtpscope smtpscope check_smtpscope\n");
}
