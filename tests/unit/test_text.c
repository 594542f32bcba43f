#include "unit.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

static void text_escape_and_unescape_give_the_same_bytes(void **state)
{
	char all[256];
	struct buf out = {0};
	struct bytes back;

	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	text_escape(&out, all, sizeof(all));
	back = text_unescape(*state, out.p);
	assert_int_equal(back.n, sizeof(all));
	assert_memory_equal(back.p, all, sizeof(all));
	buf_free(&out);
}

static void text_safe_shows_what_would_fool_a_terminal(void **state)
{
	static const struct {
		const char *label, *in, *out;
	} cases[] = {
		{"escape sequence", "a\033[31mb", "a\\x1b[31mb"},
		{"bidi override",
		 "a\xe2\x80\xae"
		 "b",
		 "a\\xe2\\x80\\xaeb"},
		{"C1 control in UTF-8",
		 "\xc2\x9b"
		 "x",
		 "\\xc2\\x9bx"},
		{"invalid UTF-8", "\xff\xfe", "\\xff\\xfe"},
		{"overlong", "\xc0\xaf", "\\xc0\\xaf"},
		{"backslash stays", "DOM\\user", "DOM\\user"},
		{"lines are joined", "one\ntwo", "one two"},
		{"umlauts stay", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_string_equal(text_safe(*state, bytes_str(*state, cases[i].in)),
				    cases[i].out);
	}
}

static void text_plain_ends_before_what_some_form_escapes(void **state)
{
	static const char *const stops[] = {"\"", "\\", "\n", "\x1f", "\x7f", "\xc3\xa9", "\xff"};

	(void)state;
	assert_int_equal(text_plain(" az~!", 5), 5);
	assert_int_equal(text_plain("abc", 2), 2);
	assert_int_equal(text_plain("ab\0cd", 5), 2);
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		assert_int_equal(text_plain(stops[i], strlen(stops[i])), 0);
}

static void text_nearest_suggests_only_what_is_near(void **state)
{
	static const char *const words[] = {"--user", "--until", "--port", NULL};

	(void)state;
	assert_string_equal(text_nearest("--usr", words, 3), "--user");
	assert_string_equal(text_nearest("--untill", words, 3), "--until");
	assert_null(text_nearest("--colour-scheme", words, 3));
}

static void text_squeeze_joins_lines_and_trims(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *squeezed;
	} cases[] = {
		{"a  b", 4, "a b"},
		{" \r\n a\tb \n", 9, "a b"},
		{"a\0\0b", 4, "a b"},
		{"   ", 3, ""},
		{"", 0, ""},
		{"ab", 2, "ab"},
		{"a\xc2\xa0 b", 5, "a\xc2\xa0 b"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes b = bytes_copy(*state, cases[i].text, cases[i].n);

		assert_int_equal(text_squeeze(b.p, b.n), strlen(cases[i].squeezed));
		assert_string_equal(b.p, cases[i].squeezed);
	}
}

static void clock_text_is_read_back(void **state)
{
	char s[CLOCK_TEXT_SIZE];
	int64_t ms;

	(void)state;
	assert_string_equal(clock_text(1763712900123, s), "2025-11-21T08:15:00.123Z");
	assert_int_equal(clock_read(s, &ms), 0);
	assert_int_equal(ms, 1763712900123);
	assert_int_equal(clock_read("yesterday", &ms), -1);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(text_escape_and_unescape_give_the_same_bytes),
	UNIT_TEST(text_safe_shows_what_would_fool_a_terminal),
	UNIT_TEST(text_plain_ends_before_what_some_form_escapes),
	UNIT_TEST(text_nearest_suggests_only_what_is_near),
	UNIT_TEST(text_squeeze_joins_lines_and_trims),
	UNIT_TEST(clock_text_is_read_back),
};

UNIT_MAIN(tests)
