#include "cli/completion.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "know/network.h"
#include "know/snippet.h"
#include "sasl/sasl.h"

#include <string.h>

/* ---- what there is ---- */

static const char *const catalogue_words[] = {"list", "show", "check", NULL};
static const char *const shell_words[] = {"bash", "zsh", "fish", "profiles", NULL};

static void add_names(struct list *words, struct arena *a, const char *const *names)
{
	for (; *names != NULL; names++)
		list_add_string(words, a, *names);
}

static void add_providers(struct list *words, const struct completion *c)
{
	LIST_EACH (const struct provider, p, knowledge_providers(c->k))
		list_add_string(words, c->a, p->id);
}

static void add_networks(struct list *words, const struct completion *c)
{
	LIST_EACH (const struct network, n, knowledge_networks(c->k))
		list_add_string(words, c->a, n->id);
}

static void add_programs(struct list *words, const struct completion *c)
{
	LIST_EACH (const struct snippet, s, knowledge_snippets(c->k))
		list_add_string(words, c->a, s->id);
}

static void add_mechanisms(struct list *words, const struct completion *c)
{
	for (size_t i = 0; sasl_at(i) != NULL; i++)
		list_add_string(words, c->a, sasl_at(i)->name);
	list_add_string(words, c->a, "all");
}

static void add_topics(struct list *words, const struct completion *c)
{
	list_add_string(words, c->a, "all");
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		list_add_string(words, c->a, row->name);
}

/* ---- behind a command ---- */

static struct completed words_of(const struct completion *c, enum cli_command command)
{
	struct completed w = {.kind = COMPLETED_WORDS};

	switch (command) {
	case COMMAND_CHECK:
	case COMMAND_PATH:
		add_providers(&w.words, c);
		break;
	case COMMAND_PROVIDERS:
		add_providers(&w.words, c);
		add_networks(&w.words, c);
		break;
	case COMMAND_CATALOGUE:
		add_names(&w.words, c->a, catalogue_words);
		break;
	case COMMAND_COMPLETION:
		add_names(&w.words, c->a, shell_words);
		break;
	case COMMAND_HELP:
		add_topics(&w.words, c);
		break;
	default:
		w.kind = COMPLETED_FILES;
	}
	return w;
}

static void add_command(struct completion *c, enum cli_command command, const char *name,
			const char *help)
{
	struct completed_command *it = ARENA_NEW(c->a, struct completed_command);

	it->name = name;
	it->help = help;
	it->command = command;
	it->words = words_of(c, command);
	list_append(&c->commands, it);
}

static void add_commands(struct completion *c)
{
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		add_command(c, row->command, row->name, row->help);
	add_command(c, COMMAND_HELP, "help", "what a command does, and its options");
}

/* ---- behind an option ---- */

/* Values that the table does not name. */
static const struct {
	const char *option;
	enum completed_kind kind;
	void (*add)(struct list *words, const struct completion *c);
} values[] = {
	{"provider", COMPLETED_WORDS, add_providers},
	{"settings", COMPLETED_LIST, add_programs},
	{"auth", COMPLETED_WORDS, add_mechanisms},
	{"profile", COMPLETED_PROFILES, NULL},
	{"format", COMPLETED_LIST, NULL},
};

/* What stands in its row as a choice may still be refused: it is asked. */
static void add_choices(struct list *words, const struct completion *c,
			const struct option_row *row)
{
	for (size_t i = 0; row->names != NULL && row->names[i] != NULL; i++) {
		struct cli_options o = {0};
		struct parsing p = {.a = c->a, .o = &o};

		if (row->take(&p, row, row->names[i]) == NULL)
			list_add_string(words, c->a, row->names[i]);
	}
}

static enum completed_kind kind_of(const struct option_row *row)
{
	if (row->names != NULL)
		return COMPLETED_WORDS;
	return strcmp(row->arg, "FILE") == 0  ? COMPLETED_FILES
	       : strcmp(row->arg, "DIR") == 0 ? COMPLETED_FOLDERS
					      : COMPLETED_ANYTHING;
}

struct completed completed_value(const struct completion *c, const struct option_row *row)
{
	struct completed w = {.kind = kind_of(row)};

	add_choices(&w.words, c, row);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strcmp(values[i].option, row->name) == 0) {
			w.kind = values[i].kind;
			if (values[i].add != NULL)
				values[i].add(&w.words, c);
		}
	return w;
}

bool completed_option(const struct option_row *row, enum cli_command command)
{
	return row->group != GROUP_HIDDEN && command != COMMAND_HELP &&
	       option_belongs(row, command) && !option_is_idle(row, command);
}

bool completed_first(const struct option_row *row)
{
	return row->group != GROUP_HIDDEN && option_find(row->name) == row;
}

/* ---- how it is written ---- */

void completed_words(struct buf *out, const struct list *words)
{
	const char *between = "";

	LIST_EACH (const struct string_item, it, words) {
		buf_printf(out, "%s%s", between, it->s);
		between = " ";
	}
}

void completed_quote(struct buf *out, const struct completed_quotes *q, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			buf_str(out, q->quote);
			continue;
		}
		if (q->mark != 0 && (*text == q->mark || strchr(q->marked, *text) != NULL))
			buf_char(out, q->mark);
		buf_char(out, *text);
	}
}

/* ---- the command ---- */

static const struct {
	const char *name;
	void (*write)(struct buf *out, const struct completion *c);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};

static int print_script(struct arena *a, const struct cli_options *o, size_t shell)
{
	struct completion c = {.a = a};
	struct buf out = {0};
	struct knowledge *k = load_knowledge(a, o->data);

	if (k == NULL)
		return EXIT_USAGE;
	c.k = k;
	add_commands(&c);
	shells[shell].write(&out, &c);
	knowledge_free(k);
	return write_result(a, o, &out, EXIT_GOOD);
}

static int print_profiles(struct arena *a, const struct cli_options *o)
{
	struct list names = {0};
	struct buf out = {0};

	options_profiles(a, &names);
	LIST_EACH (const struct string_item, it, &names)
		buf_printf(&out, "%s\n", it->s);
	return write_result(a, o, &out, EXIT_GOOD);
}

int completion_command(struct arena *a, struct cli_options *o, const char *command_line)
{
	const char *word = o->word_count == 1 ? o->words[0] : "";

	(void)command_line;
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].name, word) == 0)
			return print_script(a, o, i);
	if (strcmp(word, "profiles") == 0)
		return print_profiles(a, o);
	return complain("completion: name the shell: bash, zsh or fish");
}
