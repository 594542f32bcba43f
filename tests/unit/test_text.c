#include "unit.h"

#include "base/clock.h"
#include "base/piece.h"
#include "base/text.h"

#include <string.h>

static void words_that_may_be_absent_are_compared(void **state)
{
	(void)state;
	assert_true(text_same("one", "one"));
	assert_false(text_same("one", "One"));
	assert_false(text_same("one", NULL));
	assert_false(text_same(NULL, ""));
	assert_true(text_same(NULL, NULL));
}

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
		{"no character", "\xef\xb7\x90", "\\xef\\xb7\\x90"},
		{"no character, the last of a plane", "\xf0\x9f\xbf\xbe", "\\xf0\\x9f\\xbf\\xbe"},
		{"a format character of shorthand", "\xf0\x9b\xb2\xa0", "\\xf0\\x9b\\xb2\\xa0"},
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

static void text_encode_writes_every_length_of_utf8(void **state)
{
	static const struct {
		unsigned long c;
		const char *utf8;
	} cases[] = {
		{'A', "A"},
		{0x7f, "\x7f"},
		{0x80, "\xc2\x80"},
		{0xe9, "\xc3\xa9"},
		{0x7ff, "\xdf\xbf"},
		{0x800, "\xe0\xa0\x80"},
		{0x20ac, "\xe2\x82\xac"},
		{0xffff, "\xef\xbf\xbf"},
		{0x10000, "\xf0\x90\x80\x80"},
		{0x10ffff, "\xf4\x8f\xbf\xbf"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char utf8[5] = "";

		assert_int_equal(text_encode(utf8, cases[i].c), strlen(cases[i].utf8));
		assert_string_equal(utf8, cases[i].utf8);
	}
}

static void bytes_begin_whatever_the_case_and_absent_ones_begin_with_nothing(void **state)
{
	(void)state;
	assert_true(bytes_begins(bytes_str(*state, "starttls x"), "STARTTLS"));
	assert_false(bytes_begins(bytes_str(*state, "START"), "STARTTLS"));
	assert_false(bytes_begins((struct bytes){0}, ""));
	assert_true(bytes_same((struct bytes){0}, (struct bytes){0}));
	assert_false(bytes_same(bytes_str(*state, "a"), bytes_str(*state, "A")));
}

static void piece_line_ends_lines_at_lf_and_crlf_and_at_the_end(void **state)
{
	static const char *const wanted[] = {"one", "", "two\rmore", "last"};
	struct bytes rest = bytes_str(*state, "one\r\n\ntwo\rmore\nlast"), line;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_true(piece_line(&rest, &line));
		assert_true(piece_is(line, wanted[i]));
	}
	assert_false(piece_line(&rest, &line));
	rest = (struct bytes){0};
	assert_false(piece_line(&rest, &line));
}

static void piece_trimmed_keeps_what_is_within(void **state)
{
	assert_true(piece_is(piece_trimmed(bytes_str(*state, " \t\ra b\t \r")), "a b"));
	assert_int_equal(piece_trimmed(bytes_str(*state, " \t ")).n, 0);
	assert_true(piece_is_blank(bytes_str(*state, " \t\r\n")));
	assert_true(piece_is_blank((struct bytes){0}));
	assert_false(piece_is_blank(bytes_str(*state, " . ")));
	assert_false(piece_is_blank((struct bytes){(char[]){'\0'}, 1}));
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

static void text_add_lines_knows_all_ends(void **state)
{
	static char said[] = "a\r\nb\rc\n\r\n\r";
	struct buf out = {0};

	(void)state;
	buf_str(&out, "\n");
	text_add_lines(&out, (struct bytes){0});
	assert_int_equal(out.n, 1);
	text_add_lines(&out, (struct bytes){said, sizeof(said) - 1});
	assert_string_equal(out.p, "\na\nb\rc");
	buf_free(&out);
}

/* Each byte at each place of a long text, whatever is looked at together. */
static void text_plain_sees_each_byte_wherever_it_stands(void **state)
{
	char text[27];

	(void)state;
	for (int c = 0; c < 256; c++)
		for (size_t at = 0; at < sizeof(text); at++) {
			bool plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';

			memset(text, at % 2 == 0 ? '~' : ' ', sizeof(text));
			text[at] = (char)c;
			assert_int_equal(text_plain(text, sizeof(text)), plain ? sizeof(text) : at);
			assert_int_equal(text_plain(text, at), at);
		}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(words_that_may_be_absent_are_compared),
	UNIT_TEST(text_escape_and_unescape_give_the_same_bytes),
	UNIT_TEST(text_safe_shows_what_would_fool_a_terminal),
	UNIT_TEST(text_plain_ends_before_what_some_form_escapes),
	UNIT_TEST(text_plain_sees_each_byte_wherever_it_stands),
	UNIT_TEST(text_nearest_suggests_only_what_is_near),
	UNIT_TEST(text_squeeze_joins_lines_and_trims),
	UNIT_TEST(text_encode_writes_every_length_of_utf8),
	UNIT_TEST(bytes_begin_whatever_the_case_and_absent_ones_begin_with_nothing),
	UNIT_TEST(piece_line_ends_lines_at_lf_and_crlf_and_at_the_end),
	UNIT_TEST(piece_trimmed_keeps_what_is_within),
	UNIT_TEST(clock_text_is_read_back),
	UNIT_TEST(text_add_lines_knows_all_ends),
};

UNIT_MAIN(tests)
