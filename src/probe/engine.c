/* engine.c - the loop: lookups, sessions as the schedule lets them, and the end of all time */
#include "probe/engine.h"

#include "net/client_cert.h"
#include "net/resolver.h"
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

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Patience with a resolver: 2 s, then 4 s, for each server. */
enum { DNS_TRY_MS = 2000, DNS_TRIES = 2 };

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

struct engine {
	struct common common; /* first: nudge() finds us by it */
	uv_loop_t loop;
	uv_async_t interrupt;
	uv_signal_t signals[SIGNALS];
	struct timer *total; /* ends everything */
	struct timer *turn;  /* runs engine_turn() from the loop */
	struct timer *pulse; /* while somebody is waiting for an answer */
	struct resolver *resolver;
	struct lookup lookup;
	struct schedule schedule;
	struct tracer *tracer;
	struct issuer_fetch *issuers; /* once one is to be fetched */
	struct arena *arena;	      /* of this engine_probe() */
	struct list probes;	      /* of struct probe */
	int family;		      /* 0: both, 4, 6 */
	double rested;		      /* ms in engine_rest() */
	bool stopped;		      /* nothing may begin any more ... */
	enum note why;		      /* ... for this reason */
};

/* ---- one look at all sessions ---- */

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
	p->begun = true;
	if (p->ep->login)
		login_join(&e->common.login, &p->candidate, p->ep->port);
	probe_pump(p);
}

static void close_if_over(struct engine *e, struct probe *p)
{
	if (!p->over || !p->begun)
		return;
	probe_close(p);
	p->begun = false;
	schedule_give_back(&e->schedule, p->session->address);
}

