#include "unit.h"

#include "base/clock.h"
#include "probe/pace.h"

#include <stdatomic.h>
#include <stdio.h>
#include <uv.h>

enum { MANY = 4000 };

/* One who asks, and how often he was told to ask again. */
struct caller {
	struct pace_place place;
	int woken;
	double wait;
};

static struct caller callers[MANY];
static struct pace *pace;

static void on_wake(struct pace_place *place)
{
	((struct caller *)place->arg)->woken++;
}

static void begin(const struct pace_settings *s)
{
	pace = pace_new(s);
	for (int i = 0; i < MANY; i++)
		callers[i] = (struct caller){.place = {.wake = on_wake, .arg = &callers[i]}};
}

static bool ask(int who, const char *address, double now)
{
	return pace_ask(pace, &callers[who].place, address, now, &callers[who].wait);
}

static void leave(int who, bool limited, double now)
{
	pace_leave(pace, &callers[who].place, limited, now);
}

static int woken_in_all(void)
{
	int n = 0;

	for (int i = 0; i < MANY; i++)
		n += callers[i].woken;
	return n;
}

static int end(void **state)
{
	(void)state;
	pace = pace_free(pace);
	return 0;
}

static const struct pace_settings no_gap = {.at_once = 2, .at_once_network = 4};

static void an_address_gets_so_many_and_the_next_in_the_order_of_asking(void **state)
{
	(void)state;
	begin(&no_gap);
	assert_true(ask(0, "192.0.2.1", 0));
	assert_true(ask(1, "192.0.2.1", 0));
	assert_false(ask(2, "192.0.2.1", 0));
	assert_false(ask(3, "192.0.2.1", 0));
	assert_false(ask(3, "192.0.2.1", 1)); /* to ask often does not help */
	leave(0, false, 2);
	assert_int_equal(callers[2].woken, 1);
	assert_int_equal(woken_in_all(), 1);
	assert_false(ask(4, "192.0.2.1", 3)); /* the place is kept for who was woken */
	assert_true(ask(2, "192.0.2.1", 3));
	assert_int_equal(pace_counts(pace).open, 2);
	assert_int_equal(pace_counts(pace).begun, 3);
}

static void nobody_waits_behind_those_who_wait_for_another_address(void **state)
{
	(void)state;
	begin(&no_gap);
	for (int i = 0; i < MANY - 2; i++)
		ask(i, "192.0.2.1", 0);
	assert_true(ask(MANY - 2, "192.0.2.2", 0));
	assert_true(ask(MANY - 1, "198.51.100.1", 0));
}

static void an_end_wakes_one_however_many_wait(void **state)
{
	(void)state;
	begin(&no_gap);
	for (int i = 0; i < MANY; i++)
		ask(i, "192.0.2.1", 0);
	for (int i = 0; i < MANY - 2; i++) {
		leave(i, false, i);
		assert_int_equal(woken_in_all(), i + 1);
		assert_int_equal(callers[i + 2].woken, 1);
	}
}

static void take_four(const char *const addresses[4])
{
	for (int i = 0; i < 4; i++)
		assert_true(ask(i, addresses[i], 0));
}

static void a_network_has_a_cap_of_its_own(void **state)
{
	static const char *const v4[] = {"192.0.2.1", "192.0.2.2", "::ffff:192.0.2.3", "192.0.2.4"};
	static const char *const v6[] = {"2001:db8::1", "2001:db8::2:0:0:1", "2001:db8::3",
					 "2001:db8::4"};

	(void)state;
	begin(&no_gap);
	take_four(v4);
	assert_false(ask(4, "192.0.2.255", 0));
	assert_false(ask(5, "192.0.2.77", 0));
	assert_true(ask(6, "192.0.3.1", 0));
	leave(2, false, 1);
	assert_int_equal(callers[4].woken, 1);
	assert_int_equal(callers[5].woken, 0);
	assert_true(ask(4, "192.0.2.255", 1));
	end(state);
	begin(&no_gap);
	take_four(v6);
	assert_false(ask(4, "2001:db8::5", 0));
	assert_true(ask(5, "2001:db8:0:1::1", 0));
}

static void ipv4_within_ipv6_is_the_same_address(void **state)
{
	(void)state;
	begin(&no_gap);
	assert_true(ask(0, "192.0.2.1", 0));
	assert_true(ask(1, "::ffff:192.0.2.1", 0));
	assert_false(ask(2, "192.0.2.1", 0));
}

