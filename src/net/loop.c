#include "net/loop.h"

#include "base/fatal.h"
#include "base/memory.h"

#include <signal.h>
#include <stdlib.h>

void loop_need(int rc, const char *what)
{
	if (rc < 0)
		fatal("no %s: %s: see ulimit -n and ulimit -v", what, uv_strerror(rc));
}

bool loop_signal_is_unwanted(int number)
{
	struct sigaction now;

	return number == SIGHUP && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* Due so long ago that we were not running meanwhile: a machine that slept, or has too much to do.
 */
enum { LATE_MS = 50 };

struct timer {
	uv_timer_t handle;
	uint64_t due;
	bool looked;
	timer_fn *fn;
	void *arg;
};

static void on_due(uv_timer_t *handle)
{
	struct timer *t = handle->data;

	/* What came in while nobody looked came in time: the loop sees to it before we are back. */
	if (!t->looked && uv_now(handle->loop) > t->due + LATE_MS) {
		t->looked = true;
		uv_timer_start(handle, on_due, 1, 0);
		return;
	}
	t->fn(t->arg);
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

struct timer *timer_new(uv_loop_t *loop, timer_fn *fn, void *arg)
{
	struct timer *t = mem_alloc(sizeof(*t));

	t->fn = fn;
	t->arg = arg;
	uv_timer_init(loop, &t->handle);
	t->handle.data = t;
	return t;
}

void timer_start(struct timer *t, double ms)
{
	uint64_t whole = ms > 0 ? (uint64_t)ms : 0;

	/* The loop's idea of now is as old as its last turn: a long turn must not cut the wait. */
	uv_update_time(t->handle.loop);
	whole += (double)whole < ms;
	t->due = uv_now(t->handle.loop) + whole;
	t->looked = false;
	uv_timer_start(&t->handle, on_due, whole, 0);
}

void timer_stop(struct timer *t)
{
	uv_timer_stop(&t->handle);
}

struct timer *timer_free(struct timer *t)
{
	if (t != NULL)
		uv_close((uv_handle_t *)&t->handle, on_closed);
	return NULL;
}
