/* A token by the shortest way: one that is kept and good, by the refresh token that is kept, or by
 * asking for it as the plan says. */
#include "cli/token.h"

#include "base/clock.h"
#include "base/memory.h"
#include "cli/common.h"
#include "cli/hiding.h"
#include "cli/token_report.h"
#include "interpret/token.h"
#include "oauth/cache.h"

#include <stdio.h>
#include <string.h>

enum { GOOD_FOR_MS = 5 * 60 * 1000 }; /* less is left: a login may come too late */

struct getting {
	struct arena *arena;
	struct cli_options *options;
	const struct token_plan *plan;
	struct oauth_request request; /* the plan's, with its secrets */
	struct secret client_secret, refresh_token, proxy_password;
	const struct knowledge *know;
	struct record *record;
	struct token_asked *asked;
	struct oauth_tokens tokens;
	bool got;
	const char *fault; /* where it cannot even be tried */
	struct redact_rules hiding;
	int hides; /* see hiding_begin() */
};

/* ---- the cache ---- */

static struct token_cache *open_cache(struct getting *g)
{
	return token_cache_open(g->options->token.cache, g->options->settings.total_ms, g->arena,
				&g->fault);
}

/* What it is told as when nobody was asked. */
static void note_kept(struct getting *g, int64_t expires)
{
	const struct oauth_request *rq = &g->request;

	*g->asked = (struct token_asked){
		.grant = rq->grant,
		.from_cache = true,
		.expires = expires,
		.refresh_token = g->tokens.refresh.n > 0,
	};
	g->got = true;
}

/* What is wrong with it may have been mended since: a permission given, a consent. */
static bool is_hopeless(const struct getting *g)
{
	bool hopeless;

	note_token(g->record, &g->tokens.access);
	hopeless = token_withheld(g->record, g->know, NULL) != NULL;
	g->record->token = NULL; /* it is not what will be handed over */
	return hopeless;
}

/* Whether one is kept that will last. What is kept otherwise stays in g->tokens. */
static bool is_kept(struct getting *g, const struct token_cache *c)
{
	int64_t expires = 0;

	oauth_tokens_wipe(&g->tokens);
	if (!token_cache_find(c, &g->request, &g->tokens, &expires))
		return false;
	if (expires - clock_wall_ms() > GOOD_FOR_MS && !is_hopeless(g))
		note_kept(g, expires);
	return g->got;
}

/* A token that cannot be kept is a token all the same. */
static void keep(struct getting *g, struct token_cache *c)
{
	const char *fault;

	if (token_cache_keep(c, &g->request, &g->tokens, g->asked->expires, &fault) != 0)
		output_warning(arena_printf(g->arena, "the token is not kept: %s", fault));
}

static void keep_what_came(struct getting *g)
{
	struct token_cache *c;

	if (!g->got || g->options->token.cache == NULL)
		return;
	c = open_cache(g);
	if (c == NULL)
		output_warning(arena_printf(g->arena, "the token is not kept: %s", g->fault));
	else
		keep(g, c);
	g->fault = NULL;
	token_cache_close(c);
}

/* ---- asking ---- */

static bool ask(struct getting *g, const struct oauth_request *rq)
{
	struct token_prompt prompt;
	const struct oauth_observer observer = token_prompt_begin(&prompt, g->options, rq);
	int rc;

	oauth_tokens_wipe(&g->tokens);
	*g->asked = (struct token_asked){0};
	rc = oauth_get(g->record->arena, rq, &observer, g->asked, &g->tokens, &g->fault);
	token_prompt_end(&prompt);
	g->got = rc == 0 && g->asked->fault == NULL;
	return rc == 0;
}

/* RFC 6749, 5.2: it is over with that refresh token; anything else may pass. */
static bool is_dead(const struct token_asked *asked)
{
	return asked->fault != NULL && asked->error != NULL &&
	       (strcmp(asked->error, "invalid_grant") == 0 ||
		strcmp(asked->error, "interaction_required") == 0);
}

/* Some services have no words for that. */
static bool may_be_dead(const struct token_asked *asked)
{
	return asked->fault != NULL && strcmp(asked->fault, "http") == 0 &&
	       (asked->http_status == 400 || asked->http_status == 401);
}

static void forget(struct getting *g, struct token_cache *c)
{
	const char *fault;

	if (token_cache_forget(c, &g->request, &fault) != 0)
		complain(fault);
}

/* Whoever signed in once does it again. False: what came is the result. */
static bool goes_on(struct getting *g, struct token_cache *c)
{
	const struct token_asked *asked = g->asked;
	bool dead = is_dead(asked);

	if (dead)
		forget(g, c);
	if ((!dead && !may_be_dead(asked)) || !token_grant_is_personal(g->request.grant))
		return false;
	if (g->options->verbosity >= 0)
		complain(arena_printf(
			g->arena, "the sign-in that was kept is over (%s): it takes a new one",
			dead ? shown(g->arena, asked->error)
			     : arena_printf(g->arena, "HTTP status %d", asked->http_status)));
	return true;
}

/* With what is kept, alone with the file: a refresh token may be good for one use. True: that is
 * the result, or g->fault. */
