#include "fakeuv.h"

#include "base/clock.h"
#include "fakesock.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

enum { HANDLES_MAX = 512, WORKS_MAX = 8, TURNS_MAX = 200000 };

/* In uv_handle_t.flags, which is libuv's own business otherwise. */
enum { ACTIVE = 1, CLOSING = 2, PENDING = 4 };

struct work {
	uv_thread_cb entry;
	void *arg;
	uint64_t due;
};

static struct {
	unsigned turns;
	uv_handle_t
		*handles[HANDLES_MAX]; /* all that are not closed, in the order of their making */
	size_t handles_n;
	struct work works[WORKS_MAX];
	size_t works_n;
	uint64_t work_takes;
	const char *hostname;
} world;

/* ---- begin and end ---- */

unsigned fake_turns(void)
{
	return world.turns;
}

static double mono_ms(void)
{
	return (double)fake_now();
}

void fake_begin(void)
{
	static const struct clock scripted = {mono_ms, fake_wall};

	fake_end();
	memset(&world, 0, sizeof(world));
	fake_time_begin();
	world.hostname = "desk.example.net";
	clock_replace(&scripted);
}

void fake_end(void)
{
	if (world.handles_n > 0)
		fake_panic("%zu handles are open, the first is a %s", world.handles_n,
			   uv_handle_type_name(world.handles[0]->type));
	if (world.works_n > 0)
		fake_panic("%zu threads are not done", world.works_n);
	clock_replace(NULL);
}

void fake_work_takes(uint64_t ms)
{
	world.work_takes = ms;
}

void fake_hostname(const char *name)
{
	world.hostname = name;
}

/* ---- handles ---- */

static void handle_begin(uv_loop_t *loop, void *handle, uv_handle_type type)
{
	uv_handle_t *h = handle;

	if (world.handles_n == HANDLES_MAX)
		fake_panic("too many handles");
	h->loop = loop;
	h->type = type;
	h->flags = 0;
	h->close_cb = NULL;
	world.handles[world.handles_n++] = h;
}

static void handle_end(uv_handle_t *h)
{
	size_t i = 0;

	while (world.handles[i] != h)
		i++;
	memmove(&world.handles[i], &world.handles[i + 1],
		(--world.handles_n - i) * sizeof(world.handles[0]));
}

static bool is_open(const uv_handle_t *h)
{
	for (size_t i = 0; i < world.handles_n; i++)
		if (world.handles[i] == h)
			return (h->flags & CLOSING) == 0;
	return false;
}

static void must_be_open(const void *handle)
{
	if (!is_open(handle))
		fake_panic("a handle is used that is closed");
}

static bool does(const uv_handle_t *h, const uv_loop_t *loop, uv_handle_type type, unsigned flag)
{
	return h->loop == loop && h->type == type && (h->flags & flag) != 0 &&
	       (h->flags & CLOSING) == 0;
}

void uv_close(uv_handle_t *h, uv_close_cb cb)
{
	must_be_open(h);
	h->flags = CLOSING;
	h->close_cb = cb;
}

int uv_is_closing(const uv_handle_t *h)
{
	return (h->flags & CLOSING) != 0;
}

int uv_is_active(const uv_handle_t *h)
{
	return (h->flags & ACTIVE) != 0;
}

static uv_handle_t *one_that_closes(const uv_loop_t *loop)
{
	for (size_t i = world.handles_n; i-- > 0;)
		if (world.handles[i]->loop == loop && uv_is_closing(world.handles[i]))
			return world.handles[i];
	return NULL;
}

static void close_handles(const uv_loop_t *loop)
{
	uv_handle_t *h;

	while ((h = one_that_closes(loop)) != NULL) {
		handle_end(h);
		if (h->close_cb != NULL)
			h->close_cb(h);
	}
}

/* ---- timers ---- */

int uv_timer_init(uv_loop_t *loop, uv_timer_t *t)
{
	handle_begin(loop, t, UV_TIMER);
	return 0;
}