static void a_gap_is_between_the_syns_of_one_address(void **state)
{
	static const struct pace_settings s = {.at_once = 3, .at_once_network = 9, .gap_ms = 50};

	(void)state;
	begin(&s);
	assert_true(ask(0, "192.0.2.1", 100));
	assert_false(ask(1, "192.0.2.1", 110));
	assert_float_equal(callers[1].wait, 40, 1e-6);
	assert_false(ask(2, "192.0.2.1", 120));
	assert_float_equal(callers[2].wait, 0, 1e-6); /* the turn of another */
	assert_true(ask(3, "192.0.2.2", 120));
	assert_true(ask(1, "192.0.2.1", 150));
	assert_int_equal(callers[2].woken, 1);
	assert_false(ask(2, "192.0.2.1", 151));
	assert_float_equal(callers[2].wait, 49, 1e-6);
	leave(2, false, 160);
	assert_true(ask(4, "192.0.2.1", 200)); /* who left is not waited for */
}

static void the_gap_begins_when_the_place_is_taken(void **state)
{
	static const struct pace_settings s = {.at_once = 1, .at_once_network = 9, .gap_ms = 50};

	(void)state;
	begin(&s);
	assert_true(ask(0, "192.0.2.1", 0));
	assert_false(ask(1, "192.0.2.1", 0));
	leave(0, false, 100);
	assert_int_equal(callers[1].woken, 1);
	assert_true(ask(1, "192.0.2.1", 130));
	leave(1, false, 140);
	assert_false(ask(2, "192.0.2.1", 170));
	assert_float_equal(callers[2].wait, 10, 1e-6);
}

static void the_rate_is_a_bucket_of_a_tenth_of_a_second(void **state)
{
	static const struct pace_settings s = {.at_once = 9, .at_once_network = 99, .rate = 100};
	char address[32];

	(void)state;
	begin(&s);
	for (int i = 0; i < 30; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		assert_int_equal(ask(i, address, 1000), i < 10);
	}
	assert_float_equal(callers[10].wait, 10, 1e-6);
	assert_float_equal(callers[11].wait, 0, 1e-6);
	assert_false(ask(10, "192.0.2.10", 1009));
	assert_true(ask(10, "192.0.2.10", 1010));
	assert_int_equal(callers[11].woken, 1); /* to see after the next one */
	assert_int_equal(woken_in_all(), 1);
	assert_true(ask(11, "192.0.2.11", 1031)); /* late, and two are due */
	assert_int_equal(callers[12].woken, 1);
	assert_true(ask(12, "192.0.2.12", 1031));
	leave(13, false, 1032); /* who had the watch */
	assert_int_equal(callers[14].woken, 1);
}

/* Two wait for the rate, in a network that has room for one. */
static void who_waits_for_the_rate_holds_nothing(void **state)
{
	static const struct pace_settings s = {.at_once = 1, .at_once_network = 1, .rate = 10};

	(void)state;
	begin(&s);
	assert_true(ask(0, "198.51.100.1", 0));
	assert_false(ask(1, "198.51.100.2", 0)); /* waits for the rate */
	leave(0, false, 1);
	assert_false(ask(2, "192.0.2.1", 1));
	assert_false(ask(3, "198.51.100.3", 1));
	assert_true(ask(1, "198.51.100.2", 100));
	assert_false(ask(3, "198.51.100.3", 150));
	assert_true(ask(2, "192.0.2.1", 200));
	assert_false(ask(4, "203.0.113.1", 201)); /* behind 3 */
	assert_false(ask(3, "198.51.100.3", 300)); /* its turn, but its network is full ... */
	assert_true(ask(4, "203.0.113.1", 300));   /* ... so it is the next one's */
	assert_false(ask(5, "203.0.114.1", 301));
	leave(1, false, 310); /* who had his turn goes first */
	assert_true(ask(3, "198.51.100.3", 400));
	assert_false(ask(5, "203.0.114.1", 400));
	assert_true(ask(5, "203.0.114.1", 500));
}

static void no_more_are_open_than_there_may_be_in_all(void **state)
{
	static const struct pace_settings s = {.at_once = 9, .at_once_network = 99, .in_all = 2};

	(void)state;
	begin(&s);
	assert_true(ask(0, "192.0.2.1", 0));
	assert_true(ask(1, "198.51.100.1", 0));
	assert_false(ask(2, "203.0.113.1", 0));
	assert_float_equal(callers[2].wait, 0, 1e-6);
	leave(0, false, 1);
	assert_int_equal(callers[2].woken, 1);
	assert_true(ask(2, "203.0.113.1", 1));
}

