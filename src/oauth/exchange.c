#include "oauth/exchange.h"

#include "base/clock.h"
#include "http/cert_fault.h"
#include "http/http.h"
#include "net/loop.h"
#include "oauth/credentials.h"
#include "oauth/places.h"

#include <string.h>

enum { SECOND_MS = 1000 };

/* ---- what went wrong ---- */

void grant_fails(struct grant *g, const char *step, const char *fault, const char *detail)
{
	g->asked->step = step;
	g->asked->fault = fault;
	g->asked->detail = detail;
}

static const char *fails(struct grant *g, const char *fault, const char *detail)
{
	grant_fails(g, g->asked->step, fault, detail);
	return fault;
}

static const char *interrupted(struct grant *g)
{
	g->asked->interrupted = true;
	return fails(g, "local", "interrupted");
}

static const char *seconds(struct arena *a, double ms)
{
	return arena_printf(a, "%g s", ms / SECOND_MS);
}

static const char *silence(struct grant *g, const struct http_url *u, const struct http_result *r)
{
	const struct settings *s = g->rq->settings;

	if (!r->connected)
		return arena_printf(g->arena, "no connection within %s: blocked on the way?",
				    seconds(g->arena, s->connect_ms));
	if (u->tls && !r->secured)
		return arena_printf(g->arena, "connected, but no TLS within %s",
				    seconds(g->arena, s->connect_ms));
	return arena_printf(g->arena, "connected, but no whole answer within %s",
			    seconds(g->arena, s->reply_ms));
}

static const char *unreached(struct grant *g, const struct http_result *r)
{
	return r->error != 0 ? arena_printf(g->arena, "%s: %s", r->fault, strerror(r->error))
			     : r->fault;
}

/* No whole answer came. */
static const char *no_answer(struct grant *g, const struct http_url *u, const struct http_result *r)
{
	switch (r->trouble) {
	case HTTP_UNREACHED:
		places_forget(g->places); /* it may be elsewhere by now */
		return fails(g, "connect", unreached(g, r));
	case HTTP_SILENT:
		return fails(g, "timeout", silence(g, u, r));
	case HTTP_NO_TLS:
		return fails(g, "tls", cert_fault_of(g->arena, r->peer, u->host, r->fault).words);
	case HTTP_OWN:
		return fails(g, "local", r->fault);
	default:
		return fails(g, "answer", r->fault);
	}
}

/* ---- an answer ---- */

/* Between the request and its answer; on the stack of exchange(). */
struct pending {
	struct grant *g;
	const struct form *form;
	const struct http_url *url;
	struct answer *answer;
	bool come;
};

static void take_refusal(struct token_asked *t, const struct answer *x)
{
	t->error = x->error;
	t->description = x->description;
	t->uri = x->uri;
	t->suberror = x->suberror;
	t->trace_id = x->trace_id;
	t->correlation_id = x->correlation_id;
	t->timestamp = x->timestamp;
	t->codes = x->codes;
}

static bool is_good(const struct http_result *r)
{
	return r->code >= 200 && r->code <= 299;
}

static const char *status(struct grant *g, const struct http_result *r, const struct answer *x)
{
	return arena_printf(g->arena, "HTTP status %d%s%s", r->code,
			    x->wrong != NULL ? "; its body " : " without an error of OAuth",
			    x->wrong != NULL ? x->wrong : "");
}

/* A form that holds secrets is not carried on to where an answer points. */
static const char *redirected(struct pending *p, const struct http_result *r)
{
	struct grant *g = p->g;
	const char *to = answer_line(g->arena, &p->form->echo, r->location);

	return fails(g, "redirect",
		     arena_printf(g->arena, "HTTP status %d%s%.300s, where nothing was sent",
				  r->code, to != NULL ? ": it points to " : "",
				  to != NULL ? to : ""));
}

/* A refusal of credentials that came in the form, by a server that names another way for them. */
static const char *wish(struct grant *g, const struct http_result *r)
{
	if (r->code != 401 || !r->asks_basic || g->rq->basic)
		return NULL;
	return "the server asks for the client's secret by HTTP Basic, not in the form";
}

static const char *judge(struct pending *p, const struct http_result *r)
{
	struct grant *g = p->g;
	const struct answer *x = p->answer;

	take_refusal(g->asked, x);
	if (r->code >= 300 && r->code <= 399)
		return redirected(p, r);
	if (x->error != NULL)
		return fails(g, "error", wish(g, r));
	if (!is_good(r))
		return fails(g, "http", status(g, r, x));
	if (x->wrong != NULL)
		return fails(g, "answer", arena_printf(g->arena, "its body %s", x->wrong));
	return fails(g, NULL, NULL);
}

/* ---- one request ---- */

/* Who connects for us; what is in clear does not leave this machine. */
static const struct proxy_url *proxy_to(const struct grant *g, const struct http_url *u)
{
	const struct proxy *p = &g->rq->settings->proxy;

	return u->tls && p->url.kind != PROXY_NONE ? &p->url : NULL;
}

static void on_result(void *arg, const struct http_result *r)
{
	struct pending *p = arg;
	struct token_asked *t = p->g->asked;

	p->come = true;
	t->address = proxy_to(p->g, p->url) == NULL ? r->address : NULL; /* else the proxy's */
	t->http_status = r->code;
	if (r->trouble != HTTP_NO_TROUBLE) {
		no_answer(p->g, p->url, r);
		return;
	}
	answer_read(p->g->arena, &p->form->echo, r->body, p->answer);
	judge(p, r);
}

