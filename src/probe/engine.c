/* engine.c - the jobs of one run: lookups, sessions as the schedule lets them, and the end of all
 * time */
#include "probe/engine.h"

#include "net/source.h"
#include "probe/issuers.h"
#include "probe/lookup.h"
#include "probe/probe.h"
#include "probe/pulse.h"
#include "probe/schedule.h"
#include "probe/tlsa.h"
#include "probe/trace.h"
#include "smtp/address.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct engine {
	struct common common; /* first: of(task) finds us by it */
	struct hub *own;      /* that ends with us, or NULL */
	struct timer *total;  /* ends everything */
	struct timer *pulse;  /* while somebody is waiting for an answer; NULL: nobody ever has */
	struct timer *later;  /* when it is worth asking again to begin; NULL: it always was */
	double later_due;     /* by clock_mono_ms() */
	bool waited;	      /* for runs beside this one */
	struct lookup lookup;
	struct schedule schedule;
	struct tracer *tracer;	      /* once there is something to trace */
	struct issuer_fetch *issuers; /* once one is to be fetched */
	struct arena *arena;	      /* of these sessions */
	struct list probes;	      /* of struct probe */
	const struct list *hosts;     /* that are looked up */
	int family;		      /* 0: both, 4, 6 */
	double rested;		      /* ms in engine_rest() */
	enum { ENGINE_IDLE, ENGINE_ASKING, ENGINE_PROBING } doing;
	engine_idle_fn *idle; /* NULL: somebody waits in engine_wait() */
	void *arg;
	bool stopped;  /* nothing may begin any more ... */
	enum note why; /* ... for this reason */
};

/* ---- one look at all sessions ---- */

static void on_later(void *arg)
{
	common_nudge(arg);
}

/* At the first of the times that sessions have been told. */
static void look_later(struct engine *e, double wait)
{
	double due = clock_mono_ms() + wait;

	if (e->later == NULL)
		e->later = timer_new(&e->common.hub->loop, on_later, &e->common);
	if (e->later_due > clock_mono_ms() && e->later_due <= due)
		return;
	e->later_due = due;
	timer_start(e->later, wait);
}

static void call_again(struct pace_place *place) /* any thread */
{
	hub_call(place->arg);
}

/* Whether the runs beside this one leave room for one connection more. */
static bool others_let(struct engine *e, struct probe *p)
{
	struct common *c = &e->common;
	double wait = 0;

	if (c->hub->pace == NULL)
		return true;
	p->place.wake = call_again;
	p->place.arg = &c->task;
	if (pace_ask(c->hub->pace, &p->place, p->session->address, clock_mono_ms(), &wait)) {
		if (e->waited)
			timer_start(e->total, c->settings->total_ms); /* it is not the run's time */
		return true;
	}
	e->waited = true;
	if (wait > 0)
		look_later(e, wait);
	return false;
}

static void leave_place(struct engine *e, struct probe *p)
{
	if (p->place.state != PACE_ABSENT)
		pace_leave(e->common.hub->pace, &p->place, false, clock_mono_ms());
}

/* A session takes part in the login from its start on, not before: who waits for a free connection
 * must not be waited for by those who hold them. */
static void begin(struct engine *e, struct probe *p)
{
	switch (schedule_ask(&e->schedule, p->session->address)) {
	case SLOT_LATER:
		return;
	case SLOT_NEVER:
		probe_untested(p, STAGE_TCP, NOTE_CONNECTION_BUDGET, NULL);
		return;
	case SLOT_NOW:
		break;
	}
	if (!others_let(e, p)) {
		schedule_undo(&e->schedule, p->session->address);
		return;
	}
	p->begun = true;
	if (p->ep->login)
		login_join(&e->common.login, &p->candidate, p->ep->port);
	probe_pump(p);
}

static void close_if_over(struct engine *e, struct probe *p)
{
	if (p->over && !p->begun)
		leave_place(e, p);
	if (!p->over || !p->begun)
		return;
	probe_close(p);
	p->begun = false;
	schedule_give_back(&e->schedule, p->session->address);
	leave_place(e, p);
}

