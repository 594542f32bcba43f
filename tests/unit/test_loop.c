#include "unit.h"

#include "net/loop.h"

#include <string.h>
#include <unistd.h>

enum { LATE_US = 200 * 1000 };

/* A timer, and a pipe through which words come. */
struct bench {
	uv_loop_t loop;
	uv_poll_t words;
	struct timer *timer;
	int fd[2];
	char seen[8]; /* what happened, a letter each */
};

static void note(struct bench *b, char what)
{
	strncat(b->seen, &what, 1);
}

static void on_time(void *arg)
{
	note(arg, 't');
}

static void on_words(uv_poll_t *handle, int status, int events)
{
	struct bench *b = handle->data;
	char c;

	(void)status;
	(void)events;
	assert_int_equal(read(b->fd[0], &c, 1), 1);
	uv_poll_stop(handle);
	note(b, 'w');
}

static int open_bench(void **state)
{
	static struct bench b;

	b = (struct bench){0};
	*state = &b;
	uv_loop_init(&b.loop);
	if (pipe(b.fd) != 0 || uv_poll_init(&b.loop, &b.words, b.fd[0]) != 0)
		return -1;
	b.words.data = &b;
	b.timer = timer_new(&b.loop, on_time, &b);
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	timer_free(b->timer);
	uv_close((uv_handle_t *)&b->words, NULL);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	close(b->fd[0]);
	close(b->fd[1]);
	return uv_loop_close(&b->loop);
}

/* The loop does not run again before the timer is long due. */
static void wait_and_sleep(struct bench *b, bool words_come)
{
	timer_start(b->timer, 1);
	if (words_come) {
		uv_poll_start(&b->words, UV_READABLE, on_words);
		assert_int_equal(write(b->fd[1], "w", 1), 1);
	}
	usleep(LATE_US);
	uv_run(&b->loop, UV_RUN_DEFAULT);
}

static void what_came_while_we_slept_came_in_time(void **state)
{
	struct bench *b = *state;

	wait_and_sleep(b, true);
	assert_string_equal(b->seen, "wt");
	wait_and_sleep(b, true);
	assert_string_equal(b->seen, "wtwt");
}

static void silence_while_we_slept_ends_once(void **state)
{
	struct bench *b = *state;

	wait_and_sleep(b, false);
	assert_string_equal(b->seen, "t");
}

#define BENCH_TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

static const struct CMUnitTest tests[] = {
	BENCH_TEST(what_came_while_we_slept_came_in_time),
	BENCH_TEST(silence_while_we_slept_ends_once),
};

UNIT_MAIN(tests)
