/* Whose a line of results is: the quick way, the slow way, and that both say the same. */
#include "unit.h"

#include "base/memory.h"
#include "sweep/result_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT "{\"schema\":\"smtpscope.report/1\","

enum { QUICK, SLOW, NO_JSON };

static const struct row {
	const char *label, *line;
	int way;
	enum result_form form;
	const char *key; /* NULL: none */
} rows[] = {
	{"a report", REPORT "\"target\":{\"input\":\"a\",\"key\":\"a port=587\"},\"sessions\":[]}",
	 QUICK, RESULT_REPORT, "a port=587"},
	{"a short line", "{\"schema\":\"smtpscope.brief/1\",\"target\":{\"key\":\"a\"}}", QUICK,
	 RESULT_BRIEF, "a"},
	{"another document", "{\"schema\":\"smtpscope.compare/1\",\"target\":{\"key\":\"a\"}}",
	 QUICK, RESULT_NONE, "a"},
	{"a later version", "{\"schema\":\"smtpscope.report/10\",\"target\":{\"key\":\"a\"}}",
	 QUICK, RESULT_NONE, "a"},
	{"no key", REPORT "\"target\":{\"input\":\"a\"}}", QUICK, RESULT_REPORT, NULL},
	{"no target", REPORT "\"run\":{}}", QUICK, RESULT_REPORT, NULL},
	{"nothing", "{}", QUICK, RESULT_NONE, NULL},
	{"a key elsewhere",
	 REPORT "\"key\":\"x\",\"run\":{\"key\":\"x\",\"target\":{\"key\":\"x\"}},"
		"\"target\":{\"more\":{\"key\":\"x\"},\"list\":[{\"key\":\"x\"}],\"key\":\"a\"}}",
	 QUICK, RESULT_REPORT, "a"},
	{"a text that looks like one",
	 REPORT "\"reply\":\"\\\"target\\\":{\\\"key\\\":\\\"x\\\"}\",\"target\":{\"key\":\"a\"}}",
	 QUICK, RESULT_REPORT, "a"},
	{"a backslash before the quote", REPORT "\"reply\":\"\\\\\",\"target\":{\"key\":\"a\"}}",
	 QUICK, RESULT_REPORT, "a"},
	{"a key in Unicode",
	 REPORT "\"target\":{\"key\":\"b\xc3\xbc"
		"cher.example\"}}",
	 QUICK, RESULT_REPORT,
	 "b\xc3\xbc"
	 "cher.example"},
	{"all kinds of values",
	 REPORT "\"n\":[0,-1,12.5,0.25,true,false,null,\"\\u00e9\\n\\/\",[],{}],"
		"\"target\":{\"key\":\"a\"}}",
	 QUICK, RESULT_REPORT, "a"},
	{"blanks",
	 " { \"schema\" : \"smtpscope.report/1\" ,\t\"target\" : { \"key\" : \"a\" } } \r", QUICK,
	 RESULT_REPORT, "a"},
	{"a key with an escape", REPORT "\"target\":{\"key\":\"a\\\"b\\\"\"}}", SLOW, RESULT_REPORT,
	 "a\"b\""},
	{"a name with an escape", REPORT "\"t\\u0061rget\":{\"key\":\"a\"}}", SLOW, RESULT_REPORT,
	 "a"},
	{"two keys", REPORT "\"target\":{\"key\":\"x\",\"key\":\"a\"}}", SLOW, RESULT_REPORT, "a"},
	{"two targets", REPORT "\"target\":{\"key\":\"x\"},\"target\":{}}", SLOW, RESULT_REPORT,
	 NULL},
	{"a key that is no text", REPORT "\"target\":{\"key\":{\"key\":\"x\"}}}", QUICK,
	 RESULT_REPORT, NULL},
	{"a target that is a text", REPORT "\"target\":\"a\"}", QUICK, RESULT_REPORT, NULL},
	{"targets in a list", REPORT "\"target\":[{\"key\":\"x\"}]}", QUICK, RESULT_REPORT, NULL},
	{"an exponent", REPORT "\"n\":1e3,\"target\":{\"key\":\"a\"}}", SLOW, RESULT_REPORT, "a"},
	{"a pair of surrogates", REPORT "\"n\":\"\\ud83d\\ude00\",\"target\":{\"key\":\"a\"}}",
	 SLOW, RESULT_REPORT, "a"},
	{"a control of Unicode as it is",
	 REPORT "\"n\":\"\xe2\x80\xae\",\"target\":{\"key\":\"a\"}}", SLOW, RESULT_REPORT, "a"},
	{"cut off behind the key", REPORT "\"target\":{\"key\":\"a\"},\"sess", NO_JSON, 0, NULL},
	{"two lines that ran into each other",
	 REPORT "\"target\":{\"key\":\"a\"},\"sess" REPORT "\"target\":{\"key\":\"b\"}}", NO_JSON,
	 0, NULL},
	{"two objects", REPORT "\"target\":{\"key\":\"a\"}}{}", NO_JSON, 0, NULL},
	{"a list", "[{\"target\":{\"key\":\"a\"}}]", NO_JSON, 0, NULL},
	{"a wrong bracket", REPORT "\"n\":[1},\"target\":{\"key\":\"a\"}}", NO_JSON, 0, NULL},
	{"a comma too many", REPORT "\"target\":{\"key\":\"a\"},}", NO_JSON, 0, NULL},
	{"a leading zero", REPORT "\"n\":01,\"target\":{\"key\":\"a\"}}", NO_JSON, 0, NULL},
	{"a number too large", REPORT "\"n\":99999999999999999999}", NO_JSON, 0, NULL},
	{"half a surrogate", REPORT "\"n\":\"\\ud83d\"}", NO_JSON, 0, NULL},
	{"a control character", REPORT "\"n\":\"\t\"}", NO_JSON, 0, NULL},
	{"no UTF-8", REPORT "\"n\":\"\xff\"}", NO_JSON, 0, NULL},
	{"an unknown escape", REPORT "\"n\":\"\\x\"}", NO_JSON, 0, NULL},
	{"an unknown word", REPORT "\"n\":nil}", NO_JSON, 0, NULL},
	{"no name", REPORT "7:8}", NO_JSON, 0, NULL},
	{"text", "550 5.1.1 no such user", NO_JSON, 0, NULL},
	{"an empty line", "", NO_JSON, 0, NULL},
};