static void carry_out(struct pending *p, struct http_request *rq)
{
	struct grant *g = p->g;
	struct http_ask *ask = http_ask(g->http, g->arena, rq, on_result, p);

	while (!p->come && !g->stopped)
		uv_run(g->loop, UV_RUN_ONCE);
	if (!p->come) {
		http_drop(ask);
		interrupted(g);
	}
}

static void ask(struct pending *p, const struct http_url *url)
{
	struct grant *g = p->g;
	const struct settings *set = g->rq->settings;
	const struct bytes body = {p->form->body.p, p->form->body.n};
	struct string_item login = {.s = p->form->login.p};
	struct http_request rq = {
		.url = *url,
		.proxy = proxy_to(g, url),
		.proxy_secret = set->proxy.secret,
		.source = set->source,
		.body = &body,
		.ca_file = set->ca_file,
		.secret = true,
		.max = ANSWER_MAX,
		.connect_ms = set->connect_ms,
		.all_ms = set->connect_ms + set->reply_ms,
	};
	const char *fault, *detail;

	list_add_string(&rq.headers, g->arena, "Content-Type: application/x-www-form-urlencoded");
	list_add_string(&rq.headers, g->arena, "Accept: application/json");
	if (p->form->login.n > 0)
		list_append(&rq.headers, &login); /* no copy of it */
	detail = places_find(g->places, rq.proxy != NULL ? rq.proxy->host : url->host, !url->tls,
			     &g->stopped, &rq.addresses, &fault);
	if (g->stopped)
		interrupted(g);
	else if (detail != NULL)
		fails(g, fault, detail);
	else
		carry_out(p, &rq);
}

/* Nothing of an earlier request stays. */
static void begin(struct grant *g, const char *step, const struct http_url *url)
{
	static const struct answer nothing;
	struct token_asked *t = g->asked;

	t->step = step;
	t->url = http_url_write(g->arena, url);
	t->address = NULL;
	t->http_status = 0;
	take_refusal(t, &nothing);
	fails(g, NULL, NULL);
}

const char *exchange(struct grant *g, const char *step, const char *url, struct form *f,
		     struct answer *answer)
{
	struct http_url at;
	struct pending p = {.g = g, .form = f, .url = &at, .answer = answer};
	const char *fault = place_fault(g->arena, url, &at);

	*answer = (struct answer){0};
	if (fault != NULL) {
		grant_fails(g, step, "local",
			    arena_printf(g->arena, "the endpoint's URL %s", fault));
	} else {
		begin(g, step, &at);
		ask(&p, &at);
	}
	form_free(f);
	return g->asked->fault;
}

/* ---- tokens ---- */

static void take(struct secret *to, struct secret *from)
{
	secret_wipe(to);
	*to = *from;
	*from = (struct secret){0};
}

/* Servers that leave the type out mean the only one there is for mail. */
static bool is_bearer(const struct answer *x)
{
	return x->token_type == NULL || text_casecmp(x->token_type, "bearer") == 0;
}

const char *exchange_take(struct grant *g, struct answer *x)
{
	struct token_asked *t = g->asked;

	if (x->access.n == 0) {
		fails(g, "answer", "it holds no access_token");
	} else if (!is_bearer(x)) {
		fails(g, "answer",
		      arena_printf(g->arena, "its token is of the type \"%s\", not \"Bearer\"",
				   x->token_type));
	} else {
		take(&g->tokens->access, &x->access);
		take(&g->tokens->refresh, &x->refresh);
		t->granted = x->granted;
		t->refresh_token = g->tokens->refresh.n > 0;
		t->expires = x->lives > 0 ? clock_wall_ms() + x->lives * SECOND_MS : 0;
	}
	answer_wipe(x);
	return t->fault;
}

const char *exchange_for_token(struct grant *g, const char *step, struct form *f)
{
	struct answer answer;

	credentials_add(g, f);
	if (exchange(g, step, g->rq->token_url, f, &answer) == NULL)
		exchange_take(g, &answer);
	answer_wipe(&answer);
	return g->asked->fault;
}

/* ---- waiting ---- */

static void on_tick(void *arg)
{
	*(bool *)arg = true;
}

bool grant_wait(struct grant *g, const char *step, const bool *done, double ms, double *waited_ms,
		double lives_ms)
{
	double end = clock_mono_ms() + ms, now;
	bool tick = false;
	struct timer *timer = timer_new(g->loop, on_tick, &tick);

	while ((now = clock_mono_ms()) < end && !g->stopped && (done == NULL || !*done)) {
		double slice = end - now < SECOND_MS ? end - now : SECOND_MS;

		tick = false;
		timer_start(timer, slice);
		while (!tick && !g->stopped && (done == NULL || !*done))
			uv_run(g->loop, UV_RUN_ONCE);
		*waited_ms += clock_mono_ms() - now;
		if (!g->stopped && g->observer->waiting != NULL)
			g->observer->waiting(g->observer->arg, *waited_ms, lives_ms);
	}
	timer_free(timer);
	if (!g->stopped)
		return true;
	g->asked->step = step;
	interrupted(g);
	return false;
}
