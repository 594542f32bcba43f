/* Traces of a run in scripted time: which controls, how fast, what is remembered. */
#include "unit.h"

#include "../support/fakesock.h"
#include "../support/fakeuv.h"
#include "../support/ways.h"
#include "base/memory.h"
#include "probe/engine.h"
#include "probe/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS_MAX = 400, PORT = 25, LIVE = 443 };

static const char HOST[] = "192.0.2.1", OTHER[] = "198.51.100.1", HOST6[] = "2001:db8:ff::1";

static struct bench {
	struct settings set;
	struct record *record;
	struct engine *engine;
	struct list jobs;
	struct way ways[WAYS_MAX + 1];
	int ways_n;
} b;

static int set_up(void **state)
{
	const char *fault;

	(void)state;
	memset(&b, 0, sizeof(b));
	fake_begin();
	ways_begin(b.ways);
	settings_default(&b.set);
	b.set.resolver = "192.0.2.53";
	b.set.until = STAGE_TCP;
	b.record = record_new();
	b.engine = engine_new(&b.set, NULL, b.record, &fault);
	return b.engine == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	engine_free(b.engine);
	record_free(b.record);
	ways_end();
	fake_end();
	return 0;
}

/* Three routers, of which number `stop` drops the rest; a stop of 3 and more: nothing is dropped
 * and the port is open. */
static struct way *add_way(const char *address, int port, int stop)
{
	struct way *w = &b.ways[b.ways_n++];

	*w = (struct way){.address = address, .port = port, .routers = 3, .host = WAY_OPEN};
	if (stop < 3) {
		w->stop = stop;
		w->how = WAY_SILENT;
	}
	return w;
}

static struct trace_job *add_job(const char *address, int port)
{
	struct trace_job *job = ARENA_NEW(b.record->arena, struct trace_job);

	job->host = "mail.example.org";
	job->address = address;
	job->port = port;
	return list_append(&b.jobs, job);
}

static void add_control(struct trace_job *job, const char *address, int port)
{
	struct control *c = ARENA_NEW(b.record->arena, struct control);

	c->host = address;
	c->address = address;
	c->port = port;
	list_append(&job->controls, c);
}

static void run_jobs(void)
{
	engine_trace(b.engine, &b.jobs);
	b.jobs = (struct list){0};
}

/* "25 pp...... / 443 pppo": ports and answers of all traces; upper case: again. */
static const char *story(void)
{
	static const char once[] = ".porxul", again[] = ".PORXUL";
	static char text[8192];
	size_t n = 0;

	text[0] = '\0';
	LIST_EACH (struct trace, t, &b.record->traces) {
		assert_int_equal(t->role == TRACE_SUBJECT, n == 0 || t->port != LIVE);
		n += (size_t)snprintf(text + n, sizeof(text) - n - 40, "%s%d ", n > 0 ? " / " : "",
				      t->port);
		LIST_EACH (struct hop, h, &t->hops)
			text[n++] = (h->again ? again : once)[h->answer];
		text[n] = '\0';
	}
	return text;
}

static const struct trace *trace_number(int i)
{
	LIST_EACH (struct trace, t, &b.record->traces) {
		if (i-- == 0)
			return t;
	}
	fail_msg("no such trace");
	return NULL;
}

/* ---- controls ---- */

static void trace_compares_with_a_control_while_it_waits(void **state)
{
	struct way *live;

	(void)state;
	add_way(HOST, PORT, 2);
	live = add_way(HOST, LIVE, 3);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 pp...... / 443 pppo");
	assert_string_equal(trace_number(0)->host, "mail.example.org");
	assert_true(trace_number(1)->at_ms < 500);
	assert_true(fake_now() < 1600);
	assert_int_equal(live->reached, 1);
	assert_int_equal(trace_number(0)->windows, 2);
	assert_int_equal(trace_number(1)->windows, 1);
}

static void trace_goes_on_to_a_control_that_shows_more(void **state)
{
	struct trace_job *job;

	(void)state;
	add_way(HOST, PORT, 1);
	add_way(HOST, 587, 1);
	add_way(OTHER, LIVE, 3);
	add_way(HOST, LIVE, 3);
	job = add_job(HOST, PORT);
	add_control(job, HOST, PORT);  /* is the subject */
	add_control(job, HOST6, LIVE); /* of the other family */
	add_control(job, HOST, 587);
	add_control(job, OTHER, LIVE);
	add_control(job, HOST, LIVE); /* not needed any more */
	engine_trace(b.engine, &b.jobs);
	assert_int_equal(b.record->traces.n, 3);
	assert_int_equal(trace_number(1)->port, 587);
	assert_string_equal(trace_number(2)->address, OTHER);
	assert_int_equal(trace_number(2)->role, TRACE_CONTROL);
}