static void look_at_all(struct engine *e)
{
	LIST_EACH (struct probe, p, &e->probes)
		close_if_over(e, p);
	LIST_EACH (struct probe, p, &e->probes) {
		if (!p->begun && !p->over)
			begin(e, p);
	}
	LIST_EACH (struct probe, p, &e->probes) {
		if (p->begun)
			probe_pump(p);
	}
}

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
	e->lookup = (struct lookup){
		.record = record, .answers = hub->answers, .done = on_answers, .arg = &e->common};
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
	hub_free(e->own);
	free(e);
	return NULL;
}

/* ---- from one thing to the next ---- */

static void end_asking(struct engine *e);
static bool sessions_over(const struct engine *e);
static void end_probing(struct engine *e);

static bool is_done(const struct engine *e)
{
	if (e->doing == ENGINE_ASKING)
		return e->lookup.open == 0 || e->stopped;
	return sessions_over(e);
}

/* Who is told may begin the next thing, or free the engine. */
static void engine_turn(struct hub_task *task)
{
	struct engine *e = (struct engine *)task;

	if (e->doing == ENGINE_IDLE)
		return;
	if (e->doing == ENGINE_PROBING)
		look_at_all(e);
	if (!is_done(e))
		return;
	if (e->doing == ENGINE_ASKING)
		end_asking(e);
	else
		end_probing(e);
	e->doing = ENGINE_IDLE;
	if (e->idle != NULL)
		e->idle(e->arg);
	else
		uv_stop(&e->common.hub->loop);
}

static void engine_begin(struct engine *e, int doing)
{
	e->doing = doing;
	common_nudge(&e->common);
}

void engine_wait(struct engine *e)
{
	while (e->doing != ENGINE_IDLE)
		uv_run(&e->common.hub->loop, UV_RUN_ONCE);
}

/* ---- lookups ---- */

static void end_asking(struct engine *e)
{
	struct record *r = e->common.record;

	lookup_end(&e->lookup);
	if (e->hosts == NULL)
		return;
	LIST_EACH (struct string_item, host, e->hosts)
		lookup_take_addresses(r, host->s, e->family, &r->addresses);
	e->hosts = NULL;
}

void engine_begin_ask(struct engine *e, const struct list *questions)
{
	LIST_EACH (struct question, q, questions)
		lookup_ask(&e->lookup, q->name, q->type);
	engine_begin(e, ENGINE_ASKING);
}

void engine_ask(struct engine *e, const struct list *questions)
{
	hub_catch_up(e->common.hub);
	engine_begin_ask(e, questions);
	engine_wait(e);
}

/* By the proxy, once it is told the name. */
static void leave_to_proxy(struct record *r, const char *host)
{
	const char *literal;

	if (address_literal(r->arena, host, &literal))
		lookup_add_address(r->arena, &r->addresses, host, literal, ADDRESS_LITERAL);
	else
		lookup_add_address(r->arena, &r->addresses, host, host, ADDRESS_PROXY);
}

void engine_begin_resolve(struct engine *e, const struct list *hosts)
{
	struct record *r = e->common.record;

	LIST_EACH (struct string_item, host, hosts) {
		if (common_proxied(&e->common))
			leave_to_proxy(r, host->s);
		else
			lookup_host(&e->lookup, host->s, e->family, &r->addresses);
	}
	e->hosts = common_proxied(&e->common) ? NULL : hosts;
	engine_begin(e, ENGINE_ASKING);
}

void engine_resolve(struct engine *e, const struct list *hosts)
{
	hub_catch_up(e->common.hub);
	engine_begin_resolve(e, hosts);
	engine_wait(e);
}

/* Once, when sessions are about to need it. */
static void resolve_proxy(struct engine *e)
{
	struct common *c = &e->common;
	const char *host = c->settings->proxy.url.host;

	if (!common_proxied(c) || c->proxy != NULL)
		return;
	lookup_host(&e->lookup, host, e->family, &c->proxies);
	engine_begin(e, ENGINE_ASKING);
	engine_wait(e);
	lookup_take_addresses(c->record, host, e->family, &c->proxies);
	c->proxy = (const void *)c->proxies.first;
}