int uv_timer_start(uv_timer_t *t, uv_timer_cb cb, uint64_t timeout, uint64_t repeat)
{
	must_be_open(t);
	if (repeat != 0)
		fake_panic("no timer of the program repeats");
	t->timer_cb = cb;
	t->timeout = fake_now() + timeout;
	t->start_id = fake_ticket();
	t->flags |= ACTIVE;
	return 0;
}

int uv_timer_stop(uv_timer_t *t)
{
	t->flags &= ~(unsigned)ACTIVE;
	return 0;
}

void uv_update_time(uv_loop_t *loop)
{
	(void)loop;
}

static uv_timer_t *next_timer(const uv_loop_t *loop)
{
	uv_timer_t *next = NULL;

	for (size_t i = 0; i < world.handles_n; i++) {
		uv_timer_t *t = (uv_timer_t *)world.handles[i];

		if (!does(world.handles[i], loop, UV_TIMER, ACTIVE))
			continue;
		if (next == NULL || t->timeout < next->timeout ||
		    (t->timeout == next->timeout && t->start_id < next->start_id))
			next = t;
	}
	return next;
}

static void run_timers(const uv_loop_t *loop)
{
	uv_timer_t *t;

	for (unsigned n = 0; (t = next_timer(loop)) != NULL && t->timeout <= fake_now(); n++) {
		if (n == TURNS_MAX)
			fake_panic("timers that start each other without end");
		uv_timer_stop(t);
		t->timer_cb(t);
	}
}

/* ---- polls, asyncs, signals ---- */

int uv_poll_init(uv_loop_t *loop, uv_poll_t *p, int fd)
{
	handle_begin(loop, p, UV_POLL);
	p->io_watcher.fd = fd;
	return 0;
}

int uv_poll_start(uv_poll_t *p, int events, uv_poll_cb cb)
{
	must_be_open(p);
	p->io_watcher.events = (unsigned)events;
	p->poll_cb = cb;
	p->flags |= ACTIVE;
	return 0;
}

int uv_poll_stop(uv_poll_t *p)
{
	p->flags &= ~(unsigned)ACTIVE;
	return 0;
}

int uv_async_init(uv_loop_t *loop, uv_async_t *a, uv_async_cb cb)
{
	handle_begin(loop, a, UV_ASYNC);
	a->async_cb = cb;
	a->flags |= ACTIVE;
	return 0;
}

int uv_async_send(uv_async_t *a)
{
	must_be_open(a);
	a->flags |= PENDING;
	return 0;
}

int uv_signal_init(uv_loop_t *loop, uv_signal_t *s)
{
	handle_begin(loop, s, UV_SIGNAL);
	return 0;
}

int uv_signal_start(uv_signal_t *s, uv_signal_cb cb, int number)
{
	must_be_open(s);
	s->signal_cb = cb;
	s->signum = number;
	s->flags |= ACTIVE;
	return 0;
}

int uv_signal_stop(uv_signal_t *s)
{
	s->flags = 0;
	return 0;
}

void fake_signal(int number)
{
	for (size_t i = 0; i < world.handles_n; i++) {
		uv_handle_t *h = world.handles[i];

		if (does(h, h->loop, UV_SIGNAL, ACTIVE) && ((uv_signal_t *)h)->signum == number)
			h->flags |= PENDING;
	}
}

/* What a poll is told now: events, an error below 0, or 0. */
static int poll_news(const uv_handle_t *h)
{
	const uv_poll_t *p = (const uv_poll_t *)h;
	int events = fake_socket_events(p->io_watcher.fd);

	return events < 0 ? UV_EBADF : events & (int)p->io_watcher.events;
}

static bool has_news(const uv_handle_t *h, const uv_loop_t *loop)
{
	return does(h, loop, UV_ASYNC, PENDING) || does(h, loop, UV_SIGNAL, PENDING) ||
	       (does(h, loop, UV_POLL, ACTIVE) && poll_news(h) != 0);
}

/* As libuv does it: after an error the handle has stopped. */
static void tell_poll(uv_poll_t *p)
{
	int news = poll_news((uv_handle_t *)p);

	if (news < 0)
		uv_poll_stop(p);
	p->poll_cb(p, news < 0 ? news : 0, news < 0 ? 0 : news);
}

