#include "oauth/oauth.h"

#include "base/memory.h"
#include "http/http.h"
#include "net/loop.h"
#include "oauth/credentials.h"
#include "oauth/places.h"

#include <signal.h>
#include <stdlib.h>

static const struct {
	grant_fn *get;
	bool device, authorize; /* endpoints that it needs beside the token endpoint */
} grants[GRANT_COUNT] = {
	[GRANT_DEVICE] = {device_get, .device = true},
	[GRANT_CODE] = {code_get, .authorize = true},
	[GRANT_CLIENT_CREDENTIALS] = {client_credentials_get},
	[GRANT_SERVICE_ACCOUNT] = {service_account_get},
	[GRANT_REFRESH] = {refresh_get},
};

/* ---- signals ---- */

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};

enum { SIGNALS = sizeof(ending_signals) / sizeof(ending_signals[0]) };

/* The loop and what stands in it. */
struct desk {
	uv_loop_t loop;
	uv_signal_t signals[SIGNALS];
	struct grant grant;
};

/* The first one only: with no watcher left, the next does what it does to any program. */
static void on_signal(uv_signal_t *handle, int number)
{
	struct desk *d = handle->data;

	(void)number;
	for (int i = 0; i < SIGNALS; i++)
		uv_signal_stop(&d->signals[i]);
	d->grant.stopped = true;
}

static void watch_signals(struct desk *d)
{
	for (int i = 0; i < SIGNALS; i++) {
		loop_need(uv_signal_init(&d->loop, &d->signals[i]), "event loop");
		d->signals[i].data = d;
		if (!loop_signal_is_unwanted(ending_signals[i]))
			uv_signal_start(&d->signals[i], on_signal, ending_signals[i]);
	}
}

/* ---- a grant ---- */

static const char *endpoint_fault(struct arena *a, const char *what, const char *url, bool needed)
{
	struct http_url u;
	const char *fault;

	if (!needed)
		return NULL;
	if (url == NULL)
		return arena_printf(a, "the %s endpoint is not known", what);
	fault = place_fault(a, url, &u);
	return fault != NULL ? arena_printf(a, "the %s endpoint's URL %s", what, fault) : NULL;
}

/* NULL, or what cannot be asked for. */
static const char *request_fault(struct arena *a, const struct oauth_request *rq)
{
	const char *fault = settings_fault(rq->settings, a);

	if (fault == NULL && grants[rq->grant].get == NULL)
		fault = "this grant is not known here";
	if (fault == NULL && rq->client_id == NULL && rq->grant != GRANT_SERVICE_ACCOUNT)
		fault = "the client id is not known";
	if (fault == NULL)
		fault = endpoint_fault(a, "token", rq->token_url, true);
	if (fault == NULL)
		fault = endpoint_fault(a, "device", rq->device_url, grants[rq->grant].device);
	if (fault == NULL)
		fault = endpoint_fault(a, "authorization", rq->authorize_url,
				       grants[rq->grant].authorize);
	return fault;
}

static int carry_out(struct grant *g, const char **fault)
{
	g->credentials = credentials_new(g->arena, g->rq, fault);
	if (g->credentials == NULL)
		return -1;
	g->places = places_new(g->loop, g->arena, g->rq->settings, fault);
	if (g->places == NULL)
		return -1;
	g->http = http_new(g->loop, fault);
	if (g->http == NULL)
		return -1;
	return grants[g->rq->grant].get(g, fault);
}

static void clear(struct desk *d)
{
	credentials_free(d->grant.credentials);
	places_free(d->grant.places);
	http_free(d->grant.http);
	for (int i = 0; i < SIGNALS; i++)
		uv_close((uv_handle_t *)&d->signals[i], NULL);
	while (uv_loop_close(&d->loop) == UV_EBUSY)
		uv_run(&d->loop, UV_RUN_ONCE);
}

static void describe(struct token_asked *asked, const struct oauth_request *rq)
{
	asked->grant = rq->grant;
	asked->url = rq->token_url;
	asked->client_id = rq->client_id;
	asked->scope = rq->scope;
	asked->user = rq->user;
}

int oauth_get(struct arena *a, const struct oauth_request *rq,
	      const struct oauth_observer *observer, struct token_asked *asked,
	      struct oauth_tokens *tokens, const char **fault)
{
	static const struct oauth_observer nobody;
	struct desk d = {0};
	int rc;

	*tokens = (struct oauth_tokens){0};
	*fault = request_fault(a, rq);
	if (*fault != NULL)
		return -1;
	mem_holds_secret = true; /* what libraries copy of it is wiped when they free it */
	describe(asked, rq);
	loop_need(uv_loop_init(&d.loop), "event loop");
	watch_signals(&d);
	d.grant = (struct grant){
		.loop = &d.loop,
		.arena = a,
		.rq = rq,
		.observer = observer != NULL ? observer : &nobody,
		.asked = asked,
		.tokens = tokens,
	};
	rc = carry_out(&d.grant, fault);
	clear(&d);
	mem_wipe_stack();
	return rc;
}

void oauth_tokens_wipe(struct oauth_tokens *t)
{
	secret_wipe(&t->access);
	secret_wipe(&t->refresh);
}