static void after_a_shortage_there_are_fewer_and_slowly_more(void **state)
{
	double now = 1000;
	char address[32];
	int n;

	(void)state;
	begin(&no_gap);
	for (n = 0; n < 100; n++) {
		snprintf(address, sizeof(address), "127.0.%d.1", n);
		assert_true(ask(n, address, now));
	}
	for (int i = 0; i < 10; i++)
		pace_short(pace, now); /* ten of them have no descriptor */
	assert_false(ask(n, "127.1.0.1", now));
	assert_float_equal(callers[n].wait, PACE_SHORT_MS, 1e-6);
	for (int i = 0; i < 10; i++)
		leave(i, false, now);
	assert_false(ask(n, "127.1.0.1", now + 1));
	leave(10, false, now);
	assert_true(ask(n, "127.1.0.1", now + 1));
	assert_false(ask(n + 1, "127.1.1.1", now + 1));
	now += PACE_SHORT_MS;
	assert_true(ask(n + 1, "127.1.1.1", now));
	assert_int_equal(pace_counts(pace).shortages, 10);
}

static void who_waited_for_an_end_hears_of_a_shortage(void **state)
{
	static const struct pace_settings s = {.at_once = 9, .at_once_network = 99, .in_all = 2};

	(void)state;
	begin(&s);
	assert_true(ask(0, "192.0.2.1", 0));
	assert_true(ask(1, "192.0.2.2", 0));
	assert_false(ask(2, "192.0.2.3", 0));
	pace_short(pace, 0);
	assert_int_equal(callers[2].woken, 1); /* or it would miss that there may be more again */
	assert_false(ask(2, "192.0.2.3", 0));
	assert_float_equal(callers[2].wait, PACE_SHORT_MS, 1e-6);
}

/* Begins one and ends it. */
static void one(bool limited, double now)
{
	assert_true(ask(MANY - 1, "192.0.2.1", now));
	leave(MANY - 1, limited, now);
}

static void who_complains_gets_fewer_for_a_while(void **state)
{
	static const struct pace_settings s = {.at_once = 4, .at_once_network = 9, .gap_ms = 60};
	double now = 0;

	(void)state;
	begin(&s);
	for (int i = 0; i < 4; i++)
		assert_true(ask(i, "192.0.2.1", 60 * i));
	for (int i = 0; i < 3; i++)
		leave(i, true, 1000); /* began together: one complaint */
	assert_int_equal(pace_counts(pace).slowed, 1);
	assert_false(ask(4, "192.0.2.1", 1119));
	assert_true(ask(4, "192.0.2.1", 1120));
	assert_false(ask(5, "192.0.2.1", 1240)); /* two at once, and 3 is still there */
	assert_float_equal(callers[5].wait, 0, 1e-6);
	leave(3, false, 1240);
	leave(4, false, 1241);
	leave(5, false, 1242);
	for (now = 10000; now < 10000 + 10000 * (PACE_RECOVERY - 1); now += 10000)
		one(false, now); /* with that of 4 they are ten */
	assert_true(ask(0, "192.0.2.1", now));
	assert_true(ask(1, "192.0.2.1", now + 60));
	assert_true(ask(2, "192.0.2.1", now + 120));
	assert_false(ask(3, "192.0.2.1", now + 1000));
}

static void however_often_it_complains_it_gets_one_in_five_seconds(void **state)
{
	(void)state;
	begin(&no_gap);
	for (int i = 0; i < 20; i++)
		one(true, 10000.0 * i);
	assert_false(ask(0, "192.0.2.1", 190000 + PACE_GAP_MOST - 1));
	assert_true(ask(0, "192.0.2.1", 190000 + PACE_GAP_MOST));
	assert_false(ask(1, "192.0.2.1", 300000));
}

static void only_who_complained_is_remembered(void **state)
{
	static const struct pace_settings s = {.at_once = 1, .at_once_network = 1, .gap_ms = 50};
	char address[40];

	(void)state;
	begin(&s);
	for (int i = 0; i < 100000; i++) {
		snprintf(address, sizeof(address), "2001:db8:%x:%x::1", i / 65536, i % 65536);
		assert_true(ask(0, address, i));
		leave(0, i % 1000 == 0, i);
		assert_in_range(pace_counts(pace).known, 1, 100 + 55);
	}
	assert_int_equal(pace_counts(pace).slowed, 100);
	assert_false(ask(0, "2001:db8:0:0::1", 50));
}

