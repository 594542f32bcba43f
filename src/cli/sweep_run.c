#include "cli/sweep.h"

#include "base/memory.h"
#include "cli/common.h"
#include "cli/sweep_end.h"
#include "interpret/interpret.h"
#include "net/loop.h"
#include "record/record_json.h"
#include "report/summary.h"
#include "sweep/fleet.h"
#include "sweep/limits.h"
#include "sweep/progress.h"
#include "sweep/results.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LOOK_MS = 250,	      /* between two looks at how far it is */
	GRACE_MS = 10 * 1000, /* for those in flight, after an interruption */
	AT_ONCE_NETWORK = 16,
	GAP_MS = 20,
};

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

/* A sweep from here to its end. */
struct sweep {
	const struct sweep_work *work;
	struct arena *arena;
	struct fleet_how how;
	struct report_options form; /* of a line */
	struct record *model;	    /* what all records have in common */
	unsigned long records;	    /* the reading thread's */
	struct fleet *fleet;
	struct results *results; /* NULL: the summary alone is wanted */
	struct summary *summary;
	struct sweep_progress *progress;
	uv_mutex_t lock; /* of what follows, of summary and progress */
	struct sweep_state state;
	unsigned long unusable; /* targets that turned out to be none: of their names */
	bool cannot_write;
	bool list_broke; /* at a bad line (--strict), or in the middle */

	/* the main thread's */
	uv_loop_t loop;
	uv_signal_t signals[SIGNALS];
	uv_async_t over;
	struct timer *look, *grace;
	bool stopped;	 /* before its end */
	bool told_fault; /* of the results */
	bool done;
};

/* ---- lines ---- */

static void say(struct sweep *s, const char *line)
{
	sweep_progress_clear(s->progress);
	output_complaint(line);
}

static void stop(struct sweep *s)
{
	s->stopped = true;
	fleet_stop(s->fleet);
}

static struct record *on_record(void *arg)
{
	struct sweep *s = arg;

	return record_alike(s->model, ++s->records);
}

static bool on_bad(void *arg, enum targets_got got, const char *fault)
{
	struct sweep *s = arg;
	bool on = got == TARGETS_BAD && !s->work->options->strict;

	uv_mutex_lock(&s->lock);
	say(s, fault);
	s->list_broke |= !on;
	uv_mutex_unlock(&s->lock);
	return on;
}

/* ---- results ---- */

static void render(const struct sweep *s, struct buf *out, const struct record *r,
		   const struct interpretation *i)
{
	const struct cli_options *o = s->work->options;

	if (o->sweep.brief)
		brief_write(out, r, i);
	else
		reporter_json.write(out, r, i, s->work->knowledge, &s->form);
}

static void count(struct sweep *s, const struct record *r, const struct interpretation *i)
{
	uv_mutex_lock(&s->lock);
	summary_add(s->summary, r, i);
	s->state.done++;
	s->state.of[i->verdict.status]++;
	uv_mutex_unlock(&s->lock);
}

static void give_up_writing(struct sweep *s)
{
	uv_mutex_lock(&s->lock);
	s->cannot_write = true;
	stop(s);
	uv_mutex_unlock(&s->lock);
}

/* That a mailbox has no server to check comes out when its domain is asked: a bad line all the
 * same. */
static void pass_over(struct sweep *s, const struct sweep_target *t, const struct record *r,
		      const char *fault)
{
	bool strict = s->work->options->strict;

	uv_mutex_lock(&s->lock);
	say(s, arena_printf(r->arena, "%s:%lu: %s", targets_name(s->work->list), t->line, fault));
	s->unusable++;
	s->list_broke |= strict;
	uv_mutex_unlock(&s->lock);
	if (strict)
		fleet_stop(s->fleet);
}

static void on_result(void *arg, const struct sweep_target *t, const struct record *r,
		      const struct interpretation *i, const char *fault)
{
	struct sweep *s = arg;
	struct buf line = {0};
	bool kept = true;

	if (i == NULL) {
		pass_over(s, t, r, fault);
		return;
	}
	if (s->results != NULL) {
		render(s, &line, r, i);
		kept = results_add(s->results, &line);
		buf_free(&line);
	}
	if (kept)
		count(s, r, i);
	else
		give_up_writing(s);
}

static void count_old(struct sweep *s, const struct result_line *l)
{
	char status[16];
	int i;

	if (l->status.p == NULL || l->status.n >= sizeof(status))
		return;
	memcpy(status, l->status.p, l->status.n);
	status[l->status.n] = '\0';
	i = name_find(verdict_status_names, status);
	if (i >= 0)
		s->state.of[i]++;
}

