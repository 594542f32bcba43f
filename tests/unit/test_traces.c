/* From what is wanted to ways to trace, and what to compare them with. */
#include "unit.h"

#include "run/traces.h"
#include "../support/make_record.h"

#include <string.h>

struct told {
	struct story *t;
	struct plan_options options;
	struct run run;
	struct list wants, jobs;
};

static int begin(void **state)
{
	static struct told told;

	told = (struct told){.t = story_new()};
	told.run.options = &told.options;
	story_target(told.t, "mail.example.org", NULL);
	*state = &told;
	return 0;
}

static int end(void **state)
{
	story_free(((struct told *)*state)->t);
	return 0;
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

static struct session *open_port(struct told *told, const char *address, int port)
{
	story_session(told->t, address, port);
	story_passes(told->t, STAGE_TCP);
	return told->t->s;
}

static struct session *silent_port(struct told *told, const char *address, int port)
{
	story_session(told->t, address, port);
	story_unreached(told->t, TCP_TIMEOUT);
	return told->t->s;
}

static void want(struct told *told, const struct session *s)
{
	struct want *w = ARENA_NEW(told->t->r->arena, struct want);

	w->kind = WANT_TRACE;
	w->session = s;
	list_append(&told->wants, w);
}

/* "587 of 192.0.2.1 beside 25 443; " and so on. */
static const char *follow(struct told *told)
{
	struct arena *a = told->t->r->arena;
	const char *all = "";

	told->jobs = (struct list){0};
	followup_traces(told->t->r, &told->run, &told->wants, &told->jobs);
	LIST_EACH (const struct trace_job, j, &told->jobs) {
		all = arena_printf(a, "%s%s%d of %s beside", all, j->open ? "open " : "", j->port,
				   j->address);
		LIST_EACH (const struct control, c, &j->controls)
			all = strcmp(c->address, j->address) == 0
				      ? arena_printf(a, "%s %d", all, c->port)
				      : arena_printf(a, "%s %s:%d", all, c->address, c->port);
		all = arena_printf(a, "%s; ", all);
	}
	return all;
}

static void open_ports_of_the_address_come_before_443(void **state)
{
	struct told *told = *state;

	want(told, silent_port(told, "192.0.2.1", 587));
	open_port(told, "192.0.2.1", 25);
	silent_port(told, "192.0.2.1", 465);
	open_port(told, "192.0.2.2", 465);
	assert_string_equal(follow(told), "587 of 192.0.2.1 beside 25 443; ");
}

static void controls_that_were_named_are_of_the_same_family(void **state)
{
	struct told *told = *state;

	want(told, silent_port(told, "192.0.2.1", 587));
	open_port(told, "198.51.100.80", 443)->purpose = SESSION_CONTROL;
	open_port(told, "2001:db8::80", 443)->purpose = SESSION_CONTROL;
	silent_port(told, "198.51.100.81", 443)->purpose = SESSION_CONTROL;
	assert_string_equal(follow(told), "587 of 192.0.2.1 beside 198.51.100.80:443 443; ");
}

static void a_closed_port_is_no_control(void **state)
{
	struct told *told = *state;

	want(told, silent_port(told, "192.0.2.1", 587));
	open_port(told, "192.0.2.1", 40000)->purpose = SESSION_CONTROL;
	told->t->s->changed = "closed-port";
	assert_string_equal(follow(told), "587 of 192.0.2.1 beside 443; ");
}

static void nothing_is_traced_unless_wanted(void **state)
{
	struct told *told = *state;

	silent_port(told, "192.0.2.1", 587);
	assert_string_equal(follow(told), "");
}

/* smtpscope path */

static void one_needed_port_of_a_family_is_enough_and_one_that_fails_says_most(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	open_port(told, "192.0.2.1", 587);
	silent_port(told, "192.0.2.1", 465);
	open_port(told, "192.0.2.1", 25);
	open_port(told, "2001:db8::1", 587);
	open_port(told, "2001:db8::1", 465);
	assert_string_equal(follow(told), "465 of 192.0.2.1 beside 587 25 443; "
					  "open 587 of 2001:db8::1 beside 465 443; ");
}

static void each_port_that_was_named_is_traced(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	story_names_port(told->t, 587);
	story_names_port(told->t, 443);
	open_port(told, "192.0.2.1", 587);
	silent_port(told, "192.0.2.1", 443);
	silent_port(told, "192.0.2.2", 443);
	assert_string_equal(follow(told), "443 of 192.0.2.1 beside 587; "
					  "open 587 of 192.0.2.1 beside 443; ");
}

static void what_was_traced_is_not_traced_again(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	want(told, silent_port(told, "192.0.2.1", 587));
	story_trace(told->t, TRACE_SUBJECT, "192.0.2.1", 587, "192.0.2.254 *");
	assert_string_equal(follow(told), "");
}

static void what_is_asked_for_and_wanted_is_traced_once(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	want(told, silent_port(told, "192.0.2.1", 587));
	assert_string_equal(follow(told), "587 of 192.0.2.1 beside 443; ");
}

static void the_way_of_a_proxy_is_not_ours(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	told->t->r->proxy = "http://192.0.2.9:3128";
	silent_port(told, "192.0.2.1", 587);
	assert_string_equal(follow(told), "");
}

static void who_was_not_tried_is_not_traced(void **state)
{
	struct told *told = *state;

	told->options.trace = true;
	story_session(told->t, "192.0.2.1", 587);
	session_stage(told->t->s, STAGE_TCP)->outcome = OUTCOME_NOT_TESTED;
	assert_string_equal(follow(told), "");
}

static const struct CMUnitTest tests[] = {
	STORY(open_ports_of_the_address_come_before_443),
	STORY(controls_that_were_named_are_of_the_same_family),
	STORY(a_closed_port_is_no_control),
	STORY(nothing_is_traced_unless_wanted),
	STORY(one_needed_port_of_a_family_is_enough_and_one_that_fails_says_most),
	STORY(each_port_that_was_named_is_traced),
	STORY(what_was_traced_is_not_traced_again),
	STORY(what_is_asked_for_and_wanted_is_traced_once),
	STORY(the_way_of_a_proxy_is_not_ours),
	STORY(who_was_not_tried_is_not_traced),
};

UNIT_MAIN(tests)