static void engine_turn(void *arg)
{
	struct engine *e = arg;

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

static void engine_nudge(struct common *c)
{
	struct engine *e = (struct engine *)c;

	timer_start(e->turn, 0);
}

static void on_trust(void *arg)
{
	engine_nudge(arg);
}

/* ---- the end ---- */

static void engine_stop(struct engine *e, enum note why)
{
	if (e->stopped)
		return;
	e->stopped = true;
	e->why = why;
	uv_stop(&e->loop); /* a lookup may wait */
	LIST_EACH (struct probe, p, &e->probes)
		probe_stop(p, why);
	tracer_stop(e->tracer);
}

static void on_total(void *arg)
{
	engine_stop(arg, NOTE_TOTAL_TIMEOUT);
}

static void on_interrupt(uv_async_t *handle)
{
	struct engine *e = handle->data;

	e->common.record->interrupted = true;
	engine_stop(e, NOTE_INTERRUPTED);
}

void engine_interrupt(struct engine *e)
{
	uv_async_send(&e->interrupt);
}

/* The first one only: with no watcher left, the next does what it does to any program. */
static void on_signal(uv_signal_t *handle, int number)
{
	struct engine *e = handle->data;

	(void)number;
	for (int i = 0; i < SIGNALS; i++)
		uv_signal_stop(&e->signals[i]);
	engine_interrupt(e);
}

/* nohup lets the program outlive its terminal. */
static bool is_unwanted(int number)
{
	struct sigaction now;

	return number == SIGHUP && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

void engine_watch_signals(struct engine *e)
{
	for (int i = 0; i < SIGNALS; i++)
		if (!is_unwanted(ending_signals[i]))
			uv_signal_start(&e->signals[i], on_signal, ending_signals[i]);
}

/* ---- a new engine ---- */

static void on_pulse(void *arg);

static void see_vantage(struct record *r, const struct resolver *resolver)
{
	char name[UV_MAXHOSTNAMESIZE];
	size_t size = sizeof(name);

	if (r->hostname == NULL && uv_os_gethostname(name, &size) == 0)
		r->hostname = arena_str(r->arena, name);
	r->resolver_trusted = resolver_trusted(resolver);
	if (r->resolvers.n == 0)
		resolver_servers(resolver, r->arena, &r->resolvers);
	if (r->started == 0)
		r->started = clock_wall_ms();
}

/* Whatever comes through it may hold its secret. */
static void set_proxy(struct engine *e, const struct proxy *proxy, struct record *r)
{
	if (!common_proxied(&e->common))
		return;
	r->proxy = proxy_url_write(r->arena, &proxy->url);
	e->schedule.at_once = PROXY_AT_ONCE;
	if (proxy->secret != NULL)
		echo_learn(&e->common.proxy_echo, proxy->secret->p, proxy->secret->n);
}

static struct engine *engine_bare(const struct settings *settings, const struct observer *observer,
				  struct record *record)
{
	static const struct observer nobody;
	struct engine *e = mem_alloc(sizeof(*e));

	loop_need(uv_loop_init(&e->loop), "event loop");
	loop_need(uv_async_init(&e->loop, &e->interrupt, on_interrupt), "event loop");
	e->interrupt.data = e;
	for (int i = 0; i < SIGNALS; i++) {
		loop_need(uv_signal_init(&e->loop, &e->signals[i]), "event loop");
		e->signals[i].data = e;
	}
	e->turn = timer_new(&e->loop, engine_turn, e);
	e->total = timer_new(&e->loop, on_total, e);
	e->pulse = timer_new(&e->loop, on_pulse, e);
	e->schedule.arena = arena_new();
	e->schedule.in_all = settings->max_connections;
	e->common = (struct common){
		.loop = &e->loop,
		.settings = settings,
		.observer = observer != NULL ? observer : &nobody,
		.record = record,
		.start = clock_mono_ms(),
		.nudge = engine_nudge,
	};
	e->tracer = tracer_new(&e->common, &e->schedule);
	e->family = settings->family;
	if (e->family == 0 && settings->source != NULL)
		e->family = address_family(settings->source);
	return e;
}

struct engine *engine_new(const struct settings *settings, const struct observer *observer,
			  struct record *record, const char **fault)
{
	const struct resolver_settings dns = {settings->resolver, DNS_TRY_MS, DNS_TRIES,
					      settings->trust_ad};
	struct engine *e;

	*fault = settings_fault(settings, record->arena);
	if (*fault != NULL)
		return NULL;
	e = engine_bare(settings, observer, record);
	if (settings->client_cert != NULL)
		e->common.certificate = client_cert_load(record->arena, settings->client_cert,
							 settings->client_key, fault);
	if (*fault != NULL)
		return engine_free(e);
	e->resolver = resolver_new(&e->loop, &dns, record->arena, fault);
	if (e->resolver == NULL)
		return engine_free(e);
	e->lookup = (struct lookup){.record = record, .resolver = e->resolver, .loop = &e->loop};
	if (settings->until > STAGE_PROXY)
		e->common.trust = trust_load(&e->loop, settings->ca_file, on_trust, &e->common);
	see_vantage(record, e->resolver);
	set_proxy(e, &settings->proxy, record);
	timer_start(e->total, settings->total_ms);
	return e;
}

struct engine *engine_free(struct engine *e)
{
	if (e == NULL)
		return NULL;
	secret_wipe(e->common.settings->secret); /* nobody has used it, then */
	secret_wipe(e->common.settings->proxy.secret);
	e->turn = timer_free(e->turn);
	e->total = timer_free(e->total);
	e->pulse = timer_free(e->pulse);
	e->tracer = tracer_free(e->tracer);
	tlsa_end(&e->common);
	e->issuers = issuer_fetch_free(e->issuers);
	e->resolver = resolver_free(e->resolver);
	e->common.trust = trust_free(e->common.trust);
	e->common.certificate = client_cert_free(e->common.certificate);
	uv_close((uv_handle_t *)&e->interrupt, NULL);
	for (int i = 0; i < SIGNALS; i++)
		uv_close((uv_handle_t *)&e->signals[i], NULL);
	while (uv_loop_close(&e->loop) == UV_EBUSY)
		uv_run(&e->loop, UV_RUN_ONCE);
	arena_free(e->schedule.arena);
	free(e);
	return NULL;
}

/* ---- lookups ---- */

/* What happened since the loop last ran: its idea of the time, an interruption. */
static void catch_up(struct engine *e)
{
	uv_run(&e->loop, UV_RUN_NOWAIT);
}

static void finish_lookup(struct engine *e)
{
	while (e->lookup.open > 0 && !e->stopped)
		uv_run(&e->loop, UV_RUN_ONCE);
	lookup_end(&e->lookup);
}

void engine_ask(struct engine *e, const struct list *questions)
{
	catch_up(e);
	LIST_EACH (struct question, q, questions)
		lookup_ask(&e->lookup, q->name, q->type);
	finish_lookup(e);
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

void engine_resolve(struct engine *e, const struct list *hosts)
{
	struct record *r = e->common.record;

	catch_up(e);
	if (common_proxied(&e->common)) {
		LIST_EACH (struct string_item, host, hosts)
			leave_to_proxy(r, host->s);
		return;
	}
	LIST_EACH (struct string_item, host, hosts)
		lookup_host(&e->lookup, host->s, e->family, &r->addresses);
	finish_lookup(e);
	LIST_EACH (struct string_item, host, hosts)
		lookup_take_addresses(r, host->s, e->family, &r->addresses);
}

/* Once, when sessions are about to need it. */
static void resolve_proxy(struct engine *e)
{
	struct common *c = &e->common;
	const char *host = c->settings->proxy.url.host;

	if (!common_proxied(c) || c->proxy != NULL)
		return;
	lookup_host(&e->lookup, host, e->family, &c->proxies);
	finish_lookup(e);
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
	engine_nudge(&e->common);
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

void engine_probe(struct engine *e, const struct list *endpoints)
{
	catch_up(e);
	resolve_proxy(e);
	if (common_proxied(&e->common) && e->common.proxy == NULL)
		return; /* a name that leads nowhere */
	if (!e->stopped)
		tlsa_ask(&e->common, e->resolver, endpoints);
	e->arena = arena_new();
	LIST_EACH (struct endpoint, ep, endpoints)
		fan_out(e, ep);
	LIST_EACH (struct probe, p, &e->probes) {
		if (e->stopped)
			probe_stop(p, e->why);
		else
			drop_if_forbidden(p);
	}
	engine_nudge(&e->common);
	if (has_controls(endpoints) && !e->common.settings->ask_once && !common_proxied(&e->common))
		timer_start(e->pulse, pulse_interval(e->common.settings));
	while (e->common.walking > 0 || (answers_due(e) && !e->stopped))
		uv_run(&e->loop, UV_RUN_ONCE);
	timer_stop(e->turn);
	timer_stop(e->pulse);
	LIST_EACH (struct probe, p, &e->probes) {
		close_if_over(e, p);
		probe_close(p);
	}
	e->probes = (struct list){0};
	login_next_round(&e->common.login);
	e->arena = arena_free(e->arena);
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
	struct timer *rest = timer_new(&e->loop, on_rested, &over);

	catch_up(e);
	timer_stop(e->total);
	timer_start(rest, ms);
	while (!over && !e->stopped)
		uv_run(&e->loop, UV_RUN_ONCE);
	timer_free(rest);
	e->rested += ms;
	timer_start(e->total, left > 0 ? left : 0);
}

/* ---- traces ---- */

void engine_trace(struct engine *e, const struct list *jobs)
{
	catch_up(e);
	if (e->stopped)
		return;
	tracer_begin(e->tracer, jobs);
	while (tracer_busy(e->tracer))
		uv_run(&e->loop, UV_RUN_ONCE);
}

/* ---- issuers ---- */

void engine_fetch_issuers(struct engine *e, const struct list *jobs)
{
	catch_up(e);
	if (e->stopped || common_proxied(&e->common))
		return;
	if (e->issuers == NULL)
		e->issuers = issuer_fetch_new(&e->common, &e->lookup, &e->stopped);
	LIST_EACH (const struct issuer_job, job, jobs)
		issuer_fetch_for(e->issuers, session_stage(job->session, STAGE_TLS)->tls,
				 job->session->host, job->session->address);
}
