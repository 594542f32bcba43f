#include "run/run.h"

#include "base/memory.h"
#include "probe/engine.h"
#include "run/followup.h"
#include "run/issuers.h"
#include "run/mechanisms.h"
#include "run/suites.h"
#include "run/traces.h"
#include "run/zone.h"

#include <stdlib.h>

/* A run on its way. */
struct running {
	const struct run *run;
	struct record *record;
	struct engine *engine;
	struct interpretation *meaning; /* of what is known; NULL: nobody has looked yet */
	struct zone *zone;		/* that is being read; or NULL */
	size_t at;			/* of `steps` */
	struct list hosts, names, endpoints;
	const char *fault;
	run_over_fn *over;
	void *arg;
};

/* What a step says: on to the next; the engine has begun what it asked for; as from meaning() on;
 * as from wind_up() on. */
enum onward { NEXT, WAIT, ONCE_MORE, NO_MORE };

/* ---- the first round ---- */

static enum onward read_zone(struct running *x)
{
	if (x->record->domain == NULL)
		return NEXT;
	x->zone = zone_begin(x->engine, x->record, x->run->knowledge);
	return WAIT;
}

/* With --probe its mail servers, whose addresses the zone has told. */
static enum onward name_exchangers(struct running *x)
{
	struct record *r = x->record;

	zone_end(x->zone);
	x->zone = NULL;
	if (r->domain != NULL && r->domain->probed)
		zone_hosts(r, x->run->knowledge, x->run->settings->family, &x->hosts);
	return NEXT;
}

static enum onward ask_questions(struct running *x)
{
	struct list questions = {0};

	if (x->record->domain != NULL)
		return NEXT;
	plan_questions(x->record, x->run->target, &questions);
	if (questions.n == 0)
		return NEXT;
	engine_begin_ask(x->engine, &questions);
	return WAIT;
}

/* All in one go; with --address the user has done the DNS's work for the target. */
static void name_all(struct running *x, const struct list *hosts, const struct list *more)
{
	struct arena *a = x->record->arena;

	LIST_EACH (const struct string_item, host, hosts) {
		if (x->run->options->address == NULL)
			list_add_string(&x->names, a, host->s);
	}
	LIST_EACH (const struct string_item, host, more)
		list_add_string(&x->names, a, host->s);
}

static enum onward resolve(struct running *x)
{
	struct record *r = x->record;
	struct list more = {0};

	if (r->name_fault != NULL || r->domain != NULL)
		return NEXT;
	if (plan_hosts(r, x->run->target, x->run->knowledge, &x->hosts, &x->fault) != 0)
		return NO_MORE;
	if (x->hosts.n > 0)
		plan_control_hosts(r, x->run->options, &x->hosts, &more);
	name_all(x, &x->hosts, &more);
	if (x->names.n == 0)
		return NEXT;
	engine_begin_resolve(x->engine, &x->names);
	return WAIT;
}

static enum onward probe(struct running *x)
{
	struct record *r = x->record;

	if (r->name_fault != NULL || (r->domain != NULL && x->hosts.n == 0))
		return NEXT;
	plan_endpoints(r, x->run->target, x->run->options, x->run->knowledge, &x->hosts,
		       &x->endpoints);
	plan_controls(r, &r->controls, &x->endpoints);
	engine_begin_probe(x->engine, &x->endpoints);
	return WAIT;
}

static enum onward log_in_again(struct running *x)
{
	if (x->run->guard != NULL)
		guard_settle(x->run->guard);
	if (!x->run->among_many)
		try_mechanisms(x->engine, x->run, x->record);
	return NEXT;
}

/* No session has to wait for them. */
static enum onward ask_names(struct running *x)
{
	struct list questions = {0};

	if (!x->run->options->names || x->record->interrupted)
		return NEXT;
	plan_names(x->record, &questions);
	if (questions.n == 0)
		return NEXT;
	engine_begin_ask(x->engine, &questions);
	return WAIT;
}

/* ---- what it means, and what would settle the rest ---- */

static enum onward look(struct running *x)
{
	interpretation_free(x->meaning);
	x->meaning = interpret(x->record, x->run->knowledge);
	x->record->rounds++;
	return NEXT;
}

