#include "unit.h"

#include "know/codes.h"
#include "know/pattern.h"

#include <string.h>

static bool match(const char *source, const char *text, size_t len)
{
	char fault[PATTERN_FAULT_SIZE];
	struct pattern *p = pattern_compile(source, fault);
	bool found;

	assert_non_null(p);
	found = pattern_match(p, text, len);
	pattern_free(p);
	return found;
}

static void a_pattern_ignores_case_and_broken_utf8(void **state)
{
	static const struct {
		const char *label, *pattern, *text;
		bool found;
	} cases[] = {
		{"case", "is disabled for the tenant", "x is DISABLED for the Tenant. y", true},
		{"other words", "is disabled for the tenant", "is disabled for the mailbox", false},
		{"umlaut in the other case", "gr\xc3\xbc\xc3\x9f", "GR\xc3\x9c\xc3\x9f", true},
		{"broken UTF-8 before", "refused", "\xff\xfe refused", true},
		{"nothing matches across broken UTF-8", "a.b",
		 "a\xff"
		 "b",
		 false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i].label);
		assert_int_equal(match(cases[i].pattern, cases[i].text, strlen(cases[i].text)),
				 cases[i].found);
	}
}

/* Honest work finds the second alternative, after some hundred thousand steps into the first. */
static void a_pattern_gives_up_on_hostile_text(void **state)
{
	static const char source[] = "^(?:(?:a+)+$|a+!)";

	(void)state;
	assert_true(match(source, "aaaa!", 5));
	assert_false(match(source, "aaaaaaaaaaaaaaaa!", 17));
}

static void a_pattern_sees_only_the_beginning_of_long_text(void **state)
{
	char text[PATTERN_SUBJECT_MAX + 4];

	(void)state;
	memset(text, '-', sizeof(text));
	memcpy(text + PATTERN_SUBJECT_MAX - 4, "near", 4);
	memcpy(text + PATTERN_SUBJECT_MAX, "far!", 4);
	assert_true(match("near", text, sizeof(text)));
	assert_false(match("far!", text, sizeof(text)));
}

static void a_bad_pattern_is_refused_with_its_offset(void **state)
{
	char fault[PATTERN_FAULT_SIZE], huge[PATTERN_SOURCE_MAX + 2];

	(void)state;
	assert_null(pattern_compile("a(b", fault));
	assert_string_equal(fault, "missing closing parenthesis at offset 3 of the pattern");
	memset(huge, 'a', sizeof(huge));
	huge[sizeof(huge) - 1] = '\0';
	assert_null(pattern_compile(huge, fault));
	assert_non_null(strstr(fault, "longer than the limit"));
}

static void code_patterns_match_from_the_left(void **state)
{
	static const struct {
		const char *pattern;
		int code;
		bool matches;
	} cases[] = {
		{"535", 535, true}, {"535", 534, false}, {"45x", 451, true}, {"45x", 461, false},
		{"5xx", 550, true}, {"5xx", 450, false}, {"2xx", 0, false},  {"5xx", 5350, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s %d\n", cases[i].pattern, cases[i].code);
		assert_int_equal(code_matches(cases[i].pattern, cases[i].code), cases[i].matches);
	}
}

static void enhanced_patterns_match_whole_numbers(void **state)
{
	static const struct {
		const char *pattern, *enhanced;
		bool matches;
	} cases[] = {
		{"5.7.139", "5.7.139", true}, {"5.7.1", "5.7.139", false},
		{"5.7.139", "5.7.1", false},  {"x.7.8", "4.7.8", true},
		{"x.7.8", "5.7.80", false},   {"4.7.x", "4.7.500", true},
		{"4.7.x", "5.7.500", false},  {"x.7.8", NULL, false},
		{"x.7.8", "", false},	      {"x.7.8", "5.7", false},
		{"x.7.8", "5.7.8.9", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s %s\n", cases[i].pattern,
			      cases[i].enhanced == NULL ? "none" : cases[i].enhanced);
		assert_int_equal(enhanced_matches(cases[i].pattern, cases[i].enhanced),
				 cases[i].matches);
	}
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(a_pattern_ignores_case_and_broken_utf8),
	UNIT_TEST(a_pattern_gives_up_on_hostile_text),
	UNIT_TEST(a_pattern_sees_only_the_beginning_of_long_text),
	UNIT_TEST(a_bad_pattern_is_refused_with_its_offset),
	UNIT_TEST(code_patterns_match_from_the_left),
	UNIT_TEST(enhanced_patterns_match_whole_numbers),
};

UNIT_MAIN(tests)
