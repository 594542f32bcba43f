#include "unit.h"

#include "base/memory.h"
#include "record/record.h"
#include "report/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A terminal of a few lines: it obeys what the live view may say, and nothing else. */
enum { LINES = 32, WIDTH = 200 };

struct screen {
	char line[LINES][WIDTH];
	int at;
};

static const char *obey(struct screen *t, const char *p)
{
	char *end;
	long n = strtol(p + 2, &end, 10);

	if (*end == 'A')
		t->at -= (int)n;
	else if (*end == 'J')
		for (int i = t->at; i < LINES; i++)
			t->line[i][0] = '\0';
	else
		fail_msg("unknown sequence %s", p + 1);
	assert_in_range(t->at, 0, LINES - 1);
	return end + 1;
}

static struct screen play(const char *p)
{
	struct screen t = {0};

	while (*p != '\0') {
		if (*p == '\033') {
			p = obey(&t, p);
		} else if (*p == '\r') {
			p++;
		} else {
			size_t n = strcspn(p, "\n");

			snprintf(t.line[t.at], WIDTH, "%.*s", (int)n, p);
			t.at++;
			p += n + 1;
		}
	}
	return t;
}

struct stand {
	struct live *live;
	FILE *out;
	char *text;
	size_t n;
	struct session one, two;
	struct stage tcp, banner;
};

static int begin(void **state)
{
	struct stand *s = mem_alloc(sizeof(*s));

	s->out = open_memstream(&s->text, &s->n);
	s->live = live_new(s->out, 60, 10);
	s->one = (struct session){.address = "192.0.2.1", .port = 587};
	s->two = (struct session){.address = "2001:db8::1", .port = 465};
	s->tcp = (struct stage){.id = STAGE_TCP, .outcome = OUTCOME_PASS, .ms = 20};
	s->banner = (struct stage){.id = STAGE_BANNER,
				   .outcome = OUTCOME_FAIL,
				   .failure = FAILURE_TIMEOUT,
				   .at_ms = 20,
				   .ms = 30};
	*state = s;
	return 0;
}

static int end(void **state)
{
	struct stand *s = *state;

	live_end(s->live);
	fclose(s->out);
	free(s->text);
	free(s);
	return 0;
}

static void each_session_has_one_line_that_is_rewritten(void **state)
{
	struct stand *s = *state;
	struct screen t;

	live_stage_begun(s->live, &s->one, STAGE_TCP);
	live_stage_begun(s->live, &s->two, STAGE_TCP);
	live_stage_done(s->live, &s->one, &s->tcp);
	live_stage_begun(s->live, &s->one, STAGE_BANNER);
	t = play(s->text);
	assert_string_equal(t.line[0], "[ .. ] 192.0.2.1 port 587  banner  20 ms");
	assert_string_equal(t.line[1], "[ .. ] 2001:db8::1 port 465  tcp");
	assert_string_equal(t.line[2], "");
}

static void a_session_that_is_over_says_how_it_ended(void **state)
{
	struct stand *s = *state;
	struct screen t;

	list_append(&s->one.stages, &s->tcp);
	list_append(&s->one.stages, &s->banner);
	live_stage_begun(s->live, &s->one, STAGE_TCP);
	live_session_done(s->live, &s->one);
	t = play(s->text);
	assert_string_equal(t.line[0], "[FAIL] 192.0.2.1 port 587  banner: timed out  50 ms");
}

static void nothing_is_left_at_the_end(void **state)
{
	struct stand *s = *state;
	struct screen t;

	live_stage_begun(s->live, &s->one, STAGE_TCP);
	live_stage_begun(s->live, &s->two, STAGE_TCP);
	s->live = live_end(s->live);
	t = play(s->text);
	assert_int_equal(t.at, 0);
	assert_string_equal(t.line[0], "");
	assert_string_equal(t.line[1], "");
}

static void no_more_lines_than_the_terminal_has(void **state)
{
	enum { MANY = 20, ROWS = 10 };
	struct stand *s = *state;
	struct session many[MANY];
	struct screen t;

	for (int i = 0; i < MANY; i++) {
		many[i] = (struct session){.address = "192.0.2.1", .port = 1000 + i};
		live_stage_begun(s->live, &many[i], STAGE_TCP);
	}
	t = play(s->text);
	assert_int_equal(t.at, ROWS - 1);
	assert_non_null(strstr(t.line[ROWS - 2], "port 1019"));
}

static void a_line_is_cut_before_the_terminal_breaks_it(void **state)
{
	struct stand *s = *state;
	struct screen t;

	s->one.address = "2001:db8:ffff:ffff:ffff:ffff:ffff:fffe";
	s->one.port = 65535;
	live_stage_done(s->live, &s->one, &s->tcp);
	live_stage_begun(s->live, &s->one, STAGE_EHLO_AGAIN);
	t = play(s->text);
	assert_in_range(strlen(t.line[0]), 40, 59);
}

#define LIVE_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	LIVE_TEST(each_session_has_one_line_that_is_rewritten),
	LIVE_TEST(a_session_that_is_over_says_how_it_ended),
	LIVE_TEST(nothing_is_left_at_the_end),
	LIVE_TEST(no_more_lines_than_the_terminal_has),
	LIVE_TEST(a_line_is_cut_before_the_terminal_breaks_it),
};

UNIT_MAIN(tests)
