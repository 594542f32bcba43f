#include "probe/hub.h"

#include "base/clock.h"
#include "base/memory.h"
#include "net/client_cert.h"

#include <signal.h>
#include <stdlib.h>

/* Patience with a resolver: 2 s, then 4 s, for each server. */
enum { DNS_TRY_MS = 2000, DNS_TRIES = 2 };

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

/* ---- turns ---- */

static void take_turns(struct hub *h)
{
	struct ring now;

	ring_move(&h->due, &now); /* who is nudged meanwhile comes next time: sockets have theirs */
	while (!ring_empty(&now)) {
		struct hub_task *t = RING_OF(struct hub_task, due, now.next);

		ring_remove(&t->due);
		t->turn(t);
	}
}

static void leave_gate(struct hub_task *t)
{
	if (ring_empty(&t->gate))
		return;
	ring_remove(&t->gate);
	t->hub->gated--;
}

/* One after the other: who no longer needs it lets the next one in. */
static void let_in(struct hub *h)
{
	while (h->handshakes < HANDSHAKES_AT_ONCE && !ring_empty(&h->gate)) {
		struct hub_task *t = RING_OF(struct hub_task, gate, h->gate.next);

		leave_gate(t);
		t->turn(t);
	}
}

static void on_turn(void *arg)
{
	struct hub *h = arg;

	h->turning = false;
	take_turns(h);
	let_in(h);
}

static void turn_soon(struct hub *h)
{
	if (!h->turning)
		timer_start(h->turn, 0);
	h->turning = true;
}

void hub_nudge(struct hub_task *t)
{
	if (ring_empty(&t->due))
		ring_append(&t->hub->due, &t->due);
	turn_soon(t->hub);
}

bool hub_gate_open(struct hub_task *t)
{
	struct hub *h = t->hub;

	if (h->handshakes < HANDSHAKES_AT_ONCE) {
		h->handshakes++;
		return true;
	}
	if (ring_empty(&t->gate)) {
		ring_append(&h->gate, &t->gate);
		h->gated++;
	}
	return false;
}

void hub_gate_close(struct hub *h)
{
	h->handshakes--;
	turn_soon(h);
}

/* ---- from other threads ---- */

void hub_call(struct hub_task *t)
{
	struct hub *h = t->hub;

	uv_mutex_lock(&h->lock);
	if (ring_empty(&t->called))
		ring_append(&h->called, &t->called);
	uv_mutex_unlock(&h->lock);
	uv_async_send(&h->call);
}

static void on_call(uv_async_t *handle)
{
	struct hub *h = handle->data;

	uv_mutex_lock(&h->lock);
	while (!ring_empty(&h->called)) {
		struct hub_task *t = RING_OF(struct hub_task, called, h->called.next);

		ring_remove(&t->called);
		hub_nudge(t);
	}
	uv_mutex_unlock(&h->lock);
}

static void on_interrupt(uv_async_t *handle)
{
	struct hub *h = handle->data;

	for (struct ring *r = h->tasks.next, *next; r != &h->tasks; r = next) {
		struct hub_task *t = RING_OF(struct hub_task, among, r);

		next = r->next;
		t->stop(t);
	}
}

void hub_interrupt(struct hub *h)
{
	uv_async_send(&h->interrupt);
}

/* ---- who takes part ---- */

void hub_join(struct hub *h, struct hub_task *t)
{
	t->hub = h;
	ring_init(&t->among);
	ring_init(&t->due);
	ring_init(&t->gate);
	ring_init(&t->called);
	ring_append(&h->tasks, &t->among);
}

void hub_leave(struct hub_task *t)
{
	ring_remove(&t->among);
	ring_remove(&t->due);
	leave_gate(t);
	uv_mutex_lock(&t->hub->lock);
	ring_remove(&t->called);
	uv_mutex_unlock(&t->hub->lock);
}

/* ---- signals ---- */

/* The first one only: with no watcher left, the next does what it does to any program. */
static void on_signal(uv_signal_t *handle, int number)
{
	struct hub *h = handle->data;

	(void)number;
	for (int i = 0; i < SIGNALS; i++)
		uv_signal_stop(&h->signals[i]);
	hub_interrupt(h);
}

