/* device.c - RFC 8628: a person signs in elsewhere, and we ask now and then whether that is done */
#include "oauth/device.h"

#include "base/clock.h"
#include "oauth/credentials.h"
#include "oauth/exchange.h"

#include <string.h>

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"

enum {
	SECOND_MS = 1000,
	INTERVAL_S = 5,	     /* where none is said */
	INTERVAL_MAX_S = 60, /* who wants more says slow_down */
	SLOWER_S = 5,	     /* for each of those */
	LIVES_S = 15 * 60,   /* where that is not said, though it has to be */
	LIVES_MAX_S = 60 * 60,
	UNANSWERED_MAX = 6, /* polls in a row: minutes, by then */
};

/* ---- when ---- */

static double smaller(double one, double other)
{
	return one < other ? one : other;
}

struct polling polling_begin(const struct answer *x, double wait_ms)
{
	double interval = x->interval > 0 ? (double)x->interval : INTERVAL_S;
	double lives = x->lives > 0 ? (double)x->lives : LIVES_S;
	struct polling p = {
		.interval_ms = smaller(interval, INTERVAL_MAX_S) * SECOND_MS,
		.lives_ms = smaller(lives, LIVES_MAX_S) * SECOND_MS,
	};

	if (wait_ms > 0)
		p.lives_ms = smaller(p.lives_ms, wait_ms);
	p.next_ms = p.interval_ms;
	return p;
}

static bool is_one_of(const char *s, const char *const *words)
{
	while (s != NULL && *words != NULL)
		if (strcmp(s, *words++) == 0)
			return true;
	return false;
}

/* It says nothing of the code that nobody could be asked, or that a gateway was busy. */
static bool is_unanswered(const char *fault, const char *error, int http_status)
{
	static const char *const unheard[] = {"timeout", "connect", "dns", NULL};
	static const char *const busy[] = {"temporarily_unavailable", "server_error", NULL};

	if (fault != NULL && strcmp(fault, "answer") == 0 && http_status == 0)
		return true; /* it was cut off before it began */
	return is_one_of(fault, unheard) || is_one_of(error, busy) ||
	       (error == NULL && (http_status == 429 || http_status >= 500));
}

bool polling_goes_on(struct polling *p, const char *fault, const char *error, int http_status)
{
	if (is_unanswered(fault, error, http_status)) {
		p->next_ms *= 2;
		return ++p->unanswered < UNANSWERED_MAX;
	}
	p->unanswered = 0;
	if (fault == NULL || error == NULL)
		return false;
	if (strcmp(error, "slow_down") == 0)
		p->interval_ms += SLOWER_S * SECOND_MS;
	p->next_ms = p->interval_ms;
	return strcmp(error, "slow_down") == 0 || strcmp(error, "authorization_pending") == 0;
}

/* ---- the code ---- */

/* What a device endpoint has to say, or what is missing. */
static const char *missing(const struct answer *x)
{
	if (x->device_code.n == 0)
		return "it holds no device_code";
	if (x->user_code == NULL)
		return "it holds no user_code that a person could type";
	return x->verification_url == NULL ? "it holds no verification_uri to go to" : NULL;
}

static const char *ask_for_code(struct grant *g, struct answer *x)
{
	struct form f = form_new(NULL);

	form_add(&f, "client_id", g->rq->client_id);
	form_add(&f, "scope", g->rq->scope);
	if (exchange(g, "device", g->rq->device_url, &f, x) == NULL && missing(x) != NULL)
		grant_fails(g, "device", "answer", missing(x));
	return g->asked->fault;
}

/* ---- the token ---- */

static bool poll(struct grant *g, struct polling *p, const struct secret *code)
{
	struct form f = form_new(DEVICE_CODE);

	form_add_secret(&f, "device_code", code->p, code->n);
	exchange_for_token(g, "poll", &f);
	return !g->stopped &&
	       polling_goes_on(p, g->asked->fault, g->asked->error, g->asked->http_status);
}

/* Who said last that nobody has signed in yet says no more. */
static void time_is_over(struct grant *g, const struct polling *p)
{
	bool pending = g->asked->fault == NULL || strcmp(g->asked->fault, "error") == 0;
	bool by_us = g->rq->wait_ms > 0 && p->lives_ms >= g->rq->wait_ms;

	if (!pending)
		return; /* the last polls were not answered: that is why */
	if (by_us) {
		g->asked->error = g->asked->description = NULL;
		grant_fails(g, "poll", "timeout", "nobody has signed in so far");
		return;
	}
	g->asked->error = "expired_token";
	g->asked->description = NULL;
	grant_fails(g, "poll", "error", "nobody signed in as long as the code lived");
}

static void poll_on(struct grant *g, struct polling *p, const struct secret *code)
{
	double waited = 0;
	bool more = true;

	while (more) {
		double left = p->lives_ms - waited, asked;

		if (!grant_wait(g, "poll", NULL, smaller(p->next_ms, left), &waited, p->lives_ms))
			return;
		if (waited >= p->lives_ms) {
			time_is_over(g, p);
			return;
		}
		asked = clock_mono_ms();
		more = poll(g, p, code);
		waited += clock_mono_ms() - asked;
	}
}

int device_get(struct grant *g, const char **fault)
{
	struct answer x;

	(void)fault;
	if (ask_for_code(g, &x) == NULL) {
		struct polling p = polling_begin(&x, g->rq->wait_ms);

		if (g->observer->sign_in != NULL)
			g->observer->sign_in(g->observer->arg, x.verification_url, x.user_code,
					     x.complete, p.lives_ms);
		poll_on(g, &p, &x.device_code);
	}
	answer_wipe(&x);
	return 0;
}
