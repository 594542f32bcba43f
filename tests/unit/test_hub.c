#include "probe/hub.h"

#include "unit.h"

#include <string.h>

struct place {
	struct arena *arena;
	struct settings settings;
	struct hub *hub;
};

/* A task that writes down when it had its turn, and may do something then. */
struct task {
	struct hub_task hub; /* first */
	int turns, stops, order;
	void (*act)(struct task *t);
	struct task *other;
};

static int turns_so_far;

static void on_turn(struct hub_task *hub)
{
	struct task *t = (struct task *)hub;

	t->turns++;
	t->order = ++turns_so_far;
	if (t->act != NULL)
		t->act(t);
}

static void on_stop(struct hub_task *hub)
{
	((struct task *)hub)->stops++;
}

static struct task task(void)
{
	return (struct task){.hub = {.turn = on_turn, .stop = on_stop}};
}

static int setup(void **state)
{
	static struct place p;
	const char *fault;

	p.arena = arena_new();
	settings_default(&p.settings);
	p.settings.until = STAGE_TCP; /* no trust store */
	p.settings.resolver = "127.0.0.1:9";
	p.hub = hub_new(&p.settings, NULL, p.arena, &fault);
	turns_so_far = 0;
	*state = &p;
	return p.hub == NULL;
}

static int teardown(void **state)
{
	struct place *p = *state;

	hub_free(p->hub);
	arena_free(p->arena);
	return 0;
}

/* Until nothing is due. */
static void turn(struct place *p)
{
	for (int i = 0; i < 10; i++)
		uv_run(&p->hub->loop, UV_RUN_NOWAIT);
}

/* Both are there and due, `a` first. */
static void turn_both(struct place *p, struct task *a, struct task *b)
{
	hub_join(p->hub, &a->hub);
	hub_join(p->hub, &b->hub);
	hub_nudge(&a->hub);
	hub_nudge(&b->hub);
	turn(p);
}

static void who_is_nudged_has_one_turn_in_the_order_of_nudging(void **state)
{
	struct place *p = *state;
	struct task a = task(), b = task(), c = task();

	hub_join(p->hub, &a.hub);
	hub_join(p->hub, &b.hub);
	hub_join(p->hub, &c.hub);
	hub_nudge(&b.hub);
	hub_nudge(&a.hub);
	hub_nudge(&b.hub);
	assert_int_equal(b.turns, 0); /* never from within */
	turn(p);
	assert_int_equal(a.turns, 1);
	assert_int_equal(b.turns, 1);
	assert_int_equal(c.turns, 0);
	assert_true(b.order < a.order);
	hub_leave(&a.hub);
	hub_leave(&b.hub);
	hub_leave(&c.hub);
}

static void leave_other(struct task *t)
{
	hub_leave(&t->other->hub);
}

static void who_leaves_in_the_turn_of_another_has_none(void **state)
{
	struct place *p = *state;
	struct task a = task(), b = task();

	a.act = leave_other;
	a.other = &b;
	turn_both(p, &a, &b);
	assert_int_equal(a.turns, 1);
	assert_int_equal(b.turns, 0);
	hub_leave(&a.hub);
}

static void leave_self(struct task *t)
{
	hub_leave(&t->hub);
	memset(&t->hub, 0xee, sizeof(t->hub)); /* freed */
}

static void who_leaves_in_its_own_turn_is_not_touched_again(void **state)
{
	struct place *p = *state;
	struct task a = task(), b = task();

	a.act = leave_self;
	turn_both(p, &a, &b);
	assert_int_equal(a.turns, 1);
	assert_int_equal(b.turns, 1);
	hub_leave(&b.hub);
}

static void nudge_self(struct task *t)
{
	if (t->turns < 3)
		hub_nudge(&t->hub);
}

static void who_nudges_itself_comes_again_behind_the_others(void **state)
{
	struct place *p = *state;
	struct task a = task(), b = task();

	a.act = nudge_self;
	turn_both(p, &a, &b);
	assert_int_equal(a.turns, 3);
	assert_int_equal(b.order, 2);
	hub_leave(&a.hub);
	hub_leave(&b.hub);
}

/* ---- the gate ---- */