void hub_watch_signals(struct hub *h)
{
	h->signals = mem_alloc(SIGNALS * sizeof(*h->signals));
	for (int i = 0; i < SIGNALS; i++) {
		loop_need(uv_signal_init(&h->loop, &h->signals[i]), "event loop");
		h->signals[i].data = h;
		if (!loop_signal_is_unwanted(ending_signals[i]))
			uv_signal_start(&h->signals[i], on_signal, ending_signals[i]);
	}
}

/* ---- a new hub ---- */

static void on_trust(void *arg)
{
	struct hub *h = arg;

	for (struct ring *r = h->tasks.next; r != &h->tasks; r = r->next)
		hub_nudge(RING_OF(struct hub_task, among, r));
}

static struct hub *hub_bare(void)
{
	struct hub *h = mem_alloc(sizeof(*h));

	loop_need(uv_loop_init(&h->loop), "event loop");
	loop_need(uv_async_init(&h->loop, &h->interrupt, on_interrupt), "event loop");
	loop_need(uv_async_init(&h->loop, &h->call, on_call), "event loop");
	h->interrupt.data = h->call.data = h;
	uv_mutex_init(&h->lock);
	h->turn = timer_new(&h->loop, on_turn, h);
	h->arena = arena_new();
	ring_init(&h->tasks);
	ring_init(&h->due);
	ring_init(&h->gate);
	ring_init(&h->called);
	return h;
}

static void see_vantage(struct hub *h)
{
	char name[UV_MAXHOSTNAMESIZE];
	size_t size = sizeof(name);

	if (uv_os_gethostname(name, &size) == 0)
		h->hostname = arena_str(h->arena, name);
	resolver_servers(h->resolver, h->arena, &h->resolvers);
}

struct hub *hub_new(const struct settings *settings, const struct hub_many *many, struct arena *a,
		    const char **fault)
{
	const struct resolver_settings dns = {settings->resolver, DNS_TRY_MS, DNS_TRIES,
					      settings->trust_ad};
	struct hub *h;

	*fault = settings_fault(settings, a);
	if (*fault != NULL)
		return NULL;
	h = hub_bare();
	if (settings->client_cert != NULL)
		h->certificate =
			client_cert_load(a, settings->client_cert, settings->client_key, fault);
	if (*fault != NULL)
		return hub_free(h);
	h->resolver = resolver_new(&h->loop, &dns, a, fault);
	if (h->resolver == NULL)
		return hub_free(h);
	h->answers = answers_new(&h->loop, h->resolver, many != NULL ? many->answers : 0,
				 many != NULL ? many->questions : 0);
	h->hosts = hosts_new(NULL);
	h->pace = many != NULL ? many->pace : NULL;
	h->lag = many != NULL ? lag_new(&h->loop) : NULL;
	h->known = known_new();
	if (settings->until > STAGE_PROXY)
		h->trust = trust_load(&h->loop, settings->ca_file, on_trust, h);
	see_vantage(h);
	return h;
}

static void close_signals(struct hub *h)
{
	for (int i = 0; h->signals != NULL && i < SIGNALS; i++)
		uv_close((uv_handle_t *)&h->signals[i], NULL);
}

struct hub *hub_free(struct hub *h)
{
	if (h == NULL)
		return NULL;
	h->turn = timer_free(h->turn);
	h->answers = answers_free(h->answers);
	h->hosts = hosts_free(h->hosts);
	h->resolver = resolver_free(h->resolver);
	h->trust = trust_free(h->trust);
	h->known = known_free(h->known);
	h->certificate = client_cert_free(h->certificate);
	h->lag = lag_free(h->lag);
	uv_close((uv_handle_t *)&h->interrupt, NULL);
	uv_close((uv_handle_t *)&h->call, NULL);
	close_signals(h);
	while (uv_loop_close(&h->loop) == UV_EBUSY)
		uv_run(&h->loop, UV_RUN_ONCE);
	uv_mutex_destroy(&h->lock);
	arena_free(h->arena);
	free(h->signals);
	free(h);
	return NULL;
}

void hub_see_vantage(const struct hub *h, struct record *r)
{
	if (r->hostname == NULL)
		r->hostname = arena_str(r->arena, h->hostname);
	r->resolver_trusted = resolver_trusted(h->resolver);
	if (r->resolvers.n == 0)
		LIST_EACH (const struct string_item, it, &h->resolvers)
			list_add_string(&r->resolvers, r->arena, it->s);
	if (r->started == 0)
		r->started = clock_wall_ms();
}

void hub_catch_up(struct hub *h)
{
	uv_run(&h->loop, UV_RUN_NOWAIT);
}
