/* engine_sessions.c - the engine's sessions, as the schedule and the runs beside this one let them
 */
#include "probe/engine_parts.h"

#include "probe/limited.h"
#include "probe/pulse.h"
#include "probe/tlsa.h"

#include <string.h>

/* ---- one look at all sessions ---- */

static void on_later(void *arg)
{
	struct engine *e = arg;

	e->later_due = 0;
	common_nudge(&e->common);
}

/* At the first of the times that sessions have been told. */
static void look_later(struct engine *e, double wait)
{
	double due = clock_mono_ms() + wait;

	if (e->later == NULL)
		e->later = timer_new(&e->common.hub->loop, on_later, e);
	if (e->later_due > 0 && e->later_due <= due)
		return;
	e->later_due = due;
	timer_start(e->later, wait);
}

static void call_again(struct pace_place *place) /* any thread */
{
	hub_call(place->arg);
}

/* What others took is not this run's time: it begins later, and has all of its patience. */
static void start_late(struct engine *e)
{
	struct common *c = &e->common;
	double waited = clock_mono_ms() - e->denied;

	if (!e->began) {
		c->start += waited;
		c->record->started += (int64_t)waited;
	} else if (e->schedule.open == 1) { /* the one that begins now: all have waited */
		e->waited += waited;
	}
	timer_start(e->total, c->settings->total_ms);
	e->denied = 0;
}

/* With nothing open there is nothing to have patience with, however many stand before us. The
 * connection that may not begin is counted already. */
static void wait_for_others(struct engine *e, double now)
{
	if (e->denied == 0)
		e->denied = now;
	if (e->schedule.open == 1)
		timer_stop(e->total);
}

/* Whether the runs beside this one leave room for one connection more. */
static bool others_let(struct engine *e, struct probe *p)
{
	struct common *c = &e->common;
	double wait = 0, now = clock_mono_ms();

	if (c->hub->pace == NULL)
		return true;
	if (p->place.at == NULL) { /* else other threads look at it */
		p->place.wake = call_again;
		p->place.arg = &c->task;
	}
	if (pace_ask(c->hub->pace, &p->place, p->session->address, now, &wait)) {
		if (e->denied > 0)
			start_late(e);
		e->began = true;
		return true;
	}
	wait_for_others(e, now);
	if (wait > 0)
		look_later(e, wait);
	return false;
}

static void leave_place(struct engine *e, struct probe *p)
{
	if (e->common.hub->pace != NULL)
		pace_leave(e->common.hub->pace, &p->place, session_limited(p->session),
			   clock_mono_ms());
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

void engine_look_at_all(struct engine *e)
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

/* ---- from endpoints to sessions ---- */

static void add_probe(struct engine *e, const struct endpoint *ep, const char *address)
{
	list_append(&e->probes, probe_new(e->common.record->arena, &e->common, ep, address));
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
	endpoints = pulse_endpoints(e->common.record->arena, &e->probes, e->common.settings);
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

bool engine_sessions_over(const struct engine *e)
{
	return e->common.walking == 0 && (!answers_due(e) || e->stopped);
}

void engine_end_probing(struct engine *e)
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
}

static void start_pulse(struct engine *e)
{
	if (e->pulse == NULL)
		e->pulse = timer_new(&e->common.hub->loop, on_pulse, e);
	timer_start(e->pulse, pulse_interval(e->common.settings));
}

void engine_begin_probe(struct engine *e, const struct list *endpoints)
{
	engine_resolve_proxy(e);
	engine_begin(e, ENGINE_PROBING);
	if (common_proxied(&e->common) && e->common.proxy == NULL)
		return; /* a name that leads nowhere */
	if (!e->stopped)
		tlsa_ask(&e->common, endpoints);
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