/* What an earlier run has found counts for the exit status; and for the summary, by today's
 * knowledge. */
static void on_old(void *arg, const char *line, size_t n, const struct result_line *l)
{
	struct sweep *s = arg;
	char fault[128];
	struct record *r;
	struct interpretation *i;

	count_old(s, l);
	if (!s->work->options->sweep.summary || summary_add_brief(s->summary, line, n))
		return;
	r = record_read(line, n, fault, sizeof(fault));
	if (r == NULL) {
		summary_add_unread(s->summary);
		return;
	}
	i = interpret(r, s->work->knowledge);
	summary_add(s->summary, r, i);
	interpretation_free(i);
	record_free(r);
}

/* ---- the main thread ---- */

static void show(struct sweep *s)
{
	const struct targets_counts c = targets_counts(s->work->list);

	uv_mutex_lock(&s->lock);
	s->state.part = c.part;
	s->state.in_flight = fleet_in_flight(s->fleet);
	sweep_progress_show(s->progress, &s->state);
	uv_mutex_unlock(&s->lock);
}

/* What is in flight would have no place to go to: it need not have all its patience. */
static void look_at_results(struct sweep *s)
{
	const char *fault = s->results != NULL ? results_fault(s->results) : NULL;

	if (fault == NULL || s->told_fault)
		return;
	s->told_fault = true;
	give_up_writing(s);
	uv_mutex_lock(&s->lock);
	say(s, fault);
	uv_mutex_unlock(&s->lock);
	timer_start(s->grace, GRACE_MS);
}

static void on_look(void *arg)
{
	struct sweep *s = arg;

	show(s);
	look_at_results(s);
	timer_start(s->look, LOOK_MS);
}

static void on_grace(void *arg)
{
	struct sweep *s = arg;

	fleet_abort(s->fleet);
}

/* The first one only: with no watcher left, the next does what it does to any program. */
static void on_signal(uv_signal_t *handle, int number)
{
	struct sweep *s = handle->data;

	(void)number;
	for (int i = 0; i < SIGNALS; i++)
		uv_signal_stop(&s->signals[i]);
	uv_mutex_lock(&s->lock);
	stop(s);
	say(s, arena_printf(s->arena,
			    "stopping: %zu in flight have %d seconds to end; once more ends it at "
			    "once",
			    fleet_in_flight(s->fleet), GRACE_MS / 1000));
	uv_mutex_unlock(&s->lock);
	timer_start(s->grace, GRACE_MS);
}

static void on_over(void *arg) /* any thread */
{
	struct sweep *s = arg;

	uv_async_send(&s->over);
}

static void on_async(uv_async_t *handle)
{
	struct sweep *s = handle->data;

	s->done = true;
}

static void loop_begin(struct sweep *s)
{
	loop_need(uv_loop_init(&s->loop), "event loop");
	loop_need(uv_async_init(&s->loop, &s->over, on_async), "event loop");
	s->over.data = s;
	s->look = timer_new(&s->loop, on_look, s);
	s->grace = timer_new(&s->loop, on_grace, s);
	for (int i = 0; i < SIGNALS; i++) {
		loop_need(uv_signal_init(&s->loop, &s->signals[i]), "event loop");
		s->signals[i].data = s;
		if (!loop_signal_is_unwanted(ending_signals[i]))
			uv_signal_start(&s->signals[i], on_signal, ending_signals[i]);
	}
}

static void loop_end(struct sweep *s)
{
	s->look = timer_free(s->look);
	s->grace = timer_free(s->grace);
	uv_close((uv_handle_t *)&s->over, NULL);
	for (int i = 0; i < SIGNALS; i++)
		uv_close((uv_handle_t *)&s->signals[i], NULL);
	while (uv_loop_close(&s->loop) == UV_EBUSY)
		uv_run(&s->loop, UV_RUN_ONCE);
}

/* ---- beginning and end ---- */

static int processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 16 ? 16 : (int)n;
}

/* NULL with no fault: the summary alone is wanted. */
static struct results *open_results(struct sweep *s, const char **fault)
{
	const struct cli_options *o = s->work->options;
	int how = (o->sweep.resume ? RESULTS_RESUME : 0) | (o->force ? RESULTS_FORCE : 0) |
		  (o->sweep.brief ? RESULTS_BRIEF : 0) | RESULTS_PRIVATE;

	*fault = NULL;
	if (o->output == NULL && o->sweep.summary)
		return NULL;
	return results_open(s->arena, o->output, how, s->work->done, on_old, s, fault);
}

