#include "cli/commands.h"

#include "cli/catalogue.h"
#include "cli/check.h"
#include "cli/common.h"
#include "cli/compare.h"
#include "cli/completion.h"
#include "cli/domain.h"
#include "cli/explain.h"
#include "cli/path.h"
#include "cli/providers.h"
#include "cli/report.h"
#include "cli/sweep.h"
#include "cli/token.h"

#include <string.h>

/* "did you mean smtpscope explain?", where several words stand behind something like it. */
static const char *misspelt(struct arena *a, const char *word)
{
	enum { COMMANDS = 16 };
	const char *names[COMMANDS], *near;
	size_t n = 0;

	for (const struct command_row *row = command_rows; row->name != NULL && n < COMMANDS; row++)
		names[n++] = row->name;
	near = strchr(word, '.') != NULL ? NULL : text_nearest(word, names, n);
	return near == NULL ? NULL
			    : arena_printf(a, "%s is no command: did you mean smtpscope %s?",
					   shown(a, word), near);
}

static const char *take_target(struct cli_options *o, struct arena *a, int n, char **words)
{
	const char *near;

	if (n > 0 && o->target != NULL)
		return arena_printf(a, "one TARGET at a time: --hostname %s and %s were named",
				    shown(a, o->target), shown(a, words[0]));
	if (n > 0) /* else a profile may name it */
		o->target = words[0];
	if (n <= 1)
		return NULL;
	near = misspelt(a, words[0]);
	if (near != NULL)
		return near;
	if (strspn(words[1], "0123456789") == strlen(words[1]))
		return arena_printf(a, "a port follows a colon: %s:%s", shown(a, words[0]),
				    words[1]);
	return arena_printf(a, "one TARGET at a time: %s and %s were named", shown(a, words[0]),
			    shown(a, words[1]));
}

const char *take_any_words(struct cli_options *o, struct arena *a, int n, char **words)
{
	(void)a;
	o->words = words;
	o->word_count = n;
	return NULL;
}

const struct command_row command_rows[] = {
	{"check", COMMAND_CHECK, take_target, check_command, "[check] TARGET [options]",
	 "staged check, verdict"},
	{"sweep", COMMAND_SWEEP, sweep_take, sweep_command, "sweep FILE|- [options]",
	 "the check of each target of a list"},
	{"domain", COMMAND_DOMAIN, domain_take, domain_command, "domain DOMAIN... [options]",
	 "SPF, DKIM, DMARC, MX of a domain"},
	{"path", COMMAND_PATH, take_target, path_command, "path HOST[:PORT] [options]",
	 "the hop at which connections end"},
	{"explain", COMMAND_EXPLAIN, take_any_words, explain_command,
	 "explain [WORDS | FILE... | -] [options]", "what an error, a bounce or a log means"},
	{"report", COMMAND_REPORT, take_any_words, report_command, "report FILE... [options]",
	 "saved reports in any form; summaries"},
	{"compare", COMMAND_COMPARE, take_any_words, compare_command,
	 "compare A.json B.json ... [options]", "before and after, or site by site"},
	{"providers", COMMAND_PROVIDERS, providers_take, providers_command,
	 "providers [NAME] [options]", "what each provider offers"},
	{"token", COMMAND_TOKEN, token_take, token_command, "token [FILE | -] [options]",
	 "what a token says; how to get one"},
	{"catalogue", COMMAND_CATALOGUE, take_any_words, catalogue_command,
	 "catalogue list | show | check [options]", "what is known, your own additions"},
	{"completion", COMMAND_COMPLETION, take_any_words, completion_command,
	 "completion bash | zsh | fish [options]", "a script for the Tab key of that shell"},
	{.name = NULL},
};

const struct command_row *command_find(const char *name)
{
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const struct command_row *command_of(enum cli_command command)
{
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		if (row->command == command)
			return row;
	return NULL;
}
