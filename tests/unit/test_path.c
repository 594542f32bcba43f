/* One trace in scripted time: what is sent when, whose answer it is, and when it is over. */
#include "unit.h"

#include "../support/fakesock.h"
#include "../support/fakeuv.h"
#include "../support/ways.h"
#include "base/buf.h"
#include "net/path.h"

#include <string.h>

enum { PORT = 25 };

static const char V4[] = "192.0.2.1", V6[] = "2001:db8:ff::1";

struct bench {
	uv_loop_t loop;
	struct path *path;
	struct arena *arena;
	struct trace trace;
	struct way ways[2];
	double settled_ms, over_ms; /* when we were told */
	bool over, frees;
};

static struct bench b;

static int set_up(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	b.arena = arena_new();
	b.ways[0] = (struct way){.address = V4, .port = PORT, .routers = 3};
	fake_begin();
	uv_loop_init(&b.loop);
	ways_begin(b.ways);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	b.path = path_free(b.path);
	uv_run(&b.loop, UV_RUN_DEFAULT);
	ways_end();
	uv_loop_close(&b.loop);
	fake_end();
	arena_free(b.arena);
	return 0;
}

static void on_wake(void *arg)
{
	(void)arg;
	if (b.settled_ms == 0)
		b.settled_ms = (double)fake_now();
	if (!path_over(b.path))
		return;
	b.over = true;
	uv_stop(&b.loop); /* there is nothing more to wait for */
	b.over_ms = (double)fake_now();
	path_facts(b.path, b.arena, &b.trace);
	if (b.frees)
		b.path = path_free(b.path);
}

static void trace(const struct path_how *how)
{
	b.path = path_start(&b.loop, b.ways[0].address, PORT, how, on_wake, NULL);
	while (!b.over)
		uv_run(&b.loop, UV_RUN_ONCE);
}

static void trace_dead(void)
{
	trace(&(struct path_how){0});
}

static void trace_live(int routers)
{
	trace(&(struct path_how){.open = true, .routers = routers});
}

/* "1 passed, 2 silent": the answers, a letter each; upper case: again. */
static const char *shape(void)
{
	static const char once[] = ".porxul", again[] = ".PORXUL";
	static char text[PATH_LONGEST + 1];
	int n = 0;

	LIST_EACH (struct hop, h, &b.trace.hops) {
		assert_int_equal(h->ttl, n + 1);
		text[n++] = (h->again ? again : once)[h->answer];
	}
	text[n] = '\0';
	return text;
}

static const struct hop *hop(int ttl)
{
	LIST_EACH (struct hop, h, &b.trace.hops) {
		if (h->ttl == ttl)
			return h;
	}
	fail_msg("there is no hop %d", ttl);
	return NULL;
}

/* ---- a port that is believed dead ---- */

static void path_asks_eight_hops_at_once(void **state)
{
	(void)state;
	trace_dead();
	assert_string_equal(shape(), "ppp.....");
	assert_int_equal(b.ways[0].syns, 8);
	assert_int_equal(b.trace.windows, 1);
	for (int n = 1; n <= 3; n++) {
		assert_string_equal(hop(n)->address, ways_router(AF_INET, n));
		assert_string_equal(hop(n)->icmp_origin, "icmp");
		assert_int_equal(hop(n)->icmp_type, 11);
		assert_true(hop(n)->ms >= n * WAY_HOP_MS && hop(n)->ms < n * WAY_HOP_MS + 5);
	}
	assert_null(hop(4)->address);
	assert_string_equal(b.trace.source, "192.0.2.200");
}

static void path_is_settled_long_before_it_is_over(void **state)
{
	(void)state;
	trace_dead();
	assert_true(b.settled_ms <= 3 * WAY_HOP_MS + PATH_PATIENCE_MIN_MS + 5);
	assert_true(b.over_ms >= 1000 && b.over_ms <= PATH_RESEND_MS + PATH_PATIENCE_MAX_MS);
	assert_true(b.trace.ms >= 1000 && b.trace.ms <= b.over_ms);
}

static void path_knows_ipv6_routers(void **state)
{
	(void)state;
	b.ways[0].address = V6;
	trace_dead();
	assert_string_equal(shape(), "ppp.....");
	assert_string_equal(hop(2)->address, "2001:db8:2::1");
	assert_string_equal(hop(2)->icmp_origin, "icmp6");
	assert_int_equal(hop(2)->icmp_type, 3);
}

static void path_marks_hops_that_answered_the_second_syn(void **state)
{
	(void)state;
	b.ways[0].tired[2] = true;
	trace_dead();
	assert_string_equal(shape(), "pPp.....");
	assert_true(hop(2)->ms >= 10 && hop(2)->ms < 15);
}

static void path_waits_for_the_second_answer_of_a_slow_path(void **state)
{
	(void)state;
	b.ways[0].late_ms[3] = 300;
	b.ways[0].late_ms[2] = 300;
	b.ways[0].tired[2] = true;
	trace_dead();
	assert_string_equal(shape(), "pPp.....");
}

