#include "cli/completion.h"

/* In single quotes there is no escape: they end, and begin again. */
static const struct completed_quotes quotes = {.marked = "", .quote = "'\\''"};

static const char *const kinds[] = {
	[COMPLETED_ANYTHING] = "anything", [COMPLETED_WORDS] = "words",
	[COMPLETED_LIST] = "list",	   [COMPLETED_FILES] = "files",
	[COMPLETED_FOLDERS] = "folders",   [COMPLETED_PROFILES] = "profiles",
};

/* Words are compared here, not by compgen, which would take a $(...) in them for a command. */
static const char script[] =
	"_smtpscope_add() {\n"
	"	local word words\n"
	"	read -r -d '' -a words <<<\"$1\"\n"
	"	for word in \"${words[@]}\"; do\n"
	"		[[ $word != \"$cur\"* ]] || COMPREPLY+=(\"$front$word\")\n"
	"	done\n"
	"}\n"
	"\n"
	"_smtpscope() {\n"
	"	local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} front=\n"
	"	local said= kind= words= options= takes= values= i=1\n"
	"	while ((i < COMP_CWORD)); do # to the first word that is no option nor its value\n"
	"		if [[ ${COMP_WORDS[i]} != -* ]]; then\n"
	"			said=${COMP_WORDS[i]}\n"
	"			break\n"
	"		fi\n"
	"		_smtpscope_option \"${COMP_WORDS[i]}\"\n"
	"		[[ -z $takes || ${COMP_WORDS[i + 1]} != = ]] || ((++i))\n"
	"		[[ -z $takes ]] || ((++i))\n"
	"		((++i))\n"
	"	done\n"
	"	if ! _smtpscope_command \"$said\"; then\n"
	"		_smtpscope_command check\n"
	"		[[ -z $said ]] && words+=\" $_smtpscope_commands\" || words=\n"
	"	fi\n"
	"	if [[ $cur == = ]]; then # \"--format=json\" comes as three words, or as one\n"
	"		cur=\n"
	"	elif [[ $before == = ]]; then\n"
	"		before=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"	elif [[ $cur == --*=* ]]; then\n"
	"		before=${cur%%=*} front=${cur%%=*}= cur=${cur#*=}\n"
	"	fi\n"
	"	_smtpscope_option \"$before\"\n"
	"	if [[ -n $takes ]]; then\n"
	"		kind=$takes words=$values\n"
	"	elif [[ $cur == -* ]]; then\n"
	"		kind=words words=$options\n"
	"	fi\n"
	"	COMPREPLY=()\n"
	"	case $kind in\n"
	"	list)\n"
	"		[[ $cur != *,* ]] || front+=${cur%,*},\n"
	"		cur=${cur##*,}\n"
	"		_smtpscope_add \"$words\"\n"
	"		;;\n"
	"	words) _smtpscope_add \"$words\" ;;\n"
	"	profiles) _smtpscope_add \"$(\"${1/#\\~/$HOME}\" completion profiles "
	"2>/dev/null)\" ;;\n"
	"	files | folders)\n"
	"		compopt -o filenames 2>/dev/null\n"
	"		[[ $kind == files ]] && i=-f || i=-d\n"
	"		mapfile -t COMPREPLY < <(compgen -P \"$front\" $i -- \"$cur\")\n"
	"		;;\n"
	"	esac\n"
	"}\n"
	"\n"
	"complete -F _smtpscope smtpscope check_smtpscope\n";

static void write_completed(struct buf *out, const char *kind, const char *words,
			    const struct completed *w)
{
	struct buf text = {0};

	completed_words(&text, &w->words);
	buf_printf(out, "%s=%s %s='", kind, kinds[w->kind], words);
	completed_quote(out, &quotes, text.n > 0 ? text.p : "");
	buf_char(out, '\'');
	buf_free(&text);
}

static void write_option(struct buf *out, const struct completion *c, const struct option_row *row)
{
	struct completed w = completed_value(c, row);

	buf_printf(out, "	--%s", row->name);
	if (row->key != 0)
		buf_printf(out, " | -%c", row->key);
	buf_str(out, ") ");
	write_completed(out, "takes", "values", &w);
	buf_str(out, " ;;\n");
}

static void write_options_of(struct buf *out, enum cli_command command)
{
	const char *between = "";

	buf_str(out, " options='");
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (completed_option(row, command)) {
			buf_printf(out, "%s--%s", between, row->name);
			between = " ";
		}
	buf_char(out, '\'');
}

static void write_tables(struct buf *out, const struct completion *c)
{
	buf_str(out, "_smtpscope_option() {\n	takes= values=\n	case $1 in\n");
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (completed_first(row) && row->arg != NULL)
			write_option(out, c, row);
	buf_str(out, "	esac\n}\n\n_smtpscope_command() {\n	case $1 in\n");
	LIST_EACH (const struct completed_command, it, &c->commands) {
		buf_printf(out, "	%s) ", it->name);
		write_completed(out, "kind", "words", &it->words);
		write_options_of(out, it->command);
		buf_str(out, " ;;\n");
	}
	buf_str(out, "	*) return 1 ;;\n	esac\n}\n\n");
}

void completion_bash(struct buf *out, const struct completion *c)
{
	buf_str(out, "# made by \"smtpscope completion bash\" of its table of options\n"
		     "_smtpscope_commands='");
	LIST_EACH (const struct completed_command, it, &c->commands)
		buf_printf(out, "%s ", it->name);
	buf_str(out, "'\n\n");
	write_tables(out, c);
	buf_str(out, script);
}
