#include "unit.h"

#include "cli/lines.h"

#include <string.h>
#include <time.h>

/* Lines of `text`, each as "NUMBER:TEXT" with "$" where it has its end, with "|" between. */
static const char *lines_of(struct arena *a, const char *text)
{
	struct source *s = source_of_bytes(a, bytes_str(a, text), "test");
	struct lines *l = lines_new(s);
	struct line line = {0};
	const char *fault, *all = "";

	while (lines_next(l, a, &line, &fault) > 0)
		all = arena_printf(a, "%s%s%d:%s%s", all, *all == '\0' ? "" : "|", line.number,
				   line.text.p, line.ended ? "$" : "");
	buf_free(&line.text);
	lines_free(l);
	source_close(s);
	return all;
}

static void blank_lines_are_counted_and_passed_over(void **state)
{
	assert_string_equal(lines_of(*state, ""), "");
	assert_string_equal(lines_of(*state, "\n \t\r\n"), "");
	assert_string_equal(lines_of(*state, "a"), "1:a");
	assert_string_equal(lines_of(*state, "a\nb\n"), "1:a$|2:b$");
	assert_string_equal(lines_of(*state, "\na\n\n \nb"), "2:a$|5:b");
}

/* A few kilobytes of gzip may be a thousand times as many. */
static void millions_of_blank_lines_are_soon_passed_over(void **state)
{
	enum { MANY = 8000000 };
	char *text = arena_alloc(*state, MANY + 2);
	clock_t begin = clock();

	memset(text, '\n', MANY);
	text[MANY] = 'a';
	assert_string_equal(lines_of(*state, text), "8000001:a");
	assert_true(clock() - begin < 2 * CLOCKS_PER_SEC);
}

static void long_lines_come_whole(void **state)
{
	enum { LONG = 300000 }; /* several pieces */
	char *text = arena_alloc(*state, 2 * LONG + 2);
	const char *all;

	memset(text, 'x', LONG);
	text[LONG] = '\n';
	memset(text + LONG + 1, 'y', LONG);
	all = lines_of(*state, text);
	assert_int_equal(strspn(all + 2, "x"), LONG);
	assert_string_equal(arena_copy(*state, all + 2 + LONG, 4), "$|2:");
	assert_int_equal(strlen(all + 2 + LONG + 4), LONG);
}

static void the_rest_is_as_it_stood(void **state)
{
	static const char text[] = "{\n\n  b\n}";
	struct source *s = source_of_bytes(*state, bytes_str(*state, text), "test");
	struct lines *l = lines_new(s);
	struct line line = {0};
	const char *fault;

	assert_int_equal(lines_next(l, *state, &line, &fault), 1);
	assert_string_equal(line.text.p, "{");
	assert_int_equal(lines_rest(l, *state, &line, &fault), 0);
	assert_string_equal(line.text.p, text);
	buf_free(&line.text);
	lines_free(l);
	source_close(s);
}

static void what_is_too_large_is_refused(void **state)
{
	size_t n = LINES_TEXT_MAX + 200000;
	char *text = arena_alloc(*state, n + 1);
	struct source *s;
	struct lines *l;
	struct line line = {0};
	const char *fault = NULL;

	memset(text, 'x', n);
	s = source_of_bytes(*state, (struct bytes){text, n}, "test");
	l = lines_new(s);
	assert_int_equal(lines_next(l, *state, &line, &fault), -1);
	assert_string_equal(fault, "test is larger than 64 MiB: no report is");
	buf_free(&line.text);
	lines_free(l);
	source_close(s);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(blank_lines_are_counted_and_passed_over),
	UNIT_TEST(millions_of_blank_lines_are_soon_passed_over),
	UNIT_TEST(long_lines_come_whole),
	UNIT_TEST(the_rest_is_as_it_stood),
	UNIT_TEST(what_is_too_large_is_refused),
};

UNIT_MAIN(tests)