static void trace_is_content_with_a_control_that_is_closed(void **state)
{
	struct trace_job *job;

	(void)state;
	add_way(HOST, PORT, 2);
	add_way(HOST, LIVE, 3)->host = WAY_REFUSED;
	job = add_job(HOST, PORT);
	add_control(job, HOST, LIVE);
	add_control(job, OTHER, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 pp...... / 443 pppr");
}

static void trace_of_a_live_port_makes_one_connection(void **state)
{
	struct way *w;

	(void)state;
	w = add_way(HOST, LIVE, 3);
	add_job(HOST, LIVE)->open = true;
	engine_trace(b.engine, &b.jobs);
	assert_int_equal(trace_number(0)->hops.n, 4);
	assert_int_equal(w->reached, 1);
	assert_int_equal(w->syns, 4);
}

static void trace_of_a_dead_host_keeps_what_it_has(void **state)
{
	(void)state;
	add_way(HOST, PORT, 0);
	add_way(HOST, LIVE, 0);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 ........ / 443 ........");
	assert_true(fake_now() <= TRACE_JOB_MS + 10);
}

static void trace_asks_once_more_what_only_the_control_has_shown(void **state)
{
	(void)state;
	ways_limit(6);
	ways_left(0.7); /* too little for the subject; hop 2 has enough when the control comes */
	add_way(HOST, PORT, 2);
	add_way(HOST, LIVE, 3);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 PP...... / 443 .ppo");
	assert_int_equal(trace_number(0)->windows, 2);
}

static void trace_that_was_only_lost_is_open_after_all(void **state)
{
	struct way *w;

	(void)state;
	w = add_way(HOST, PORT, 3);
	add_way(HOST, LIVE, 3);
	w->host = WAY_NONE;
	w->opens_ms = 1150;
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 pppO / 443 pppo");
}

static void trace_of_a_far_port_that_was_only_lost_is_open_too(void **state)
{
	struct way *w;

	(void)state;
	w = add_way(HOST, PORT, 3);
	w->routers = 10;
	w->host = WAY_NONE;
	w->opens_ms = 1150;
	for (int n = 3; n <= 10; n++)
		w->silent[n] = true;
	add_way(HOST, LIVE, 3)->routers = 10;
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	assert_string_equal(story(), "25 pp........o / 443 ppppppppppo");
	assert_int_equal(w->reached, 1);
}

static void trace_that_was_a_control_before_is_not_changed(void **state)
{
	struct way *w;

	(void)state;
	add_way(HOST, PORT, 1);
	add_way(HOST, PORT + 1, 1); /* takes its time */
	w = add_way(HOST, 587, 3);
	w->host = WAY_NONE;
	w->opens_ms = 2500;
	w->silent[2] = w->silent[3] = true;
	add_way(HOST, LIVE, 3);
	add_control(add_job(HOST, PORT), HOST, 587);
	add_job(HOST, PORT + 1);
	run_jobs();
	assert_true(fake_now() > w->opens_ms);
	add_control(add_job(HOST, 587), HOST, LIVE);
	run_jobs();
	assert_int_equal(b.record->traces.n, 5);
	assert_int_equal(trace_number(3)->role, TRACE_SUBJECT);
	assert_true(trace_number(3)->at_ms == trace_number(1)->at_ms);
	for (int i = 1; i <= 3; i += 2) {
		int n = 0;

		LIST_EACH (struct hop, h, &trace_number(i)->hops)
			n += h->answer == (n == 0 ? HOP_PASSED : HOP_SILENT);
		assert_int_equal(n, 9);
	}
}

static void trace_asks_no_more_connections_than_manners_allow(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++) {
		struct trace_job *job = add_job(HOST, PORT + i);

		add_way(HOST, PORT + i, 1);
		add_way(HOST, 1000 + i, 3);
		add_control(job, HOST, 1000 + i);
	}
	engine_trace(b.engine, &b.jobs);
	assert_int_equal(b.record->traces.n, 12 + 8);
}

/* ---- what is remembered ---- */

static void trace_asks_the_same_port_once_a_run(void **state)
{
	struct way *live;
	uint64_t now;

	(void)state;
	add_way(HOST, PORT, 2);
	add_way(HOST, 587, 2);
	live = add_way(HOST, LIVE, 3);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs();
	add_control(add_job(HOST, 587), HOST, LIVE);
	add_control(add_job(HOST, PORT), HOST, LIVE); /* is there */
	run_jobs();
	assert_string_equal(story(), "25 pp...... / 443 pppo / 587 pp...... / 443 pppo");
	assert_int_equal(live->syns, 4);
	assert_true(trace_number(3)->at_ms < trace_number(2)->at_ms);
	now = fake_now();
	assert_true(now < 2 * 1600);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	run_jobs(); /* nothing to do, nothing to wait for */
	assert_int_equal(fake_now(), now);
	assert_int_equal(b.record->traces.n, 4);
}

