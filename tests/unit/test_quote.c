/* Values of others in files and code: each language carries what it can, and says what it cannot.
 */
#include "unit.h"

#include "report/quote.h"

#include <string.h>

static void is_written(struct arena *a, enum quoting q, const char *value, const char *expected)
{
	const char *why = NULL, *s = quote_value(a, q, value, &why);

	if (s == NULL)
		fail_msg("%s: %s is refused: %s", quoting_names[q], value, why);
	assert_string_equal(s, expected);
	assert_null(why);
}

static void is_refused(struct arena *a, enum quoting q, const char *value, const char *because)
{
	const char *why = NULL, *s = quote_value(a, q, value, &why);

	if (s != NULL)
		fail_msg("%s: %s becomes %s", quoting_names[q], value, s);
	assert_string_equal(why, because);
}

static void every_language_has_a_name(void **state)
{
	(void)state;
	for (int q = 0; q < QUOTE_COUNT; q++)
		assert_non_null(quoting_names[q]);
	assert_null(quoting_names[QUOTE_COUNT]);
}

static void usual_values_are_written_plainly(void **state)
{
	static const char *const expected[QUOTE_COUNT] = {
		[QUOTE_PLAIN] = "bob@example.org",	    [QUOTE_POSTFIX] = "bob@example.org",
		[QUOTE_POSTFIX_MAP] = "bob@example.org",    [QUOTE_EXIM] = "bob@example.org",
		[QUOTE_EXIM_PLAINTEXT] = "bob@example.org", [QUOTE_MSMTP] = "\"bob@example.org\"",
		[QUOTE_PHP] = "'bob@example.org'",	    [QUOTE_CSHARP] = "\"bob@example.org\"",
		[QUOTE_JAVASCRIPT] = "'bob@example.org'",   [QUOTE_PYTHON] = "\"bob@example.org\"",
	};

	for (int q = 0; q < QUOTE_COUNT; q++)
		is_written(*state, (enum quoting)q, "bob@example.org", expected[q]);
}

static void quotes_and_backslashes_stay_inside(void **state)
{
	static const char value[] = "a\"b'c\\d";

	is_written(*state, QUOTE_PHP, value, "'a\"b\\'c\\\\d'");
	is_written(*state, QUOTE_JAVASCRIPT, value, "'a\"b\\'c\\\\d'");
	is_written(*state, QUOTE_CSHARP, value, "\"a\\\"b'c\\\\d\"");
	is_written(*state, QUOTE_PYTHON, value, "\"a\\\"b'c\\\\d\"");
	is_written(*state, QUOTE_MSMTP, value, "\"a\"b'c\\d\"");
	is_written(*state, QUOTE_POSTFIX_MAP, value, value);
	is_written(*state, QUOTE_EXIM, value, "a\\x22b\\x27c\\x5cd");
}

static void expansions_are_not_expanded(void **state)
{
	is_written(*state, QUOTE_POSTFIX, "a$x${y}", "a$$x$${y}");
	is_written(*state, QUOTE_EXIM, "${run{x}}", "\\x24\\x7brun\\x7bx\\x7d\\x7d");
	is_written(*state, QUOTE_EXIM, "a:b^c", "a\\x3ab\\x5ec");
	is_written(*state, QUOTE_EXIM_PLAINTEXT, "a:b^c", "a\\x3ab^^c");
	is_written(*state, QUOTE_EXIM, "\303\274", "\\xc3\\xbc");
	is_written(*state, QUOTE_PHP, "$x {$y} #z", "'$x {$y} #z'");
}

static void what_gets_lost_is_refused(void **state)
{
	is_refused(*state, QUOTE_POSTFIX_MAP, "a:b", "\":\"");
	is_refused(*state, QUOTE_POSTFIX_MAP, " ab", "a blank at an end");
	is_refused(*state, QUOTE_POSTFIX, "ab ", "a blank at an end");
	is_written(*state, QUOTE_MSMTP, " a ", "\" a \"");
	is_written(*state, QUOTE_EXIM, " a", "\\x20a");
}

static void no_language_gets_line_ends_or_what_cannot_be_seen(void **state)
{
	static const char *const hostile[] = {
		"a\nb",		  "a\r",       "\033[2J", "a\tb", "\377", "\303", "a\342\200\256b",
		"a\342\200\250b", "a\302\205b"};

	for (int q = 0; q < QUOTE_COUNT; q++) {
		for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
			is_refused(*state, (enum quoting)q, hostile[i],
				   "a character that cannot be shown");
		is_refused(*state, (enum quoting)q, "", "nothing");
	}
}

static void a_book_is_refused(void **state)
{
	char *long_one = arena_alloc(*state, 4098);

	memset(long_one, 'a', 4097);
	is_refused(*state, QUOTE_PYTHON, long_one, "more than 4096 bytes");
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(every_language_has_a_name),
	UNIT_TEST(usual_values_are_written_plainly),
	UNIT_TEST(quotes_and_backslashes_stay_inside),
	UNIT_TEST(expansions_are_not_expanded),
	UNIT_TEST(what_gets_lost_is_refused),
	UNIT_TEST(no_language_gets_line_ends_or_what_cannot_be_seen),
	UNIT_TEST(a_book_is_refused),
};

UNIT_MAIN(tests)