static void path_lays_a_late_answer_at_the_right_door(void **state)
{
	(void)state;
	b.ways[0].late_ms[1] = 700;
	trace_dead();
	assert_string_equal(shape(), "ppp.....");
	assert_string_equal(hop(1)->address, ways_router(AF_INET, 1));
	assert_true(hop(1)->ms >= 705);
}

static void path_goes_on_as_long_as_hops_answer(void **state)
{
	(void)state;
	b.ways[0].routers = 20;
	b.ways[0].stop = 13;
	b.ways[0].how = WAY_SILENT;
	trace_dead();
	assert_string_equal(shape(), "ppppppppppppp...........");
	assert_int_equal(b.trace.windows, 3);
	assert_true(b.over_ms <= PATH_RESEND_MS + 3 * PATH_PATIENCE_MAX_MS);
}

static void path_goes_on_when_the_last_hops_answer_again(void **state)
{
	(void)state;
	b.ways[0].routers = 9;
	for (int n = 5; n <= 8; n++)
		b.ways[0].tired[n] = true;
	trace_dead();
	assert_string_equal(shape(), "ppppPPPPp.......");
	assert_int_equal(b.trace.windows, 2);
}

static void path_ends_in_a_loop_of_routers(void **state)
{
	(void)state;
	b.ways[0].routers = WAY_LONGEST;
	trace_dead();
	assert_int_equal(b.trace.hops.n, PATH_LONGEST);
	assert_int_equal(b.ways[0].syns, PATH_LONGEST);
	assert_int_equal(b.trace.windows, 4);
	assert_true(b.over_ms < 1000); /* nobody is silent: nothing to wait for */
}

static void path_leaves_out_what_is_behind_an_end(void **state)
{
	(void)state;
	b.ways[0].host = WAY_REFUSED;
	trace_dead();
	assert_string_equal(shape(), "pppr");
	assert_string_equal(hop(4)->address, V4);
	assert_true(b.over_ms < 1000);
}

static void path_waits_for_nobody_behind_an_end(void **state)
{
	(void)state;
	ways_limit(2); /* enough for hop 2 itself and one reject */
	b.ways[0].stop = 2;
	b.ways[0].how = WAY_REJECTED;
	trace_dead();
	assert_string_equal(shape(), "ppx");
	assert_int_equal(path_behind(b.path), 5);
	assert_true(b.over_ms < 1000);
}

static void path_waits_for_silent_hops_before_an_end(void **state)
{
	(void)state;
	b.ways[0].host = WAY_REFUSED;
	b.ways[0].tired[2] = true;
	trace_dead();
	assert_string_equal(shape(), "pPpr");
}

static void path_finds_a_port_alive_after_all(void **state)
{
	(void)state;
	b.ways[0].host = WAY_OPEN;
	trace_dead();
	assert_string_equal(shape(), "pppo");
	assert_true(b.over_ms < 1000);
}

static void path_tells_a_router_from_a_host_that_refuses(void **state)
{
	static const struct {
		const char *address, *icmp;
		char answer;
	} cases[] = {
		{V4, "3/3", 'x'},  {V4, "3/2", 'x'},
		{V4, "3/13", 'x'}, {V4, "3/10", 'x'},
		{V4, "3/1", 'u'},  {V4, "3/0", 'u'},
		{V4, "11/1", 'u'}, {V6, "1/4", 'x'},
		{V6, "1/1", 'x'},  {V6, "1/5", 'x'},
		{V6, "1/0", 'u'},  {V6, "1/3", 'u'},
		{V6, "3/1", 'u'},  {"203.0.113.2", "3/3", 'r'},
	};
	char expected[] = "pp?";

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (i > 0) {
			tear_down(state);
			set_up(state);
		}
		b.ways[0].address = cases[i].address;
		b.ways[0].stop = 2;
		b.ways[0].how = WAY_REJECTED;
		b.ways[0].icmp = cases[i].icmp;
		trace_dead();
		expected[2] = cases[i].answer;
		if (strcmp(shape(), expected) != 0)
			fail_msg("%s from hop 2 gives %s", cases[i].icmp, shape());
		assert_string_equal(
			hop(3)->address,
			ways_router(strchr(cases[i].address, ':') ? AF_INET6 : AF_INET, 2));
	}
}

static void path_of_a_machine_that_refuses_is_one_hop(void **state)
{
	(void)state;
	b.ways[0].how = WAY_REJECTED;
	trace_dead();
	assert_string_equal(shape(), "l");
	assert_int_equal(b.ways[0].syns, 1);
}

/* ---- a live port ---- */

static void path_reaches_a_live_port_once(void **state)
{
	(void)state;
	for (int routers = 0; routers <= 3; routers++) {
		if (routers > 0) {
			tear_down(state);
			set_up(state);
		}
		b.ways[0].host = WAY_OPEN;
		trace_live(routers);
		assert_string_equal(shape(), "pppo");
		assert_int_equal(b.ways[0].reached, 1);
		assert_int_equal(b.trace.windows, 1);
		assert_true(b.over_ms < 100); /* a round trip for each step */
	}
}