static void slowed_ones_are_forgotten_when_they_are_too_many(void **state)
{
	char address[40];

	(void)state;
	begin(&no_gap);
	for (int i = 0; i < PACE_SLOWED_MOST + 1000; i++) {
		snprintf(address, sizeof(address), "2001:db8:%x:%x::1", i / 65536, i % 65536);
		assert_true(ask(0, address, 0));
		leave(0, true, 0);
	}
	assert_int_equal(pace_counts(pace).known, PACE_SLOWED_MOST);
}

static void names_have_one_place_of_their_own(void **state)
{
	(void)state;
	begin(&no_gap);
	assert_true(ask(0, "mail.example.org", 0));
	assert_true(ask(1, "mail.example.net", 0));
	assert_false(ask(2, "mail.example.com", 0));
	assert_true(ask(3, "192.0.2.1", 0));
}

static void to_leave_without_a_place_is_nothing(void **state)
{
	(void)state;
	begin(&no_gap);
	leave(0, true, 0);
	assert_true(ask(0, "192.0.2.1", 0));
	leave(0, false, 0);
	leave(0, false, 0);
	assert_int_equal(pace_counts(pace).open, 0);
}

/* ---- threads ---- */

enum { THREADS = 4, ROUNDS = 400, ADDRESSES = 6 };

struct worker {
	uv_thread_t thread;
	struct pace_place place;
	uv_sem_t woken;
	int first;
};

static atomic_int open_now[ADDRESSES], done;

static void on_wake_worker(struct pace_place *place)
{
	uv_sem_post(&((struct worker *)place->arg)->woken);
}

static void get_place(struct worker *w, const char *address)
{
	double wait;

	while (!pace_ask(pace, &w->place, address, clock_mono_ms(), &wait)) {
		if (wait > 0)
			uv_sleep((unsigned)wait + 1);
		else
			uv_sem_wait(&w->woken);
	}
}

static void work(void *arg)
{
	struct worker *w = arg;
	char address[32];

	for (int i = 0; i < ROUNDS; i++) {
		int n = (w->first + i) % ADDRESSES;

		snprintf(address, sizeof(address), "192.0.%d.%d", n / 3, n);
		get_place(w, address);
		assert_true(atomic_fetch_add(&open_now[n], 1) < 2);
		atomic_fetch_add(&done, 1);
		atomic_fetch_sub(&open_now[n], 1);
		pace_leave(pace, &w->place, i == ROUNDS - 1, clock_mono_ms());
	}
}

static void threads_share_it(void **state)
{
	static const struct pace_settings s = {
		.at_once = 2, .at_once_network = 3, .in_all = 3, .rate = 4000};
	static struct worker workers[THREADS];

	(void)state;
	begin(&s);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.first = i};
		workers[i].place = (struct pace_place){.wake = on_wake_worker, .arg = &workers[i]};
		assert_int_equal(uv_sem_init(&workers[i].woken, 0), 0);
		assert_int_equal(uv_thread_create(&workers[i].thread, work, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		uv_thread_join(&workers[i].thread);
		uv_sem_destroy(&workers[i].woken);
	}
	assert_int_equal(done, THREADS * ROUNDS);
	assert_int_equal(pace_counts(pace).open, 0);
}

#define OF_PACE(test) cmocka_unit_test_teardown(test, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF_PACE(an_address_gets_so_many_and_the_next_in_the_order_of_asking),
		OF_PACE(nobody_waits_behind_those_who_wait_for_another_address),
		OF_PACE(an_end_wakes_one_however_many_wait),
		OF_PACE(a_network_has_a_cap_of_its_own),
		OF_PACE(ipv4_within_ipv6_is_the_same_address),
		OF_PACE(a_gap_is_between_the_syns_of_one_address),
		OF_PACE(the_gap_begins_when_the_place_is_taken),
		OF_PACE(the_rate_is_a_bucket_of_a_tenth_of_a_second),
		OF_PACE(who_waits_for_the_rate_holds_nothing),
		OF_PACE(no_more_are_open_than_there_may_be_in_all),
		OF_PACE(after_a_shortage_there_are_fewer_and_slowly_more),
		OF_PACE(who_waited_for_an_end_hears_of_a_shortage),
		OF_PACE(who_complains_gets_fewer_for_a_while),
		OF_PACE(however_often_it_complains_it_gets_one_in_five_seconds),
		OF_PACE(only_who_complained_is_remembered),
		OF_PACE(slowed_ones_are_forgotten_when_they_are_too_many),
		OF_PACE(names_have_one_place_of_their_own),
		OF_PACE(to_leave_without_a_place_is_nothing),
		OF_PACE(threads_share_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
