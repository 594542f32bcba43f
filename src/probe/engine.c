/* engine.c - the jobs of one run: from one thing to the next, and the end of all time */
#include "probe/engine_parts.h"

#include "base/memory.h"
#include "probe/tlsa.h"
#include "smtp/address.h"

#include <stdlib.h>

/* ---- the end ---- */

static void engine_stop(struct engine *e, enum note why)
{
	if (e->stopped)
		return;
	e->stopped = true;
	e->why = why;
	LIST_EACH (struct probe, p, &e->probes)
		probe_stop(p, why);
	if (e->tracer != NULL)
		tracer_stop(e->tracer);
	common_nudge(&e->common);
	uv_stop(&e->common.hub->loop); /* who waits for something else looks, too */
}

static void on_total(void *arg)
{
	engine_stop(arg, NOTE_TOTAL_TIMEOUT);
}

static void on_stop(struct hub_task *task)
{
	struct engine *e = (struct engine *)task;

	e->common.record->interrupted = true;
	engine_stop(e, NOTE_INTERRUPTED);
}

void engine_interrupt(struct engine *e)
{
	hub_interrupt(e->common.hub);
}

void engine_watch_signals(struct engine *e)
{
	hub_watch_signals(e->common.hub);
}

/* ---- a new engine ---- */

static void engine_turn(struct hub_task *task);

/* Whatever comes through it may hold its secret. */
static void set_proxy(struct engine *e, const struct proxy *proxy, struct record *r)
{
	if (!common_proxied(&e->common))
		return;
	r->proxy = proxy_url_write(r->arena, &proxy->url);
	e->schedule.at_once = PROXY_AT_ONCE;
	e->common.proxy_echo = ARENA_NEW(r->arena, struct echo);
	if (proxy->secret != NULL)
		echo_learn(e->common.proxy_echo, proxy->secret->p, proxy->secret->n);
}

static void on_answers(void *arg)
{
	common_nudge(arg);
}

struct engine *engine_new_on(struct hub *hub, const struct settings *settings,
			     const struct observer *observer, struct record *record)
{
	static const struct observer nobody;
	struct engine *e = mem_alloc(sizeof(*e));

	e->common = (struct common){
		.task = {.turn = engine_turn, .stop = on_stop},
		.hub = hub,
		.settings = settings,
		.observer = observer != NULL ? observer : &nobody,
		.record = record,
		.start = clock_mono_ms(),
	};
	hub_join(hub, &e->common.task);
	e->lookup = (struct lookup){.record = record,
				    .answers = hub->answers,
				    .hosts = hub->hosts,
				    .done = on_answers,
				    .arg = &e->common};
	e->schedule.arena = record->arena;
	e->schedule.in_all = settings->max_connections;
	e->family = settings->family;
	if (e->family == 0 && settings->source != NULL)
		e->family = address_family(settings->source);
	hub_see_vantage(hub, record);
	set_proxy(e, &settings->proxy, record);
	e->total = timer_new(&hub->loop, on_total, e);
	timer_start(e->total, settings->total_ms);
	return e;
}

struct engine *engine_new(const struct settings *settings, const struct observer *observer,
			  struct record *record, const char **fault)
{
	struct hub *own = hub_new(settings, NULL, record->arena, fault);
	struct engine *e;

	if (own == NULL)
		return NULL;
	e = engine_new_on(own, settings, observer, record);
	e->own = own;
	return e;
}

double engine_elapsed(const struct engine *e)
{
	return common_now(&e->common) - e->waited;
}

void engine_on_idle(struct engine *e, engine_idle_fn *idle, void *arg)
{
	e->idle = idle;
	e->arg = arg;
}

struct engine *engine_free(struct engine *e)
{
	if (e == NULL)
		return NULL;
	secret_wipe(e->common.settings->secret); /* nobody has used it, then */
	secret_wipe(e->common.settings->proxy.secret);
	hub_leave(&e->common.task);
	e->total = timer_free(e->total);
	e->pulse = timer_free(e->pulse);
	e->later = timer_free(e->later);
	e->tracer = tracer_free(e->tracer);
	tlsa_end(&e->common);
	e->issuers = issuer_fetch_free(e->issuers);
	e->documents = documents_free(e->documents);
	hub_free(e->own);
	free(e);
	return NULL;
}

/* ---- from one thing to the next ---- */

static bool is_done(const struct engine *e)
{
	if (e->doing == ENGINE_ASKING)
		return e->lookup.open == 0 || e->stopped;
	if (e->doing == ENGINE_STUDYING)
		return engine_study_over(e);
	return engine_sessions_over(e);
}

/* Who is told may begin the next thing, or free the engine. */
static void engine_turn(struct hub_task *task)
{
	struct engine *e = (struct engine *)task;

	if (e->doing == ENGINE_IDLE)
		return;
	if (e->doing == ENGINE_PROBING)
		engine_look_at_all(e);
	else if (e->doing == ENGINE_STUDYING)
		engine_look_at_answers(e);
	if (!is_done(e))
		return;
	if (e->doing == ENGINE_ASKING)
		engine_end_asking(e);
	else if (e->doing == ENGINE_STUDYING)
		engine_end_study(e);
	else
		engine_end_probing(e);
	e->doing = ENGINE_IDLE;
	if (e->idle != NULL)
		e->idle(e->arg);
	else
		uv_stop(&e->common.hub->loop);
}

void engine_begin(struct engine *e, int doing)
{
	e->doing = doing;
	common_nudge(&e->common);
}

void engine_wait(struct engine *e)
{
	while (e->doing != ENGINE_IDLE)
		uv_run(&e->common.hub->loop, UV_RUN_ONCE);
}

/* ---- rest ---- */

static void on_rested(void *arg)
{
	*(bool *)arg = true;
}

void engine_rest(struct engine *e, double ms)
{
	double left = e->common.settings->total_ms + e->rested - common_now(&e->common);
	bool over = false;
	struct timer *rest = timer_new(&e->common.hub->loop, on_rested, &over);

	hub_catch_up(e->common.hub);
	timer_stop(e->total);
	timer_start(rest, ms);
	while (!over && !e->stopped)
		uv_run(&e->common.hub->loop, UV_RUN_ONCE);
	timer_free(rest);
	e->rested += ms;
	timer_start(e->total, left > 0 ? left : 0);
}

/* ---- traces ---- */

void engine_trace(struct engine *e, const struct list *jobs)
{
	hub_catch_up(e->common.hub);
	if (e->stopped || jobs->n == 0)
		return;
	if (e->tracer == NULL)
		e->tracer = tracer_new(&e->common, &e->schedule);
	tracer_begin(e->tracer, jobs);
	while (tracer_busy(e->tracer))
		uv_run(&e->common.hub->loop, UV_RUN_ONCE);
}

/* ---- issuers ---- */

void engine_fetch_issuers(struct engine *e, const struct list *jobs)
{
	hub_catch_up(e->common.hub);
	if (e->stopped || common_proxied(&e->common))
		return;
	if (e->issuers == NULL)
		e->issuers = issuer_fetch_new(&e->common, &e->lookup, &e->stopped);
	LIST_EACH (const struct issuer_job, job, jobs)
		issuer_fetch_for(e->issuers, session_stage(job->session, STAGE_TLS)->tls,
				 job->session->host, job->session->address);
}