/* ---- sessions ---- */

static void add_probe(struct engine *e, const struct endpoint *ep, const char *address)
{
	list_append(&e->probes, probe_new(e->arena, &e->common, ep, address));
}

static void fan_out(struct engine *e, const struct endpoint *ep)
{
	struct record *r = e->common.record;

	if (ep->address != NULL) {
		lookup_add_address(r->arena, &r->addresses, ep->host, ep->address, ADDRESS_OPTION);
		add_probe(e, ep, ep->address);
		return;
	}
	LIST_EACH (struct address, a, &r->addresses) {
		if (strcmp(a->host, ep->host) == 0)
			add_probe(e, ep, a->address);
	}
}

/* A version that this system may not offer costs no connection. */
static void drop_if_forbidden(struct probe *p)
{
	const struct tls_setup only = {.min = p->ep->only, .max = p->ep->only};
	bool asked = p->ep->only != TLS_ANY && !p->ep->by_hand;
	const char *why = asked ? tls_forbidden(&only) : NULL;

	if (why != NULL)
		probe_untested(p, STAGE_TLS, NOTE_SYSTEM_POLICY, why);
}

static void on_pulse(void *arg)
{
	struct engine *e = arg;
	struct list endpoints;

	if (e->stopped || !pulse_wanted(&e->probes))
		return;
	endpoints = pulse_endpoints(e->arena, &e->probes, e->common.settings);
	LIST_EACH (struct endpoint, ep, &endpoints)
		add_probe(e, ep, ep->address);
	timer_start(e->pulse, pulse_interval(e->common.settings));
	common_nudge(&e->common);
}

static bool has_controls(const struct list *endpoints)
{
	LIST_EACH (const struct endpoint, ep, endpoints) {
		if (ep->purpose == SESSION_CONTROL)
			return true;
	}
	return false;
}

/* That a session ended for want of STARTTLS means more where records promise TLS. */
static bool answers_due(const struct engine *e)
{
	LIST_EACH (const struct probe, p, &e->probes) {
		const struct stage *st = session_stage(p->session, STAGE_STARTTLS);

		if (st != NULL && st->failure == FAILURE_NOT_OFFERED &&
		    !tlsa_ready(&e->common, p->session))
			return true;
	}
	return false;
}

static bool sessions_over(const struct engine *e)
{
	return e->common.walking == 0 && (!answers_due(e) || e->stopped);
}

static void end_probing(struct engine *e)
{
	if (e->pulse != NULL)
		timer_stop(e->pulse);
	LIST_EACH (struct probe, p, &e->probes) {
		close_if_over(e, p);
		leave_place(e, p);
		probe_close(p);
	}
	e->probes = (struct list){0};
	login_next_round(&e->common.login);
	e->arena = arena_free(e->arena);
}

static void start_pulse(struct engine *e)
{
	if (e->pulse == NULL)
		e->pulse = timer_new(&e->common.hub->loop, on_pulse, e);
	timer_start(e->pulse, pulse_interval(e->common.settings));
}

void engine_begin_probe(struct engine *e, const struct list *endpoints)
{
	resolve_proxy(e);
	engine_begin(e, ENGINE_PROBING);
	if (common_proxied(&e->common) && e->common.proxy == NULL)
		return; /* a name that leads nowhere */
	if (!e->stopped)
		tlsa_ask(&e->common, endpoints);
	e->arena = arena_new();
	LIST_EACH (struct endpoint, ep, endpoints)
		fan_out(e, ep);
	LIST_EACH (struct probe, p, &e->probes) {
		if (e->stopped)
			probe_stop(p, e->why);
		else
			drop_if_forbidden(p);
	}
	if (has_controls(endpoints) && !e->common.settings->ask_once && !common_proxied(&e->common))
		start_pulse(e);
}

void engine_probe(struct engine *e, const struct list *endpoints)
{
	hub_catch_up(e->common.hub);
	engine_begin_probe(e, endpoints);
	engine_wait(e);
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
