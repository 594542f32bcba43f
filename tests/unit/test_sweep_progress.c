/* What is told of a sweep while it runs: a line of numbers, and how fast it goes. */
#include "unit.h"

#include "base/text.h"
#include "sweep/progress.h"

#include <math.h>
#include <string.h>

enum { WIDE = 200, SECOND = 1000 };

static const char *line(struct arena *a, const struct sweep_state *s, const struct sweep_rate *r,
			int columns, bool colour)
{
	struct buf out = {0};
	const char *text;

	sweep_progress_line(&out, s, r, columns, colour);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static const struct sweep_state half = {
	.done = 5000, .total = 10000, .part = -1, .in_flight = 800, .of = {4000, 300, 600, 100}};

/* That many a second for that many seconds, looked at four times a second. */
static double run(struct sweep_rate *r, struct sweep_state *s, double now, double per_s,
		  int seconds)
{
	double done = (double)s->done;

	for (int i = 0; i < 4 * seconds; i++) {
		sweep_rate_note(r, s, now);
		now += 250;
		done += per_s / 4;
		s->done = (unsigned long)done;
	}
	sweep_rate_note(r, s, now);
	return now;
}

static void what_counts_most_comes_first(void **state)
{
	struct sweep_rate r = {0};
	struct sweep_state s = half;

	run(&r, &s, SECOND, 100, 10);
	s = half;
	assert_string_equal(line(*state, &s, &r, WIDE, false),
			    "5000/10000 (50 %), 50 s left, 600 failed, 100/s, 800 in flight, "
			    "100 untested, 300 degraded, 4000 ok");
}

static void what_has_no_room_is_left_out(void **state)
{
	const struct sweep_rate none = {0};

	for (int columns = 0; columns < WIDE; columns++) {
		const char *text = line(*state, &half, &none, columns, false);
		const char *coloured = line(*state, &half, &none, columns, true);

		assert_true((int)text_columns(text) <= columns);
		assert_true(strncmp("5000/10000 (50 %), 600 failed", text,
				    strlen("5000/10000 (50 %)") < strlen(text)
					    ? strlen("5000/10000 (50 %), 600 failed")
					    : strlen(text)) == 0);
		assert_int_equal(strchr(coloured, '\033') != NULL, strstr(text, "failed") != NULL);
	}
	assert_string_equal(line(*state, &half, &none, 40, false),
			    "5000/10000 (50 %), 600 failed, 0.0/s");
}

static void colours_are_those_of_the_marks(void **state)
{
	struct sweep_state s = {.part = -1, .done = 3, .of = {2, 0, 1, 0}};
	const struct sweep_rate none = {0};

	assert_string_equal(line(*state, &s, &none, WIDE, true),
			    "3 done, \033[31m1 failed\033[0m, 0.0/s, 0 in flight, 0 untested, "
			    "0 degraded, \033[32m2 ok\033[0m");
}

static void the_list_tells_where_nobody_knows_how_many(void **state)
{
	struct sweep_rate r = {0};
	struct sweep_state s = {.part = 0.5};
	const char *text;

	run(&r, &s, SECOND, 100, 60);
	s.in_flight = s.done; /* half of what was read, so it is a quarter */
	text = line(*state, &s, &r, WIDE, false);
	assert_true(strncmp(text, "6000 done (about 25 %), 3 min 0 s left, ", 40) == 0);
	s.part = -1;
	text = line(*state, &s, &r, WIDE, false);
	assert_true(strncmp(text, "6000 done, 0 failed", 19) == 0);
}

static void the_rate_follows_and_does_not_jump(void **state)
{
	struct sweep_rate r = {0};
	struct sweep_state s = {.total = 1000000, .part = -1};
	double now = run(&r, &s, SECOND, 200, 30);

	(void)state;
	assert_true(fabs(r.per_s - 200) < 10);
	now = run(&r, &s, now, 0, 1);
	assert_true(r.per_s > 150); /* one second of silence is no standstill */
	now = run(&r, &s, now, 0, 60);
	assert_true(r.per_s < 10);
	now = run(&r, &s, now, 50, 60);
	assert_true(fabs(r.per_s - 50) < 5);
}

static void results_of_an_earlier_run_make_no_rate(void **state)
{
	struct sweep_rate r = {0};
	struct sweep_state s = {.done = 90000, .before = 90000, .total = 100000, .part = -1};
	double now = run(&r, &s, SECOND, 100, 20);
	struct buf out = {0};

	(void)state;
	assert_true(fabs(r.per_s - 100) < 5);
	sweep_progress_end_line(&out, &s, &r, now, false);
	assert_string_equal(out.p,
			    "2000 done in 20 s (100/s), 90000 earlier, 0 failed, 0 untested, "
			    "0 degraded, 0 ok");
	buf_free(&out);
}

static void nothing_yet_is_told_without_numbers_of_it(void **state)
{
	const struct sweep_state s = {.total = 10, .part = -1};
	const struct sweep_rate none = {0};
	struct buf out = {0};

	assert_string_equal(
		line(*state, &s, &none, WIDE, false),
		"0/10 (0 %), 0 failed, 0.0/s, 0 in flight, 0 untested, 0 degraded, 0 ok");
	sweep_progress_end_line(&out, &s, &none, 0, false);
	assert_string_equal(out.p, "0 done in 0 s, 0 failed, 0 untested, 0 degraded, 0 ok");
	buf_free(&out);
}

/* stderr of a test is no terminal, or belongs to who looks at it. */
static void who_asked_for_quiet_sees_nothing(void **state)
{
	(void)state;
	assert_null(sweep_progress_new(-1, false));
	sweep_progress_show(NULL, &half);
	sweep_progress_clear(NULL);
	assert_null(sweep_progress_end(NULL, &half));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(what_counts_most_comes_first),
	UNIT_TEST(what_has_no_room_is_left_out),
	UNIT_TEST(colours_are_those_of_the_marks),
	UNIT_TEST(the_list_tells_where_nobody_knows_how_many),
	UNIT_TEST(the_rate_follows_and_does_not_jump),
	UNIT_TEST(results_of_an_earlier_run_make_no_rate),
	UNIT_TEST(nothing_yet_is_told_without_numbers_of_it),
	UNIT_TEST(who_asked_for_quiet_sees_nothing),
};

UNIT_MAIN(tests)