static int rounds_most(const struct run *run)
{
	return run->among_many ? 2 : RUN_ROUNDS_MAX;
}

/* Traces run alone: packets of others would be counted as their own. */
static enum onward follow_up(struct running *x)
{
	const struct list *wants = &x->meaning->wants;
	struct record *r = x->record;
	struct list jobs = {0}, issuers = {0};

	if (r->rounds >= rounds_most(x->run) || r->interrupted)
		return NO_MORE;
	x->endpoints = (struct list){0};
	followup_endpoints(r, x->run, wants, &x->endpoints);
	if (!x->run->among_many) {
		followup_traces(r, x->run, wants, &jobs);
		followup_issuers(r, x->run, wants, &issuers);
	}
	if (jobs.n == 0 && x->endpoints.n == 0 && issuers.n == 0)
		return NO_MORE;
	if (!x->run->among_many) /* who runs the loop must not be called from it */
		engine_trace(x->engine, &jobs);
	engine_begin_probe(x->engine, &x->endpoints);
	return WAIT;
}

static enum onward fetch_issuers(struct running *x)
{
	struct list issuers = {0};

	if (x->run->among_many)
		return NEXT;
	followup_issuers(x->record, x->run, &x->meaning->wants, &issuers);
	engine_fetch_issuers(x->engine, &issuers);
	return NEXT;
}

static enum onward look_again(struct running *x)
{
	(void)x;
	return ONCE_MORE;
}

/* ---- the end ---- */

static enum onward wind_up(struct running *x)
{
	if (x->fault == NULL && !x->run->among_many && find_suites(x->engine, x->run, x->record)) {
		interpretation_free(x->meaning);
		x->meaning = interpret(x->record, x->run->knowledge);
	}
	return NEXT;
}

/* Only now: follow-ups had to know who we are. */
static enum onward hide(struct running *x)
{
	if (x->run->hiding == NULL || x->meaning == NULL)
		return NEXT;
	interpretation_free(x->meaning);
	record_redact(x->record, x->run->hiding);
	x->meaning = interpret(x->record, x->run->knowledge);
	return NEXT;
}

/* ---- one after the other ---- */

static enum onward (*const steps[])(struct running *x) = {
	read_zone, name_exchangers, ask_questions, resolve,   probe,	  log_in_again, ask_names,
	look,	   follow_up,	    fetch_issuers, ask_names, look_again, wind_up,	hide,
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static size_t step_of(enum onward (*step)(struct running *))
{
	size_t i = 0;

	while (steps[i] != step)
		i++;
	return i;
}

/* False: the engine has to be waited for. */
static bool advance(struct running *x)
{
	while (x->at < STEPS) {
		switch (steps[x->at](x)) {
		case NEXT:
			x->at++;
			break;
		case WAIT:
			x->at++;
			return false;
		case ONCE_MORE:
			x->at = step_of(look);
			break;
		case NO_MORE:
			x->at = step_of(wind_up);
			break;
		}
	}
	x->record->duration_ms = engine_elapsed(x->engine);
	return true;
}

struct interpretation *run_target(const struct run *run, struct record *r, const char **fault)
{
	struct running x = {.run = run, .record = r};

	x.engine = engine_new(run->settings, run->observer, r, fault);
	if (x.engine == NULL)
		return NULL;
	engine_watch_signals(x.engine);
	while (!advance(&x))
		engine_wait(x.engine);
	engine_free(x.engine);
	*fault = x.fault;
	return x.meaning;
}

/* ---- among many ---- */

static void on_idle(void *arg)
{
	struct running *x = arg;
	struct running end;

	if (!advance(x))
		return;
	end = *x;
	engine_free(end.engine);
	free(x);
	end.over(end.arg, end.meaning, end.fault);
}

void run_begin(const struct run *run, struct hub *hub, struct record *r, run_over_fn *over,
	       void *arg)
{
	struct running *x = mem_alloc(sizeof(*x));

	*x = (struct running){.run = run, .record = r, .over = over, .arg = arg};
	x->engine = engine_new_on(hub, run->settings, run->observer, r);
	engine_on_idle(x->engine, on_idle, x);
	engine_begin_ask(x->engine, &(const struct list){0}); /* the rest comes from the loop */
}