static const char *key_of(struct arena *a, const struct result_line *l)
{
	return l->key.p == NULL ? NULL : arena_copy(a, l->key.p, l->key.n);
}

static bool same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void lines_say_whose_they_are(void **state)
{
	struct buf room = {0};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *w = &rows[i];
		size_t n = strlen(w->line);
		char *exact = mem_alloc(n + 1);
		struct result_line l, quick;
		bool read;

		memcpy(exact, w->line, n);
		read = result_line_read(exact, n, &room, &l);
		if (read != (w->way != NO_JSON) ||
		    (read && (l.form != w->form || !same(key_of(*state, &l), w->key))))
			fail_msg("%s: read %d form %d key %s", w->label, read, (int)l.form,
				 read ? key_of(*state, &l) : "");
		if (result_line_quick(exact, n, &quick) != (w->way == QUICK))
			fail_msg("%s: the quick way", w->label);
		free(exact);
	}
	buf_free(&room);
}

/* Whatever is missing at the end, nobody takes it for a result. */
static void a_line_that_is_cut_anywhere_is_none(void **state)
{
	static const char line[] =
		REPORT "\"target\":{\"key\":\"a\",\"n\":[1,true]},\"text\":\"\\u00e9\"}";
	struct buf room = {0};
	struct result_line l;

	(void)state;
	for (size_t n = 0; n < sizeof(line) - 1; n++)
		assert_false(result_line_read(line, n, &room, &l));
	assert_true(result_line_read(line, sizeof(line) - 1, &room, &l));
	buf_free(&room);
}

/* Deeper than any report: the slow way reads it, and no stack ends. */
static void deep_lines_are_left_to_the_slow_way(void **state)
{
	struct buf line = {0}, room = {0};
	struct result_line l;

	(void)state;
	buf_str(&line, REPORT "\"target\":{\"key\":\"a\"},\"n\":");
	for (int i = 0; i < 100; i++)
		buf_char(&line, '[');
	for (int i = 0; i < 100; i++)
		buf_char(&line, ']');
	buf_char(&line, '}');
	assert_false(result_line_quick(line.p, line.n, &l));
	assert_true(result_line_read(line.p, line.n, &room, &l));
	assert_memory_equal(l.key.p, "a", 2);
	buf_clear(&line);
	for (int i = 0; i < 100000; i++)
		buf_str(&line, "{\"a\":");
	assert_false(result_line_read(line.p, line.n, &room, &l));
	buf_free(&line);
	buf_free(&room);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(lines_say_whose_they_are),
	UNIT_TEST(a_line_that_is_cut_anywhere_is_none),
	UNIT_TEST(deep_lines_are_left_to_the_slow_way),
};

UNIT_MAIN(tests)