static struct pace *pace_for(const struct cli_options *o, const struct limits *limits)
{
	const struct pace_settings pace = {.at_once = SWEEP_CONNECTIONS,
					   .at_once_network = AT_ONCE_NETWORK,
					   .in_all = limits->connections,
					   .gap_ms = GAP_MS,
					   .rate = o->sweep.rate};

	return pace_new(&pace);
}

/* As many in flight as there are descriptors for. */
static int jobs_of(struct sweep *s, const struct limits *limits)
{
	const char *warning;
	int jobs = limits_jobs(limits, s->work->options->sweep.jobs, s->arena, &warning);

	if (warning != NULL)
		output_warning(warning);
	return jobs;
}

static void prepare(struct sweep *s)
{
	const struct cli_options *o = s->work->options;
	int loops = limits_loops(o->sweep.loops > 0 ? o->sweep.loops : processors());
	struct limits limits = limits_raise(loops);

	s->form = report_options_of_files(o);
	s->form.one_line = true;
	s->model = record_for(o, s->work->command_line, s->work->knowledge);
	s->summary = summary_new(s->work->knowledge, o->cert_days);
	s->how = (struct fleet_how){
		.settings = &o->settings,
		.plan = &o->plan,
		.knowledge = s->work->knowledge,
		.list = s->work->list,
		.pace = pace_for(o, &limits),
		.loops = loops,
		.jobs = (size_t)jobs_of(s, &limits),
		.record = on_record,
		.bad = on_bad,
		.result = on_result,
		.over = on_over,
		.arg = s,
	};
}

/* False: the fault tells; what there is goes with release(). */
static bool begin(struct sweep *s, const char **fault)
{
	const struct cli_options *o = s->work->options;

	prepare(s);
	s->results = open_results(s, fault);
	if (*fault != NULL)
		return false;
	s->state.before = s->state.done = seen_count(s->work->done);
	s->progress = sweep_progress_new(o->verbosity, options_colour(o));
	loop_begin(s);
	uv_mutex_lock(&s->lock); /* its threads may want to stop it before we know it */
	s->fleet = fleet_start(s->arena, &s->how, fault);
	uv_mutex_unlock(&s->lock);
	return s->fleet != NULL;
}

static int write_summary(struct sweep *s, int rc)
{
	const struct cli_options *o = s->work->options;
	const struct report_options how = report_options_of(o);
	struct buf page = {0};
	const char *fault;

	if (as_json(o))
		summary_json(&page, s->summary);
	else
		summary_text(&page, s->summary, &how);
	rc = output_write(s->arena, NULL, 0, &page, &fault) == 0 ? rc : complain(fault);
	buf_free(&page);
	return rc;
}

static struct sweep_end end_of(const struct sweep *s)
{
	return (struct sweep_end){.options = s->work->options,
				  .list = s->work->list,
				  .state = s->state,
				  .unusable = s->unusable,
				  .stopped = s->stopped,
				  .cannot_write = s->cannot_write,
				  .list_broke = s->list_broke};
}

static int end(struct sweep *s)
{
	struct sweep_end e;
	const char *fault;
	int rc;

	s->progress = sweep_progress_end(s->progress, &s->state);
	if (s->results != NULL && results_close(s->arena, s->results, &fault) != 0) {
		s->cannot_write = true;
		if (!s->told_fault)
			output_complaint(fault);
	}
	s->results = NULL;
	e = end_of(s);
	sweep_say_end(s->arena, &e);
	rc = sweep_status(&e);
	return s->work->options->sweep.summary ? write_summary(s, rc) : rc;
}

/* Of a sweep that began, or of one that could not. */
static void release(struct sweep *s)
{
	const char *fault;

	if (s->look != NULL)
		loop_end(s);
	if (s->results != NULL)
		results_close(s->arena, s->results, &fault);
	pace_free(s->how.pace);
	summary_free(s->summary);
	record_free(s->model);
	uv_mutex_destroy(&s->lock);
}

int sweep_run(struct arena *a, const struct sweep_work *w)
{
	struct sweep s = {.work = w, .arena = a};
	const char *fault;
	int rc;

	uv_mutex_init(&s.lock);
	if (!begin(&s, &fault)) {
		release(&s);
		return complain(fault);
	}
	on_look(&s);
	while (!s.done)
		uv_run(&s.loop, UV_RUN_ONCE);
	rc = end(&s);
	if (!fleet_free(s.fleet))
		_exit(rc); /* a thread waits for a list that nobody needs any more */
	release(&s);
	return rc;
}
