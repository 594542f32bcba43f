#include "input/pump.h"

#include "base/memory.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* The kernel copies to the beginning of a page several times as fast. */
enum { PAGE = 4096 };

struct pump {
	const struct pump_job *job;
	uv_mutex_t reading; /* the stream and what follows here */
	uint64_t blocks;    /* taken so far */
	char *rest;	    /* the beginning of a line whose end is not read yet */
	size_t rest_n;
	bool ended;
	const char *fault;
	int status;
	uv_mutex_t turns;
	uv_cond_t next;
	uint64_t done; /* blocks that were handed over */
};

/* One thread's. */
struct hand {
	struct pump *pump;
	unsigned number;
	uint64_t block;
	char *memory; /* room for the rest of a line, then a page, where reading begins */
	size_t front; /* bytes before that page */
	uv_thread_t thread;
};

/* ---- reading ---- */

/* Of a line that is too long no more than the beginning is kept. */
static void keep_rest(struct pump *p, const char *from, size_t n)
{
	size_t room = p->job->line_max - p->rest_n;

	n = n < room ? n : room;
	memcpy(p->rest + p->rest_n, from, n);
	p->rest_n += n;
}

static size_t fill(struct pump *p, char *to, size_t room)
{
	size_t n = 0;

	while (n < room && !p->ended) {
		ssize_t got = p->job->read(p->job->from, to + n, room - n, &p->fault);

		if (got < 0)
			p->status = -1;
		p->ended = got <= 0;
		n += got > 0 ? (size_t)got : 0;
	}
	return n;
}

/* What was kept stands before what was read. */
static struct bytes with_rest(struct pump *p, char *read, size_t n)
{
	struct bytes lines = {read - p->rest_n, p->rest_n + n};

	memcpy(lines.p, p->rest, p->rest_n);
	p->rest_n = 0;
	return lines;
}

/* The next block of whole lines; n 0: the stream has ended. */
static struct bytes take(struct pump *p, struct hand *h)
{
	for (;;) {
		char *read = h->memory + h->front, *lf;
		size_t n = fill(p, read, p->job->block);
		struct bytes lines;

		if (n == 0)
			return with_rest(p, read, 0);
		lf = memrchr(read, '\n', n);
		if (lf == NULL) {
			keep_rest(p, read, n);
			continue;
		}
		lines = with_rest(p, read, (size_t)(lf + 1 - read));
		keep_rest(p, lf + 1, n - (size_t)(lf + 1 - read));
		return lines;
	}
}

/* ---- taking turns ---- */

static void turn(void *of)
{
	struct hand *h = of;
	struct pump *p = h->pump;

	uv_mutex_lock(&p->turns);
	while (p->done != h->block)
		uv_cond_wait(&p->next, &p->turns);
	uv_mutex_unlock(&p->turns);
}

static void hand_over(struct hand *h)
{
	struct pump *p = h->pump;

	turn(h);
	uv_mutex_lock(&p->turns);
	p->done++;
	uv_cond_broadcast(&p->next);
	uv_mutex_unlock(&p->turns);
}

static void run(void *of)
{
	struct hand *h = of;
	struct pump *p = h->pump;
	struct bytes lines;

	for (;;) {
		uv_mutex_lock(&p->reading);
		lines = take(p, h);
		h->block = p->blocks;
		p->blocks += lines.n > 0;
		uv_mutex_unlock(&p->reading);
		if (lines.n == 0)
			return;
		p->job->work(p->job->of, h->number, lines, turn, h);
		hand_over(h);
	}
}

/* ---- all of it ---- */

static void hand_make(struct hand *h, struct pump *p, unsigned number)
{
	void *memory;

	h->pump = p;
	h->number = number;
	h->front = (p->job->line_max + PAGE - 1) / PAGE * PAGE;
	if (posix_memalign(&memory, PAGE, h->front + p->job->block) != 0)
		mem_used_up();
	h->memory = memory;
}

/* Where a thread cannot be had, the others do its work. */
static void run_all(struct pump *p, struct hand *hands)
{
	unsigned started = 1;

	for (unsigned i = 0; i < p->job->workers; i++)
		hand_make(&hands[i], p, i);
	while (started < p->job->workers &&
	       uv_thread_create(&hands[started].thread, run, &hands[started]) == 0)
		started++;
	run(&hands[0]);
	for (unsigned i = 1; i < started; i++)
		uv_thread_join(&hands[i].thread);
	for (unsigned i = 0; i < p->job->workers; i++)
		free(hands[i].memory);
}

int pump(const struct pump_job *job, const char **fault)
{
	struct pump p = {.job = job, .rest = mem_alloc(job->line_max)};
	struct hand hands[PUMP_WORKERS_MAX] = {{0}};

	if (uv_mutex_init(&p.reading) != 0 || uv_mutex_init(&p.turns) != 0 ||
	    uv_cond_init(&p.next) != 0)
		mem_used_up();
	run_all(&p, hands);
	uv_mutex_destroy(&p.reading);
	uv_mutex_destroy(&p.turns);
	uv_cond_destroy(&p.next);
	free(p.rest);
	*fault = p.fault;
	return p.status;
}

unsigned pump_workers(void)
{
	cpu_set_t set;
	int n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n < 1 ? 1 : n > PUMP_WORKERS_MAX ? PUMP_WORKERS_MAX : (unsigned)n;
}