enum { MANY = HANDSHAKES_AT_ONCE + 3 };

static int inside;

static void go_in(struct task *t)
{
	if (t->stops == 0 && hub_gate_open(&t->hub)) {
		t->stops = 1; /* is in */
		inside++;
	}
}

/* All at the gate, and as many inside as may be. */
static void crowd(struct place *p, struct task tasks[MANY])
{
	inside = 0;
	for (int i = 0; i < MANY; i++) {
		tasks[i] = task();
		tasks[i].act = go_in;
		hub_join(p->hub, &tasks[i].hub);
		hub_nudge(&tasks[i].hub);
	}
	turn(p);
}

static void disperse(struct task tasks[MANY])
{
	for (int i = 0; i < MANY; i++)
		hub_leave(&tasks[i].hub);
}

static void the_gate_lets_as_many_in_as_it_should_and_the_others_in_their_order(void **state)
{
	struct place *p = *state;
	struct task tasks[MANY];

	crowd(p, tasks);
	assert_int_equal(inside, HANDSHAKES_AT_ONCE);
	assert_int_equal(tasks[HANDSHAKES_AT_ONCE].stops, 0);
	hub_gate_close(p->hub);
	turn(p);
	assert_int_equal(tasks[HANDSHAKES_AT_ONCE].stops, 1);
	assert_int_equal(tasks[HANDSHAKES_AT_ONCE + 1].stops, 0);
	disperse(tasks);
}

static void want_nothing(struct task *t)
{
	(void)t;
}

/* A session whose time ended while it waited must not keep the place from the next. */
static void who_no_longer_wants_in_lets_the_next_one_in(void **state)
{
	struct place *p = *state;
	struct task tasks[MANY];

	crowd(p, tasks);
	tasks[HANDSHAKES_AT_ONCE].act = want_nothing;
	hub_gate_close(p->hub);
	turn(p);
	assert_int_equal(tasks[HANDSHAKES_AT_ONCE].stops, 0);
	assert_int_equal(tasks[HANDSHAKES_AT_ONCE + 1].stops, 1);
	disperse(tasks);
}

/* ---- other threads, and the end ---- */

static void call(void *arg)
{
	hub_call(arg);
}

static void who_is_called_by_another_thread_has_its_turn_on_the_loop(void **state)
{
	struct place *p = *state;
	struct task a = task();
	uv_thread_t thread;

	hub_join(p->hub, &a.hub);
	uv_thread_create(&thread, call, &a.hub);
	while (a.turns == 0)
		uv_run(&p->hub->loop, UV_RUN_ONCE);
	uv_thread_join(&thread);
	assert_int_equal(a.turns, 1);
	hub_leave(&a.hub);
}

static void who_leaves_after_a_call_has_no_turn(void **state)
{
	struct place *p = *state;
	struct task a = task();

	hub_join(p->hub, &a.hub);
	hub_call(&a.hub);
	hub_leave(&a.hub);
	turn(p);
	assert_int_equal(a.turns, 0);
}

static void an_interruption_stops_all(void **state)
{
	struct place *p = *state;
	struct task a = task(), b = task();

	hub_join(p->hub, &a.hub);
	hub_join(p->hub, &b.hub);
	hub_interrupt(p->hub);
	turn(p);
	assert_int_equal(a.stops, 1);
	assert_int_equal(b.stops, 1);
	hub_leave(&a.hub);
	hub_leave(&b.hub);
}

#define HUB_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	HUB_TEST(who_is_nudged_has_one_turn_in_the_order_of_nudging),
	HUB_TEST(who_leaves_in_the_turn_of_another_has_none),
	HUB_TEST(who_leaves_in_its_own_turn_is_not_touched_again),
	HUB_TEST(who_nudges_itself_comes_again_behind_the_others),
	HUB_TEST(the_gate_lets_as_many_in_as_it_should_and_the_others_in_their_order),
	HUB_TEST(who_no_longer_wants_in_lets_the_next_one_in),
	HUB_TEST(who_is_called_by_another_thread_has_its_turn_on_the_loop),
	HUB_TEST(who_leaves_after_a_call_has_no_turn),
	HUB_TEST(an_interruption_stops_all),
};

UNIT_MAIN(tests)
