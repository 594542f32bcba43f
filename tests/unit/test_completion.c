/* The scripts for shells hold what the tables hold; that shells understand them is shown in
 * tests/files/run. */
#include "unit.h"

#include "cli/commands.h"
#include "cli/completion.h"

#include <string.h>

static const struct completed_quotes quotes = {.marked = "[]:", .quote = "'\\''", .mark = '\\'};

static const char *quoted(struct arena *a, const char *text)
{
	struct buf out = {0};
	const char *copy;

	completed_quote(&out, &quotes, text);
	copy = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return copy;
}

static void completion_quotes_what_a_shell_would_read(void **state)
{
	static const char *const cases[][2] = {
		{"plain", "plain"},
		{"the server's", "the server'\\''s"},
		{"IP[:PORT]", "IP\\[\\:PORT\\]"},
		{"a\\b", "a\\\\b"},
		{"$(x) `y` \"z\"", "$(x) `y` \"z\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(quoted(*state, cases[i][0]), cases[i][1]);
}

static struct list choices(struct arena *a, const char *option)
{
	const struct completion c = {.a = a};

	return completed_value(&c, option_find(option)).words;
}

static void completion_offers_no_choice_that_is_refused(void **state)
{
	struct list formats = choices(*state, "format"), stages = choices(*state, "until");

	assert_true(list_has_string(&formats, "markdown"));
	assert_true(list_has_string(&stages, "banner"));
	assert_false(list_has_string(&stages, "noop"));
	assert_int_equal(choices(*state, "port").n, 0);
}

static enum completed_kind kind(struct arena *a, const char *option)
{
	const struct completion c = {.a = a};

	return completed_value(&c, option_find(option)).kind;
}

static void completion_knows_what_a_value_is(void **state)
{
	assert_int_equal(kind(*state, "ca-file"), COMPLETED_FILES);
	assert_int_equal(kind(*state, "output"), COMPLETED_FILES);
	assert_int_equal(kind(*state, "data"), COMPLETED_FOLDERS);
	assert_int_equal(kind(*state, "format"), COMPLETED_LIST);
	assert_int_equal(kind(*state, "redact"), COMPLETED_WORDS);
	assert_int_equal(kind(*state, "profile"), COMPLETED_PROFILES);
	assert_int_equal(kind(*state, "connect-timeout"), COMPLETED_ANYTHING);
}

static void completion_offers_the_options_of_a_command_and_no_secret(void **state)
{
	(void)state;
	assert_true(completed_option(option_find("tls"), COMMAND_CHECK));
	assert_false(completed_option(option_find("tls"), COMMAND_REPORT));
	assert_true(completed_option(option_find("format"), COMMAND_REPORT));
	assert_false(completed_option(option_find("redact"), COMMAND_PROVIDERS));
	assert_false(completed_option(option_find("format"), COMMAND_HELP));
	for (const struct command_row *row = command_rows; row->name != NULL; row++)
		assert_false(completed_option(option_find("password"), row->command));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(completion_quotes_what_a_shell_would_read),
	UNIT_TEST(completion_offers_no_choice_that_is_refused),
	UNIT_TEST(completion_knows_what_a_value_is),
	UNIT_TEST(completion_offers_the_options_of_a_command_and_no_secret),
};

UNIT_MAIN(tests)