static void path_steps_over_silent_hops_without_their_second(void **state)
{
	(void)state;
	b.ways[0].routers = 12;
	b.ways[0].host = WAY_OPEN;
	for (int n = 3; n <= 7; n++)
		b.ways[0].silent[n] = true;
	trace_live(2);
	assert_string_equal(shape(), "pp.....pppppo");
	assert_int_equal(b.ways[0].reached, 1);
	assert_true(b.settled_ms < 1000);
	assert_true(b.over_ms >= 1000); /* for those who answer the second SYN */
}

static void path_hears_silent_hops_that_answer_while_it_goes_on(void **state)
{
	(void)state;
	b.ways[0].host = WAY_OPEN;
	b.ways[0].tired[1] = true;
	b.ways[0].late_ms[2] = 400;
	trace_live(0);
	assert_string_equal(shape(), "Pppo");
	assert_int_equal(b.ways[0].reached, 1);
}

static void path_gives_a_dead_control_up(void **state)
{
	(void)state;
	b.ways[0].stop = 1;
	b.ways[0].how = WAY_SILENT;
	trace_live(1);
	assert_string_equal(shape(), "p........");
	assert_true(b.over_ms <= 8 * PATH_PATIENCE_MAX_MS + PATH_RESEND_MS);
}

static void path_of_a_long_way_to_a_live_port_ends(void **state)
{
	(void)state;
	b.ways[0].routers = WAY_LONGEST;
	trace_live(3);
	assert_int_equal(b.trace.hops.n, PATH_LONGEST);
	assert_int_equal(b.ways[0].syns, PATH_LONGEST);
}

/* ---- some hops only ---- */

static void path_asks_some_hops_only_once(void **state)
{
	(void)state;
	b.ways[0].silent[3] = true;
	trace(&(struct path_how){.first = 2, .last = 3});
	assert_int_equal(b.trace.hops.n, 2);
	assert_int_equal(hop(2)->answer, HOP_PASSED);
	assert_int_equal(hop(3)->answer, HOP_SILENT);
	assert_int_equal(b.ways[0].syns, 2);
	assert_true(b.over_ms < 1000);
}

/* ---- the end ---- */

static void path_may_be_freed_from_its_wake(void **state)
{
	(void)state;
	b.frees = true;
	b.ways[0].host = WAY_OPEN;
	trace_dead();
	assert_null(b.path);
	assert_string_equal(shape(), "pppo");
}

static void path_may_be_freed_in_the_middle(void **state)
{
	(void)state;
	b.path = path_start(&b.loop, V4, PORT, &(struct path_how){0}, on_wake, NULL);
	while (fake_now() < 7)
		uv_run(&b.loop, UV_RUN_ONCE);
	b.path = path_free(b.path);
	uv_run(&b.loop, UV_RUN_DEFAULT);
	assert_false(b.over);
}

static void path_that_is_stopped_keeps_what_it_knows(void **state)
{
	(void)state;
	b.path = path_start(&b.loop, V4, PORT, &(struct path_how){0}, on_wake, NULL);
	while (fake_now() < 10)
		uv_run(&b.loop, UV_RUN_ONCE);
	path_stop(b.path);
	assert_true(path_over(b.path));
	path_facts(b.path, b.arena, &b.trace);
	assert_string_equal(shape(), "pp......");
}

#define PATH_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	PATH_TEST(path_asks_eight_hops_at_once),
	PATH_TEST(path_is_settled_long_before_it_is_over),
	PATH_TEST(path_knows_ipv6_routers),
	PATH_TEST(path_marks_hops_that_answered_the_second_syn),
	PATH_TEST(path_waits_for_the_second_answer_of_a_slow_path),
	PATH_TEST(path_lays_a_late_answer_at_the_right_door),
	PATH_TEST(path_goes_on_as_long_as_hops_answer),
	PATH_TEST(path_goes_on_when_the_last_hops_answer_again),
	PATH_TEST(path_ends_in_a_loop_of_routers),
	PATH_TEST(path_leaves_out_what_is_behind_an_end),
	PATH_TEST(path_waits_for_nobody_behind_an_end),
	PATH_TEST(path_waits_for_silent_hops_before_an_end),
	PATH_TEST(path_finds_a_port_alive_after_all),
	PATH_TEST(path_tells_a_router_from_a_host_that_refuses),
	PATH_TEST(path_of_a_machine_that_refuses_is_one_hop),
	PATH_TEST(path_reaches_a_live_port_once),
	PATH_TEST(path_steps_over_silent_hops_without_their_second),
	PATH_TEST(path_hears_silent_hops_that_answer_while_it_goes_on),
	PATH_TEST(path_gives_a_dead_control_up),
	PATH_TEST(path_of_a_long_way_to_a_live_port_ends),
	PATH_TEST(path_asks_some_hops_only_once),
	PATH_TEST(path_may_be_freed_from_its_wake),
	PATH_TEST(path_may_be_freed_in_the_middle),
	PATH_TEST(path_that_is_stopped_keeps_what_it_knows),
};

UNIT_MAIN(tests)
