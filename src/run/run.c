#include "run/run.h"

#include "base/clock.h"
#include "probe/engine.h"
#include "run/followup.h"
#include "run/issuers.h"
#include "run/mechanisms.h"
#include "run/suites.h"
#include "run/traces.h"

/* No session has to wait for them. */
static void ask_names(struct engine *e, const struct run *run, struct record *r)
{
	struct list names = {0};

	if (!run->options->names || r->interrupted)
		return;
	plan_names(r, &names);
	engine_ask(e, &names);
}

/* All in one go; with --address the user has done the DNS's work for the target. */
static void resolve(struct engine *e, const struct run *run, const struct list *hosts,
		    const struct list *more)
{
	struct arena *a = arena_new();
	struct list all = {0};

	LIST_EACH (const struct string_item, host, hosts) {
		if (run->options->address == NULL)
			list_add_string(&all, a, host->s);
	}
	LIST_EACH (const struct string_item, host, more)
		list_add_string(&all, a, host->s);
	if (all.n > 0)
		engine_resolve(e, &all);
	arena_free(a);
}

/* The first round: names, then everything that the plan asks for. -1 with *fault set. */
static int first_round(struct engine *e, const struct run *run, struct record *r,
		       const char **fault)
{
	struct list questions = {0}, hosts = {0}, endpoints = {0}, more = {0};

	plan_questions(r, run->target, &questions);
	if (r->name_fault != NULL)
		return 0;
	engine_ask(e, &questions);
	if (plan_hosts(r, run->target, run->knowledge, &hosts, fault) != 0)
		return -1;
	if (hosts.n > 0)
		plan_control_hosts(r, run->options, &hosts, &more);
	resolve(e, run, &hosts, &more);
	plan_endpoints(r, run->target, run->options, run->knowledge, &hosts, &endpoints);
	plan_controls(r, &r->controls, &endpoints);
	engine_probe(e, &endpoints);
	if (run->guard != NULL)
		guard_settle(run->guard);
	try_mechanisms(e, run, r);
	ask_names(e, run, r);
	return 0;
}

/* Interprets, and probes on as long as something is open that a connection could settle. */
static struct interpretation *settle(struct engine *e, const struct run *run, struct record *r)
{
	struct interpretation *i = interpret(r, run->knowledge);

	for (r->rounds = 1; r->rounds < RUN_ROUNDS_MAX && !r->interrupted; r->rounds++) {
		struct list jobs = {0}, endpoints = {0}, issuers = {0};

		followup_traces(r, run, &i->wants, &jobs);
		followup_endpoints(r, run, &i->wants, &endpoints);
		followup_issuers(r, run, &i->wants, &issuers);
		if (jobs.n == 0 && endpoints.n == 0 && issuers.n == 0)
			break;
		engine_trace(e, &jobs); /* alone: packets of others would be counted as its own */
		engine_probe(e, &endpoints);
		engine_fetch_issuers(e, &issuers);
		ask_names(e, run, r);
		interpretation_free(i);
		i = interpret(r, run->knowledge);
	}
	if (find_suites(e, run, r)) {
		interpretation_free(i);
		i = interpret(r, run->knowledge);
	}
	return i;
}

/* Only now: follow-ups had to know who we are. */
static struct interpretation *redacted(struct interpretation *i, const struct run *run,
				       struct record *r)
{
	interpretation_free(i);
	record_redact(r, run->hiding);
	return interpret(r, run->knowledge);
}

struct interpretation *run_target(const struct run *run, struct record *r, const char **fault)
{
	double begun = clock_mono_ms();
	struct interpretation *i = NULL;
	struct engine *e;

	e = engine_new(run->settings, run->observer, r, fault);
	if (e == NULL)
		return NULL;
	engine_watch_signals(e);
	if (first_round(e, run, r, fault) == 0)
		i = settle(e, run, r);
	if (i != NULL && run->hiding != NULL)
		i = redacted(i, run, r);
	r->duration_ms = clock_mono_ms() - begun;
	engine_free(e);
	return i;
}
