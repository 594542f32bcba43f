/* The manual, the help and the tables name the same commands, options, choices and exit statuses;
 * each claim is seen to fail on a manual with a word changed. */
#include "command_line.h"

#include "cli/commands.h"

#include <ctype.h>

static const char *manual(struct arena *a)
{
	const char *srcdir = getenv("srcdir");
	FILE *f = fopen(arena_printf(a, "%s/docs/smtpscope.1", srcdir == NULL ? "." : srcdir), "r");
	enum { MANUAL_MAX = 256 * 1024 };
	char *text = arena_alloc(a, MANUAL_MAX);
	size_t n;

	assert_non_null(f);
	n = fread(text, 1, MANUAL_MAX - 1, f);
	fclose(f);
	assert_true(n < MANUAL_MAX - 1);
	return text;
}

/* From `start` up to the first of two ends, or to the end of all; empty where it does not begin. */
static const char *part(struct arena *a, const char *text, const char *start, const char *end,
			const char *other)
{
	const char *begin = strstr(text, start), *stop, *earlier;

	if (begin == NULL)
		return "";
	begin += strlen(start);
	stop = strstr(begin, end);
	earlier = strstr(begin, other);
	if (stop == NULL || (earlier != NULL && earlier < stop))
		stop = earlier;
	return stop == NULL ? begin : arena_copy(a, begin, (size_t)(stop - begin));
}

static const char *section(struct arena *a, const char *text, const char *title)
{
	return part(a, text, arena_printf(a, "\n.Sh %s\n", title), "\n.Sh ", "\n.Sh ");
}

static bool stands_alone(const char *text, const char *at, size_t n)
{
	bool before = at > text && (isalnum((unsigned char)at[-1]) || at[-1] == '-');
	bool behind = isalnum((unsigned char)at[n]) || at[n] == '-' ||
		      (at[n] == '.' && isdigit((unsigned char)at[n + 1]));

	return !before && !behind;
}

/* Whether `word` stands in it, and not only as a part of another. */
static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
		if (stands_alone(text, at, n))
			return true;
	return false;
}

/* ---- options ---- */

/* Their .It lines, as the table would write them. */
static const char *option_line(struct arena *a, const struct option_row *row)
{
	return arena_printf(a, "\n.It %sFl -%s%s%s\n",
			    row->key == 0 ? "" : arena_printf(a, "Fl %c , ", row->key), row->name,
			    row->arg == NULL ? "" : " Ar ", row->arg == NULL ? "" : row->arg);
}

static const char *missing_option(struct arena *a, const char *text)
{
	size_t described = 0, rows = 0;

	for (const char *p = text; (p = strstr(p, "\n.It Fl")) != NULL; p++)
		described++;
	for (const struct option_row *row = option_rows; row->name != NULL; row++) {
		if (row->group == GROUP_HIDDEN)
			continue;
		rows++;
		if (strstr(text, option_line(a, row)) == NULL)
			return arena_printf(a, "no line%s", option_line(a, row));
	}
	return described == rows ? NULL : "there are options that the table does not have";
}

static const char *line_only_option(struct arena *a, const char *text)
{
	const char *environment = section(a, text, "ENVIRONMENT");

	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->group != GROUP_HIDDEN && row->line_only &&
		    strstr(environment, arena_printf(a, "\n.Fl -%s", row->name)) == NULL)
			return arena_printf(a, "--%s is not said to be for the line", row->name);
	return NULL;
}

/* ---- choices ---- */

/* What the table names may still be refused. */
static bool is_taken(struct arena *a, const struct option_row *row, const char *word)
{
	struct cli_options o = {0};
	struct parsing p = {.a = a, .o = &o};

	return row->take(&p, row, word) == NULL;
}

static const char *missing_choice_of(struct arena *a, const char *text,
				     const struct option_row *row)
{
	const char *item = part(a, text, option_line(a, row), "\n.It ", "\n.El");

	if (strncmp(item, "The same", strlen("The same")) == 0)
		return NULL;
	for (size_t i = 0; row->names[i] != NULL; i++)
		if (is_taken(a, row, row->names[i]) && !has_word(item, row->names[i]))
			return arena_printf(a, "--%s does not name %s", row->name, row->names[i]);
	return NULL;
}

static const char *missing_choice(struct arena *a, const char *text)
{
	const char *fault = NULL;

	for (const struct option_row *row = option_rows; fault == NULL && row->name != NULL; row++)
		if (row->group != GROUP_HIDDEN && row->names != NULL)
			fault = missing_choice_of(a, text, row);
	return fault;
}

/* ---- commands ---- */

