#include "sweep/fleet.h"

#include "base/clock.h"
#include "base/memory.h"
#include "run/run.h"
#include "sweep/queue.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
	BEGUN_PER_TURN = 32, /* then sockets have their turn */
	WAITING_MOST = 256,  /* targets that are read before a loop has room */
	ANSWERS_MOST = 20000,
	QUESTIONS = 200, /* to the DNS, over all loops: what a socket's buffer holds */
	LATE_MS = 50,	 /* less is what any busy machine has */
	FIRST = 128,	 /* in flight on a loop, to begin with */
	GROW_MS = 200,
	CROWDED = 4 * HANDSHAKES_AT_ONCE, /* that wait for their handshake */
};

/* A target from its line to its result; it lives in its record's arena. */
struct job {
	struct item item;
	struct worker *worker;
	struct sweep_target target;
	struct record *record;
	struct plan_options plan;
	struct run run;
	double begun;
};

/* A loop and its thread. */
struct worker {
	struct hub_task task;
	struct taker taker;
	struct fleet *fleet;
	struct hub *hub;
	uv_thread_t thread;
	size_t least, allowed, most; /* in flight: now, and ever */
	struct timer *grow;
	atomic_size_t in_flight;
	bool over; /* nothing comes any more */
};

struct fleet {
	const struct fleet_how *how;
	struct queue *queue;
	uv_thread_t feeder;
	atomic_bool feeding;
	atomic_int working; /* threads with a loop */
	struct worker *workers;
};

/* ---- from the list to the queue ---- */

static struct job *job_new(const struct fleet_how *how, struct record *r,
			   const struct sweep_target *t)
{
	struct job *j = ARENA_NEW(r->arena, struct job);
	struct settings *own = NULL; /* few lines have some */

	j->target = *t;
	j->record = r;
	j->plan = *how->plan;
	if (t->sni != NULL || t->ehlo != NULL) {
		own = ARENA_NEW(r->arena, struct settings);
		*own = *how->settings;
	}
	sweep_target_apply(t, &j->plan, own);
	j->run = (struct run){.settings = own != NULL ? own : how->settings,
			      .options = &j->plan,
			      .target = &j->target.read,
			      .knowledge = how->knowledge,
			      .among_many = true};
	r->key = t->key;
	r->tag = t->tag;
	return j;
}

/* False: no more is wanted, or there. */
static bool feed_one(struct fleet *f)
{
	const struct fleet_how *how = f->how;
	struct record *r = how->record(how->arg);
	struct sweep_target t;
	const char *fault = NULL;
	enum targets_got got = targets_next(how->list, r->arena, &t, &fault);
	bool on = false;

	if (got == TARGETS_ONE && queue_put(f->queue, job_new(how, r, &t)))
		return true;
	if (got == TARGETS_BAD || (got != TARGETS_ONE && fault != NULL))
		on = how->bad(how->arg, got, fault) && got == TARGETS_BAD;
	record_free(r);
	return on;
}

static void feed(void *arg) /* a thread */
{
	struct fleet *f = arg;

	while (feed_one(f))
		continue;
	queue_end(f->queue);
	atomic_store(&f->feeding, false);
}

/* ---- one target ---- */

static void on_over(void *arg, struct interpretation *i, const char *fault)
{
	struct job *j = arg;
	struct worker *w = j->worker;
	const struct fleet_how *how = w->fleet->how;
	double late = lag_since(w->hub->lag, j->begun);

	if (late >= LATE_MS)
		j->record->lag_ms = late;
	if (!j->record->interrupted)
		how->result(how->arg, &j->target, j->record, i, fault);
	interpretation_free(i);
	record_free(j->record);
	atomic_fetch_sub(&w->in_flight, 1);
	hub_nudge(&w->task);
}

static void begin(struct worker *w, struct job *j)
{
	j->worker = w;
	j->begun = clock_mono_ms();
	atomic_fetch_add(&w->in_flight, 1);
	run_begin(&j->run, w->hub, j->record, on_over, j);
}

/* ---- one loop ---- */

/* Servers that are kept waiting for our processor would be told to be slow, and a target's time
 * runs while its name waits for the resolver. */
static bool is_crowded(const struct worker *w)
{
	return w->hub->gated >= CROWDED || answers_counts(w->hub->answers).queued > 0;
}

/* Nobody knows beforehand how far away servers are and what they cost: twice as many as long as
 * nobody waits for us, and half as many when all do. */
