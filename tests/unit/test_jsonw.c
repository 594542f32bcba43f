#include "unit.h"

#include "record/jsonw.h"

#include <math.h>

static void values(struct jsonw *w)
{
	jsonw_begin_object(w);
	jsonw_key(w, "list");
	jsonw_begin_array(w);
	jsonw_int(w, -1);
	jsonw_bool(w, true);
	jsonw_text(w, NULL);
	jsonw_end_array(w);
	jsonw_key(w, "none");
	jsonw_begin_array(w);
	jsonw_end_array(w);
	jsonw_key(w, "date");
	jsonw_date(w, 1763712900123);
	jsonw_end_object(w);
}

static void jsonw_puts_commas_between_values_only(void **state)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	(void)state;
	values(&w);
	assert_string_equal(
		out.p,
		"{\"list\":[-1,true,null],\"none\":[],\"date\":\"2025-11-21T08:15:00.123Z\"}");
	buf_free(&out);
}

static void jsonw_indents_by_two_blanks_a_level_when_pretty(void **state)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out, .pretty = true};

	(void)state;
	values(&w);
	assert_string_equal(out.p, "{\n"
				   "  \"list\": [\n"
				   "    -1,\n"
				   "    true,\n"
				   "    null\n"
				   "  ],\n"
				   "  \"none\": [],\n"
				   "  \"date\": \"2025-11-21T08:15:00.123Z\"\n"
				   "}");
	buf_free(&out);
}

static const char *text_of(struct arena *a, const char *s)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};
	const char *text;

	jsonw_text(&w, s);
	text = arena_str(a, out.p);
	buf_free(&out);
	return text;
}

static void jsonw_text_escapes_what_json_or_a_terminal_cannot_take(void **state)
{
	static const struct {
		const char *label, *in, *out;
	} cases[] = {
		{"quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\""},
		{"lines", "a\r\n\tb", "\"a\\r\\n\\tb\""},
		{"control", "\033[31m", "\"\\u001b[31m\""},
		{"umlaut stays", "\xc3\xbc", "\"\xc3\xbc\""},
		{"invalid UTF-8", "a\xff", "\"a\\ufffd\""},
		{"cut off inside a character", "a\xc3", "\"a\\ufffd\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_string_equal(text_of(*state, cases[i].in), cases[i].out);
	}
}

static void jsonw_bytes_keeps_every_byte_apart(void **state)
{
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	jsonw_bytes(&w, bytes_copy(*state, "\0\\x00\xff\"", 7));
	assert_string_equal(out.p, "\"\\\\x00\\\\\\\\x00\\\\xff\\\"\"");
	buf_free(&out);
}

static void jsonw_ms_keeps_three_decimals_and_is_always_a_number(void **state)
{
	static const struct {
		double ms;
		const char *out;
	} cases[] = {
		{0, "0"},	   {412, "412"},    {0.5, "0.500"}, {12.3456, "12.346"},
		{-0.25, "-0.250"}, {INFINITY, "0"}, {NAN, "0"},	    {1e12, "1000000000000"},
		{0.0001, "0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0};
		struct jsonw w = {.out = &out};

		jsonw_ms(&w, cases[i].ms);
		assert_string_equal(out.p, cases[i].out);
		buf_free(&out);
	}
}

static void jsonw_int_writes_all_that_there_are(void **state)
{
	static const int64_t numbers[] = {0, 9, 10, -10, INT64_MAX, INT64_MIN};
	struct buf out = {0};
	struct jsonw w = {.out = &out};

	(void)state;
	jsonw_begin_array(&w);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		jsonw_int(&w, numbers[i]);
	jsonw_end_array(&w);
	assert_string_equal(out.p, "[0,9,10,-10,9223372036854775807,-9223372036854775808]");
	buf_free(&out);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(jsonw_puts_commas_between_values_only),
	UNIT_TEST(jsonw_indents_by_two_blanks_a_level_when_pretty),
	UNIT_TEST(jsonw_text_escapes_what_json_or_a_terminal_cannot_take),
	UNIT_TEST(jsonw_bytes_keeps_every_byte_apart),
	UNIT_TEST(jsonw_int_writes_all_that_there_are),
	UNIT_TEST(jsonw_ms_keeps_three_decimals_and_is_always_a_number),
};

UNIT_MAIN(tests)
