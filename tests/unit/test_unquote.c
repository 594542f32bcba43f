#include "unit.h"

#include "transcript/program.h"

#include <string.h>

struct quoted {
	const char *text, *wanted, *rest;
};

static void read_as(struct arena *a, const struct quoted *q)
{
	struct bytes rest = {0};
	struct bytes got = line_unquote(a, bytes_str(a, q->text), &rest);

	if (q->wanted == NULL) {
		assert_null(got.p);
		return;
	}
	assert_non_null(got.p);
	assert_int_equal(got.n, strlen(q->wanted));
	assert_memory_equal(got.p, q->wanted, got.n);
	assert_int_equal(rest.n, strlen(q->rest));
	assert_memory_equal(rest.p, q->rest, rest.n);
}

static void strings_of_languages(void **state)
{
	static const struct quoted all[] = {
		{"'ehlo pc17\\r\\n'", "ehlo pc17\r\n", ""},
		{"b'250-mx\\r\\n' and more", "250-mx\r\n", " and more"},
		{"\"a\\tb\\bc\\e[0m\"", "a\tb\bc\033[0m", ""},
		{"'\\x41\\x7a'", "Az", ""},
		{"\"\\u0041\\u00e9\\u20ac\"", "A??", ""},
		{"'\\xZZ\\u12'", "xZZu12", ""}, /* no digits, or too few: as they stand */
		{"'it\\'s'", "it's", ""},
		{"'no end", "no end", ""},
		{"'backslash at the end\\", "backslash at the end\\", ""},
		{"''", "", ""},
		{"bare", NULL, NULL},
		{"b", NULL, NULL},
		{"'", NULL, NULL},
		{"", NULL, NULL},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		read_as(*state, &all[i]);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(strings_of_languages),
};

UNIT_MAIN(tests)