static const char *missing_command(struct arena *a, const char *text)
{
	static const char begin[] = ".Nm\n.Cm ";
	const char *synopsis = section(a, text, "SYNOPSIS");
	const char *help = part(a, synopsis, ".Cm help\n", "\n.Nm", "\n.Sh");
	const char *item = part(a, text, "\n.It Fl h , Fl -help\n", "\n.It ", "\n.El");

	for (const struct command_row *row = command_rows; row->name != NULL; row++) {
		if (strstr(synopsis, arena_printf(a, "Cm %s\n", row->name)) == NULL)
			return arena_printf(a, "SYNOPSIS does not have %s", row->name);
		if (!has_word(help, row->name) || !has_word(item, row->name))
			return arena_printf(a, "help does not have %s", row->name);
	}
	for (const char *p = synopsis; (p = strstr(p, begin)) != NULL; p++) {
		const char *name = p + strlen(begin),
			   *word = arena_copy(a, name, strcspn(name, " \n"));

		if (command_find(word) == NULL && strcmp(word, "help") != 0)
			return arena_printf(a, "%s is no command", word);
	}
	return NULL;
}

/* ---- exit statuses ---- */

static const char *missing_status(struct arena *a, const char *text)
{
	const char *statuses = section(a, text, "EXIT STATUS");
	int described = 0;

	for (const char *p = statuses; (p = strstr(p, "\n.It ")) != NULL; p++)
		described++;
	for (int status = EXIT_GOOD; status <= EXIT_INTERNAL; status++)
		if (strstr(statuses, arena_printf(a, "\n.It %d\n", status)) == NULL)
			return arena_printf(a, "there is no exit status %d", status);
	return described == EXIT_INTERNAL + 1 ? NULL : "there are more exit statuses";
}

/* ---- all of it ---- */

static const char *difference(struct arena *a, const char *text)
{
	static const char *(*const claims[])(struct arena * a, const char *text) = {
		missing_option, line_only_option, missing_choice, missing_command, missing_status};
	const char *fault = NULL;

	for (size_t i = 0; fault == NULL && i < sizeof(claims) / sizeof(claims[0]); i++)
		fault = claims[i](a, text);
	return fault;
}

static void manual_says_what_the_tables_say(void **state)
{
	const char *fault = difference(*state, manual(*state));

	if (fault != NULL)
		fail_msg("the manual: %s", fault);
}

/* `text` with the first `from` behind `behind` replaced. */
static const char *changed(struct arena *a, const char *text, const char *behind, const char *from,
			   const char *to)
{
	const char *at = strstr(text, behind);

	assert_non_null(at);
	at = strstr(at, from);
	assert_non_null(at);
	return arena_printf(a, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void manual_that_says_something_else_is_found_out(void **state)
{
	static const char *const plants[][4] = {
		{"\n.It Fl -tls Ar", "MODE", "MODUS", "no line"},
		{"\n.It Fl -strict", "strict", "stricter", "no line"},
		{"\n.It Fl -strict", "\n", "\n.It Fl -odd\n", "does not have"},
		{"\n.It Fl -format Ar", "markdown", "html", "--format does not name markdown"},
		{"\n.It Fl -tls Ar", "implicit", "none", "--tls does not name implicit"},
		{"\n.It Fl -until Ar", "ehlo ,", "tls ,", "--until does not name ehlo"},
		{"\n.It Fl -redact Ar", "secrets :", "all :", "--redact does not name secrets"},
		{"\n.Sh SYNOPSIS", "Cm compare", "Cm contrast", "SYNOPSIS does not have compare"},
		{"\n.Sh SYNOPSIS", "path |", "", "help does not have path"},
		{"\n.Sh SYNOPSIS", ".Nm\n.Cm help", ".Nm\n.Cm brush\n.Nm\n.Cm help",
		 "brush is no command"},
		{"\n.Sh ENVIRONMENT", ".Fl -send", ".Fl -sent", "--send is not said"},
		{"\n.Sh EXIT STATUS", "\n.It 3", "\n.It 5", "no exit status 3"},
		{"\n.Sh EXIT STATUS", "\n.It 4", "\n.It 5\nx\n.It 4", "more exit statuses"},
	};

	for (size_t i = 0; i < sizeof(plants) / sizeof(plants[0]); i++) {
		const char *fault = difference(*state, changed(*state, manual(*state), plants[i][0],
							       plants[i][1], plants[i][2]));

		print_message("  %s\n", fault == NULL ? "nothing was found" : fault);
		assert_non_null(fault);
		assert_non_null(strstr(fault, plants[i][3]));
	}
}

/* A page of a command names every status that it speaks of, and all of them are ours. */
static void help_ends_with_statuses_of_ours(void **state)
{
	(void)state;
	for (const struct command_row *row = command_rows; row->name != NULL; row++) {
		struct buf out = {0};
		const char *at;

		options_help(&out, row->name);
		at = strstr(out.p, "\nExit status: ");
		if (at == NULL || strchr("01234", at[strlen("\nExit status: ")]) == NULL)
			fail_msg("help %s has no exit status", row->name);
		buf_free(&out);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(manual_says_what_the_tables_say),
	UNIT_TEST(manual_that_says_something_else_is_found_out),
	UNIT_TEST(help_ends_with_statuses_of_ours),
};

UNIT_MAIN(tests)