static void tell(uv_handle_t *h)
{
	h->flags &= ~(unsigned)PENDING;
	if (h->type == UV_POLL)
		tell_poll((uv_poll_t *)h);
	else if (h->type == UV_ASYNC)
		((uv_async_t *)h)->async_cb((uv_async_t *)h);
	else
		((uv_signal_t *)h)->signal_cb((uv_signal_t *)h, ((uv_signal_t *)h)->signum);
}

/* Those that have news now; a callback may take the news away from one that comes after it. */
static void tell_all(const uv_loop_t *loop)
{
	uv_handle_t *due[HANDLES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < world.handles_n; i++)
		if (has_news(world.handles[i], loop))
			due[n++] = world.handles[i];
	for (size_t i = 0; i < n; i++)
		if (has_news(due[i], loop))
			tell(due[i]);
}

/* ---- threads ---- */

/* A thread is a job that is done in one go when its time has come. */
int uv_thread_create(uv_thread_t *thread, uv_thread_cb entry, void *arg)
{
	if (world.works_n == WORKS_MAX)
		fake_panic("too many threads");
	memset(thread, 0, sizeof(*thread));
	world.works[world.works_n++] = (struct work){entry, arg, fake_now() + world.work_takes};
	return 0;
}

/* Only those are waited for that have sent their last word. */
int uv_thread_join(uv_thread_t *thread)
{
	(void)thread;
	return 0;
}

static bool work_is_due(void)
{
	return world.works_n > 0 && world.works[0].due <= fake_now();
}

static void run_works(void)
{
	while (work_is_due()) {
		struct work w = world.works[0];

		memmove(world.works, world.works + 1, --world.works_n * sizeof(w));
		w.entry(w.arg);
	}
}

/* ---- the loop ---- */

int uv_loop_init(uv_loop_t *loop)
{
	memset(loop, 0, sizeof(*loop));
	return 0;
}

static size_t handles_of(const uv_loop_t *loop)
{
	size_t n = 0;

	for (size_t i = 0; i < world.handles_n; i++)
		n += world.handles[i]->loop == loop;
	return n;
}

int uv_loop_close(uv_loop_t *loop)
{
	return handles_of(loop) > 0 || world.works_n > 0 ? UV_EBUSY : 0;
}

void uv_stop(uv_loop_t *loop)
{
	loop->stop_flag = 1;
}

static bool anything_to_do(const uv_loop_t *loop)
{
	for (size_t i = 0; i < world.handles_n; i++)
		if (has_news(world.handles[i], loop))
			return true;
	return work_is_due() || one_that_closes(loop) != NULL;
}

/* To the next moment at which something happens. False: it is a timer. */
static bool jump(const uv_loop_t *loop)
{
	const uv_timer_t *t = next_timer(loop);
	uint64_t event = fake_next_event(), timer = t != NULL ? t->timeout : UINT64_MAX;

	if (world.works_n > 0 && world.works[0].due < event)
		event = world.works[0].due;
	if (event == UINT64_MAX && timer == UINT64_MAX)
		fake_panic("the loop would wait for ever");
	fake_time_is(timer < event ? timer : event);
	return timer >= event;
}

static void wait_for_news(const uv_loop_t *loop)
{
	fake_run_events();
	while (!anything_to_do(loop) && jump(loop))
		fake_run_events();
}

int uv_run(uv_loop_t *loop, uv_run_mode mode)
{
	if (loop->stop_flag == 0) {
		if (++world.turns > TURNS_MAX)
			fake_panic("the loop turns without end");
		run_timers(loop);
		if (mode == UV_RUN_ONCE && loop->stop_flag == 0)
			wait_for_news(loop);
		else
			fake_run_events();
		tell_all(loop);
		run_works();
		close_handles(loop);
		if (mode == UV_RUN_ONCE)
			run_timers(loop);
	}
	loop->stop_flag = 0;
	return handles_of(loop) > 0;
}

/* ---- the rest ---- */

int uv_os_gethostname(char *name, size_t *size)
{
	snprintf(name, *size, "%s", world.hostname);
	*size = strlen(name);
	return 0;
}