static bool by_what_is_kept(struct getting *g, struct token_cache *c)
{
	struct oauth_request rq = g->request;
	struct secret refresh;
	bool done;

	if (is_kept(g, c))
		return true;
	if (g->tokens.refresh.n == 0)
		return false;
	refresh = g->tokens.refresh;
	g->tokens.refresh = (struct secret){0};
	rq.grant = GRANT_REFRESH;
	rq.refresh_token = &refresh;
	done = !ask(g, &rq);
	secret_wipe(&refresh);
	g->asked->refreshed = !done && g->got;
	if (g->got)
		keep(g, c);
	return done || g->got || !goes_on(g, c);
}

/* ---- secrets ---- */

static int read_secret(struct getting *g, const struct secret_source *source, struct secret *s)
{
	struct secret_owner owner = {.user = g->request.client_id == NULL ? ""
									  : g->request.client_id,
				     .host = "",
				     .patience_ms = g->options->settings.total_ms};

	return secret_read(g->arena, source, &owner, s, &g->fault);
}

/* What every way to the network takes. */
static bool read_secrets(struct getting *g)
{
	if (proxy_secret_read(g->arena, g->options, &g->proxy_password, &g->fault) != 0 ||
	    read_secret(g, &g->options->token.client_secret, &g->client_secret) != 0)
		return false;
	if (g->client_secret.n > 0)
		g->request.client_secret = &g->client_secret;
	return true;
}

static bool read_refresh_token(struct getting *g)
{
	struct secret_source *source = &g->options->token.refresh_token;

	if (g->request.grant != GRANT_REFRESH)
		return true;
	if (source->from == SECRET_NONE)
		*source = (struct secret_source){.from = SECRET_PROMPT, .kind = KIND_REFRESH_TOKEN};
	g->request.refresh_token = &g->refresh_token;
	return read_secret(g, source, &g->refresh_token) == 0;
}

static void wipe(struct getting *g)
{
	secret_wipe(&g->client_secret);
	secret_wipe(&g->refresh_token);
	secret_wipe(&g->proxy_password);
	oauth_tokens_wipe(&g->tokens);
}

/* ---- the ways, the shortest first ---- */

/* A look before any secret is asked for. */
static bool was_kept(struct getting *g)
{
	struct token_cache *c = open_cache(g);
	bool kept = c == NULL || is_kept(g, c);

	token_cache_close(c);
	return kept;
}

static bool was_refreshed(struct getting *g)
{
	struct token_cache *c = open_cache(g);
	bool done = c == NULL || by_what_is_kept(g, c);

	token_cache_close(c);
	return done;
}

static void obtain(struct getting *g)
{
	bool cache = g->options->token.cache != NULL;

	if (cache && was_kept(g))
		return;
	if (!read_secrets(g) || (cache && was_refreshed(g)))
		return;
	g->fault = token_unseen(g->arena, g->options, g->request.grant);
	if (g->fault != NULL || !read_refresh_token(g) || !ask(g, &g->request))
		return;
	keep_what_came(g);
}

/* ---- the record ---- */

static void note_if_missing(struct arena *a, const char **place, const char *text)
{
	if (*place == NULL && text != NULL)
		*place = text_safe(a, bytes_str(a, text));
}

/* What only the plan knows, and what nobody was asked. */
static void note(struct getting *g)
{
	struct record *r = g->record;
	struct token_asked *asked = g->asked;
	const struct oauth_request *rq = &g->request;

	note_if_missing(r->arena, &asked->service,
			g->plan->service == NULL ? NULL : g->plan->service->id);
	note_if_missing(r->arena, &asked->tenant, g->plan->tenant);
	note_if_missing(r->arena, &asked->client_id, rq->client_id);
	note_if_missing(r->arena, &asked->scope, rq->scope);
	note_if_missing(r->arena, &asked->user, rq->user);
	note_if_missing(r->arena, &asked->url, rq->token_url);
	r->interrupted = asked->interrupted;
	r->duration_ms = (double)(clock_wall_ms() - r->started);
	if (g->got)
		note_token(r, &g->tokens.access);
}

static int judge_and_deliver(struct getting *g)
{
	struct interpretation *i;
	int rc;

	note(g);
	if (g->hides > 0)
		record_redact(g->record, &g->hiding);
	i = interpret_token(g->record, g->know);
	rc = token_deliver(g->arena, g->options, g->record, i, g->got ? &g->tokens.access : NULL);
	interpretation_free(i);
	return rc;
}

static void begin_record(struct getting *g, const char *line)
{
	struct record *r = record_for(g->options, line, g->know);

	r->started = clock_wall_ms();
	r->asked = ARENA_NEW(r->arena, struct token_asked);
	if (g->plan->service != NULL)
		r->provider = arena_str(r->arena, g->plan->service->id);
	g->record = r;
	g->asked = r->asked;
}

int token_get(struct arena *a, struct cli_options *o, const struct token_plan *plan,
	      const char *line, const struct knowledge *k)
{
	struct getting g = {
		.arena = a, .options = o, .plan = plan, .request = plan->request, .know = k};
	const char *fault;
	int rc;

	g.hides = hiding_begin(a, o, k, &g.hiding, &fault);
	if (g.hides < 0)
		return complain(fault);
	mem_holds_secret = true;
	warn_of_key(a, &o->settings);
	warn_of_readers(a, o->token.service_account);
	begin_record(&g, line);
	obtain(&g);
	rc = g.fault != NULL ? complain(g.fault) : judge_and_deliver(&g);
	wipe(&g);
	record_free(g.record);
	return rc;
}
