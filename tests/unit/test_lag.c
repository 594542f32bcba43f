#include "unit.h"

#include "base/clock.h"
#include "net/lag.h"

#include <unistd.h>

/* A clock that the test can set forward; sleep is real, since the loop's timers are. */
static double skipped;

static double skipping_ms(void)
{
	return (double)uv_hrtime() / 1e6 + skipped;
}

static int64_t no_wall(void)
{
	return 0;
}

static const struct clock skipping = {skipping_ms, no_wall};

struct bench {
	uv_loop_t loop;
	uv_timer_t work;
	struct lag *lag;
	double asleep, seen; /* ms that a callback took; lag as seen within it */
};

static int open_bench(void **state)
{
	static struct bench b;

	b = (struct bench){0};
	*state = &b;
	skipped = 0;
	clock_replace(&skipping);
	uv_loop_init(&b.loop);
	uv_timer_init(&b.loop, &b.work);
	b.work.data = &b;
	b.lag = lag_new(&b.loop);
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	lag_free(b->lag);
	uv_close((uv_handle_t *)&b->work, NULL);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	clock_replace(NULL);
	return uv_loop_close(&b->loop);
}

static void on_work(uv_timer_t *handle)
{
	struct bench *b = handle->data;
	double before = clock_mono_ms();

	usleep((useconds_t)b->asleep * 1000);
	b->seen = lag_since(b->lag, before);
	b->asleep = clock_mono_ms() - before;
}

/* A callback that takes that long, and some more turns of the loop. */
static void work(struct bench *b, double ms)
{
	b->asleep = ms;
	uv_timer_start(&b->work, on_work, 1, 0);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	for (int i = 0; i < 3; i++) {
		uv_timer_start(&b->work, on_work, LAG_TICK_MS, 0);
		b->asleep = 0;
		uv_run(&b->loop, UV_RUN_DEFAULT);
	}
}

static void a_callback_that_takes_long_is_seen(void **state)
{
	struct bench *b = *state;
	double since = clock_mono_ms();

	b->asleep = 150;
	uv_timer_start(&b->work, on_work, 1, 0);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_true(b->seen >= 150 - LAG_TICK_MS); /* by itself already */
	work(b, 0);
	assert_true(lag_since(b->lag, since) >= 150 - LAG_TICK_MS);
	assert_true(lag_since(b->lag, since) <= clock_mono_ms() - since);
}

/* The program was stopped, or the machine slept: nobody's callback took long. */
static void time_that_is_lost_between_callbacks_is_seen(void **state)
{
	struct bench *b = *state;
	double since = clock_mono_ms();

	work(b, 0);
	skipped += 2000;
	work(b, 0);
	assert_true(lag_since(b->lag, since) >= 2000 - LAG_TICK_MS);
}

static void what_was_before_does_not_count(void **state)
{
	struct bench *b = *state;

	skipped += 1e6;
	work(b, 0);
	assert_true(lag_since(b->lag, clock_mono_ms() - 1000) >= 9e5);
	skipped += 600;
	work(b, 0);
	assert_true(lag_since(b->lag, clock_mono_ms()) < 9e5);
}

static void old_lag_is_forgotten(void **state)
{
	struct bench *b = *state;
	double since = clock_mono_ms();

	skipped += 30000;
	work(b, 0);
	assert_true(lag_since(b->lag, since) >= 29000);
	for (int i = 0; i < 30; i++) {
		skipped += 10000;
		work(b, 0);
	}
	assert_true(lag_since(b->lag, since) < 29000);
	assert_true(lag_since(b->lag, since) >= 9900);
	skipped += 1e6;
	work(b, 0);
	assert_true(lag_since(b->lag, since) >= 9e5);
}

static void it_keeps_no_loop_alive(void **state)
{
	struct bench *b = *state;

	assert_int_equal(uv_run(&b->loop, UV_RUN_DEFAULT), 0);
}

#define OF_LAG(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OF_LAG(a_callback_that_takes_long_is_seen),
		OF_LAG(time_that_is_lost_between_callbacks_is_seen),
		OF_LAG(what_was_before_does_not_count),
		OF_LAG(old_lag_is_forgotten),
		OF_LAG(it_keeps_no_loop_alive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