static void on_grow(void *arg)
{
	struct worker *w = arg;
	double late = lag_since(w->hub->lag, clock_mono_ms() - GROW_MS);

	if (late >= 2 * LATE_MS)
		w->allowed = w->allowed / 2 > w->least ? w->allowed / 2 : w->least;
	else if (late < LATE_MS && w->hub->gated <= HANDSHAKES_AT_ONCE)
		w->allowed = 2 * w->allowed < w->most ? 2 * w->allowed : w->most;
	timer_start(w->grow, GROW_MS);
	hub_nudge(&w->task);
}

static void fill(struct hub_task *task)
{
	struct worker *w = (struct worker *)task;
	struct job *j;

	for (int n = 0; atomic_load(&w->in_flight) < w->allowed && !is_crowded(w); n++) {
		if (n == BEGUN_PER_TURN) {
			hub_nudge(task);
			return;
		}
		j = queue_take(w->fleet->queue, &w->taker, &w->over);
		if (j == NULL)
			return;
		begin(w, j);
	}
}

static void on_stop(struct hub_task *task)
{
	hub_nudge(task);
}

static void wake(struct taker *t)
{
	hub_call(&RING_OF(struct worker, taker, t)->task);
}

static void work(void *arg) /* a thread */
{
	struct worker *w = arg;
	struct fleet *f = w->fleet;

	hub_nudge(&w->task);
	timer_start(w->grow, GROW_MS);
	while (!w->over || atomic_load(&w->in_flight) > 0)
		uv_run(&w->hub->loop, UV_RUN_ONCE);
	if (atomic_fetch_sub(&f->working, 1) == 1)
		f->how->over(f->how->arg);
}

/* ---- all of them ---- */

static size_t share(const struct fleet_how *how, int i)
{
	size_t n = how->jobs / (size_t)how->loops + ((size_t)i < how->jobs % (size_t)how->loops);

	return n > 0 ? n : 1;
}

static bool prepare(struct fleet *f, struct arena *a, const char **fault)
{
	const struct hub_many many = {.pace = f->how->pace,
				      .answers = ANSWERS_MOST,
				      .questions = QUESTIONS / (size_t)f->how->loops + 1};

	for (int i = 0; i < f->how->loops; i++) {
		struct worker *w = &f->workers[i];

		w->fleet = f;
		w->most = share(f->how, i);
		w->least = w->allowed = w->most < FIRST ? w->most : FIRST;
		w->task.turn = fill;
		w->task.stop = on_stop;
		w->taker.wake = wake;
		w->hub = hub_new(f->how->settings, &many, a, fault);
		if (w->hub == NULL)
			return false;
		hub_join(w->hub, &w->task);
		w->grow = timer_new(&w->hub->loop, on_grow, w);
	}
	return true;
}

static void release(struct fleet *f)
{
	struct job *j;

	for (int i = 0; i < f->how->loops; i++)
		if (f->workers[i].hub != NULL) {
			hub_leave(&f->workers[i].task);
			timer_free(f->workers[i].grow);
			hub_free(f->workers[i].hub);
		}
	while ((j = queue_drain(f->queue)) != NULL)
		record_free(j->record);
	queue_free(f->queue);
	free(f->workers);
	free(f);
}

struct fleet *fleet_start(struct arena *a, const struct fleet_how *how, const char **fault)
{
	struct fleet *f = mem_alloc(sizeof(*f));

	f->how = how;
	f->queue = queue_new(WAITING_MOST);
	f->workers = mem_alloc((size_t)how->loops * sizeof(*f->workers));
	if (!prepare(f, a, fault)) {
		release(f);
		return NULL;
	}
	atomic_store(&f->working, how->loops);
	atomic_store(&f->feeding, true);
	loop_need(uv_thread_create(&f->feeder, feed, f), "thread");
	for (int i = 0; i < how->loops; i++)
		loop_need(uv_thread_create(&f->workers[i].thread, work, &f->workers[i]), "thread");
	return f;
}

void fleet_stop(struct fleet *f)
{
	queue_close(f->queue);
}

void fleet_abort(struct fleet *f)
{
	queue_close(f->queue);
	for (int i = 0; i < f->how->loops; i++)
		hub_interrupt(f->workers[i].hub);
}

size_t fleet_in_flight(struct fleet *f)
{
	size_t n = 0;

	for (int i = 0; i < f->how->loops; i++)
		n += atomic_load(&f->workers[i].in_flight);
	return n;
}

bool fleet_free(struct fleet *f)
{
	for (int i = 0; i < f->how->loops; i++)
		uv_thread_join(&f->workers[i].thread);
	if (atomic_load(&f->feeding))
		return false;
	uv_thread_join(&f->feeder);
	release(f);
	return true;
}