static void trace_of_both_families_runs_side_by_side(void **state)
{
	(void)state;
	add_way(HOST, PORT, 2);
	add_way(HOST6, PORT, 2);
	add_job(HOST, PORT);
	add_job(HOST6, PORT);
	run_jobs();
	assert_string_equal(story(), "25 pp...... / 25 pp......");
	assert_true(fake_now() < 1600);
}

/* ---- pace ---- */

static void trace_asks_routers_as_often_as_they_answer(void **state)
{
	(void)state;
	ways_limit(6);
	b.set.total_ms = 1e6;
	for (int i = 0; i < 60; i++) {
		const char *address = arena_printf(
			b.record->arena, i < 30 ? "192.0.2.%d" : "2001:db8:ff::%d", i + 1);

		add_way(address, PORT, 3);
		add_job(address, PORT)->open = true; /* over in no time, so that pace is all */
	}
	run_jobs();
	assert_int_equal(b.record->traces.n, 60);
	LIST_EACH (struct trace, t, &b.record->traces) {
		int answered = 0;

		LIST_EACH (struct hop, h, &t->hops)
			answered += h->answer == HOP_PASSED && !h->again;
		assert_int_equal(answered, 3);
	}
	assert_true(ways_busiest() <= 6);
}

static void trace_of_hundreds_ends_with_the_time_in_all(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		add_way(HOST, 1000 + i, 2);
		add_job(HOST, 1000 + i);
	}
	run_jobs();
	assert_true(fake_now() >= (uint64_t)b.set.total_ms &&
		    fake_now() < (uint64_t)b.set.total_ms + 10);
	assert_true(b.record->traces.n > 30 && b.record->traces.n < 70);
	run_jobs(); /* nothing begins any more */
}

static void trace_pauses_after_a_router_that_rejected_a_burst(void **state)
{
	(void)state;
	ways_limit(6);
	for (int i = 0; i < 3; i++) {
		add_way(HOST, PORT + i, 1)->how = WAY_REJECTED;
		add_job(HOST, PORT + i);
	}
	run_jobs();
	assert_string_equal(story(), "25 px / 26 px / 27 px");
	assert_true(trace_number(2)->at_ms > 5000);
}

/* ---- the end ---- */

static void interrupt(void *arg)
{
	engine_interrupt(arg);
}

static void trace_that_is_interrupted_keeps_what_it_knows(void **state)
{
	(void)state;
	add_way(HOST, PORT, 2);
	add_way(HOST, LIVE, 3);
	add_way(HOST, 587, 2);
	add_control(add_job(HOST, PORT), HOST, LIVE);
	add_job(HOST, 587);
	fake_after(12, interrupt, b.engine);
	run_jobs();
	assert_string_equal(story(), "25 pp......");
	assert_true(b.record->interrupted);
	assert_true(fake_now() < 20);
}

#define TRACE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TRACE_TEST(trace_compares_with_a_control_while_it_waits),
	TRACE_TEST(trace_goes_on_to_a_control_that_shows_more),
	TRACE_TEST(trace_is_content_with_a_control_that_is_closed),
	TRACE_TEST(trace_of_a_live_port_makes_one_connection),
	TRACE_TEST(trace_of_a_dead_host_keeps_what_it_has),
	TRACE_TEST(trace_asks_once_more_what_only_the_control_has_shown),
	TRACE_TEST(trace_that_was_only_lost_is_open_after_all),
	TRACE_TEST(trace_of_a_far_port_that_was_only_lost_is_open_too),
	TRACE_TEST(trace_that_was_a_control_before_is_not_changed),
	TRACE_TEST(trace_asks_no_more_connections_than_manners_allow),
	TRACE_TEST(trace_asks_the_same_port_once_a_run),
	TRACE_TEST(trace_of_both_families_runs_side_by_side),
	TRACE_TEST(trace_asks_routers_as_often_as_they_answer),
	TRACE_TEST(trace_of_hundreds_ends_with_the_time_in_all),
	TRACE_TEST(trace_pauses_after_a_router_that_rejected_a_burst),
	TRACE_TEST(trace_that_is_interrupted_keeps_what_it_knows),
};

UNIT_MAIN(tests)
