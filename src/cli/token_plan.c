/* How a token is to be asked for: which way, where, for what */
#include "cli/token.h"

#include "cli/common.h"

#include <string.h>
#include <unistd.h>

/* ---- who gives it ---- */

static const char *names_of_services(struct arena *a, const struct knowledge *k)
{
	const char *all = "";

	LIST_EACH (const struct token_service, s, token_services(k))
		all = arena_printf(a, "%s%s%s", all, *all == '\0' ? "" : ", ", s->id);
	return all;
}

/* Of ids, aliases and profiles. */
static const char *nearest(struct arena *a, const struct knowledge *k, const char *word)
{
	const char **names;
	size_t n = 0;

	LIST_EACH (const struct token_service, s, token_services(k))
		n += 1 + s->aliases.n + s->providers.n;
	names = arena_alloc(a, (n + 1) * sizeof(*names));
	n = 0;
	LIST_EACH (const struct token_service, s, token_services(k)) {
		names[n++] = s->id;
		LIST_EACH (const struct string_item, it, &s->aliases)
			names[n++] = it->s;
		LIST_EACH (const struct string_item, it, &s->providers)
			names[n++] = it->s;
	}
	return text_nearest(word, names, n);
}

const struct token_service *token_service_named(struct arena *a, const struct cli_options *o,
						const struct knowledge *k, const char **unknown)
{
	const struct token_service *s =
		o->provider == NULL ? NULL : token_service_find(k, o->provider);
	const char *near;

	*unknown = NULL;
	if (o->provider == NULL || s != NULL)
		return s;
	near = nearest(a, k, o->provider);
	*unknown = near != NULL
			   ? arena_printf(a, "--provider %s: did you mean %s?",
					  shown(a, o->provider), near)
			   : arena_printf(a,
					  "--provider %s: nobody of that name is known to give "
					  "tokens; known are %s; for others: --token-endpoint URL",
					  shown(a, o->provider), names_of_services(a, k));
	return NULL;
}

/* ---- the way ---- */

static bool given(const struct secret_source *source)
{
	return source->from != SECRET_NONE;
}

static bool proves_itself(const struct cli_options *o)
{
	return given(&o->token.client_secret) || o->settings.client_cert != NULL;
}

static bool offers(const struct token_service *s, enum token_grant grant)
{
	return s != NULL && service_grant_of(s, grant) != NULL;
}

/* By what was given. Where nobody can be an application by itself, its secret is for people who
 * sign in. -1: nothing tells. */
static int choose(const struct cli_options *o, const struct token_service *s)
{
	const struct token_options *t = &o->token;

	if (t->grant >= 0)
		return t->grant;
	if (t->service_account != NULL)
		return GRANT_SERVICE_ACCOUNT;
	if (given(&t->refresh_token))
		return GRANT_REFRESH;
	if (t->device_url != NULL)
		return GRANT_DEVICE;
	if (t->authorize_url != NULL || t->redirect_port != 0)
		return GRANT_CODE;
	if (proves_itself(o) && (s == NULL || offers(s, GRANT_CLIENT_CREDENTIALS)))
		return GRANT_CLIENT_CREDENTIALS;
	if (s == NULL)
		return -1;
	return offers(s, GRANT_DEVICE) ? GRANT_DEVICE : GRANT_CODE;
}

static const char *ways_of(struct arena *a, const struct token_service *s)
{
	const char *all = "";

	LIST_EACH (const struct service_grant, g, &s->grants)
		all = arena_printf(a, "%s%s--grant %s", all, *all == '\0' ? "" : ", ",
				   token_grant_names[g->grant]);
	return all;
}

/* What is known to end in a refusal is not tried; whoever names an endpoint knows better. */
static const char *closed(struct arena *a, const struct cli_options *o,
			  const struct token_service *s, enum token_grant grant)
{
	const struct service_refusal *no = s == NULL ? NULL : service_refusal_of(s, grant);
	const struct token_options *t = &o->token;

	if (s == NULL || (grant == GRANT_DEVICE && t->device_url != NULL) ||
	    (grant == GRANT_CODE && t->authorize_url != NULL) ||
	    (grant != GRANT_DEVICE && grant != GRANT_CODE && t->token_url != NULL))
		return NULL;
	if (no != NULL)
		return arena_printf(a, "%s gives no token for mail by --grant %s: %s; instead: %s",
				    s->name, token_grant_names[grant], no->why, no->instead);
	if (grant == GRANT_REFRESH || offers(s, grant))
		return NULL;
	return arena_printf(a, "%s is not known to give tokens for mail by --grant %s; known: %s",
			    s->name, token_grant_names[grant], ways_of(a, s));
}

bool token_grant_is_personal(enum token_grant grant)
{
	return grant == GRANT_DEVICE || grant == GRANT_CODE;
}

/* ---- where ---- */

struct endpoint_of {
	const char *typed, *known, *option;
	const char **place;
	bool needed;
};

/* `url` with the tenant in it. */
static const char *fill_in(struct arena *a, const char *option, const char *url,
			   struct token_plan *plan, const char **place)
{
	if (service_url_has_tenant(url) && plan->tenant == NULL)
		return arena_printf(a,
				    "%s wants to know whose application it is: add --tenant, the "
				    "directory's id or a domain of it",
				    plan->service->name);
	*place = service_url(a, url, plan->tenant);
	if (*place == NULL)
		return arena_printf(a,
				    "--tenant %s is no name of a directory: name its id, or a "
				    "domain of it (%s)",
				    shown(a, plan->tenant), option);
	return NULL;
}

static const char *put_endpoint(struct arena *a, const struct endpoint_of *e, int grant,
				struct token_plan *plan)
{
	if (e->typed != NULL)
		*e->place = e->typed;
	if (e->typed != NULL || !e->needed)
		return NULL;
	if (e->known == NULL)
		return arena_printf(a, "--grant %s needs %s URL", token_grant_names[grant],
				    e->option);
	return fill_in(a, e->option, e->known, plan, e->place);
}

/* A tenant that goes nowhere was meant to. */
static const char *tenant_for_nobody(struct arena *a, const struct cli_options *o,
				     const struct token_plan *plan)
{
	const struct token_service *s = plan->service;
	const char *urls[] = {s == NULL ? NULL : s->token, s == NULL ? NULL : s->device,
			      s == NULL ? NULL : s->authorize};

	if (o->token.tenant == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (urls[i] != NULL && service_url_has_tenant(urls[i]))
			return NULL;
	if (s == NULL)
		return "--tenant is for services that are known: of others it is part of "
		       "--token-endpoint";
	return arena_printf(a, "--tenant: %s has no tenants: leave it out", s->name);
}

static const char *endpoints(struct arena *a, const struct cli_options *o, struct token_plan *plan)
{
	const struct token_service *s = plan->service;
	const struct token_options *t = &o->token;
	struct oauth_request *rq = &plan->request;
	const struct endpoint_of all[] = {
		{t->token_url, s == NULL ? NULL : s->token, "--token-endpoint", &rq->token_url,
		 true},
		{t->device_url, s == NULL ? NULL : s->device, "--device-endpoint", &rq->device_url,
		 rq->grant == GRANT_DEVICE},
		{t->authorize_url, s == NULL ? NULL : s->authorize, "--authorize-endpoint",
		 &rq->authorize_url, rq->grant == GRANT_CODE},
	};
	const char *line = tenant_for_nobody(a, o, plan);

	for (size_t i = 0; line == NULL && i < sizeof(all) / sizeof(all[0]); i++)
		line = put_endpoint(a, &all[i], (int)rq->grant, plan);
	if (line == NULL && s != NULL && s->assertion_audience != NULL)
		line = fill_in(a, "--tenant", s->assertion_audience, plan, &rq->assertion_audience);
	return line;
}

/* ---- what else it takes ---- */

/* An application that brings nothing is asked for its secret. */
static void secrets(struct cli_options *o, enum token_grant grant)
{
	if (grant == GRANT_CLIENT_CREDENTIALS && !proves_itself(o))
		o->token.client_secret =
			(struct secret_source){.from = SECRET_PROMPT, .kind = KIND_CLIENT_SECRET};
}

static void fill(const struct cli_options *o, const struct token_service *s,
		 const struct service_grant *way, struct oauth_request *rq)
{
	const struct token_options *t = &o->token;

	rq->client_id = t->client_id;
	rq->scope = t->scope != NULL ? t->scope : way != NULL ? way->scope : NULL;
	rq->user = o->settings.user;
	rq->basic = t->client_auth == CLIENT_AUTH_BASIC;
	rq->client_cert = o->settings.client_cert;
	rq->client_key = o->settings.client_key;
	rq->service_account = t->service_account;
	rq->redirect_port = t->redirect_port;
	rq->redirect_host = s == NULL ? NULL : s->redirect_host;
	rq->authorize_extra = s == NULL ? NULL : s->authorize_extra;
	rq->paste = isatty(STDIN_FILENO);
	rq->settings = &o->settings;
	rq->wait_ms = t->wait_ms;
}

const char *token_plan(struct arena *a, struct cli_options *o, const struct knowledge *k,
		       struct token_plan *plan)
{
	const struct token_service *s;
	const struct service_grant *way;
	const char *line;
	int grant;

	*plan = (struct token_plan){0};
	s = plan->service = token_service_named(a, o, k, &line);
	if (line != NULL)
		return line;
	grant = choose(o, s);
	if (grant < 0)
		return "which way? Add --device-endpoint or --authorize-endpoint for somebody who "
		       "signs in, --client-secret-file or --client-cert for an application, or "
		       "--refresh-token-file";
	line = closed(a, o, s, (enum token_grant)grant);
	if (line != NULL)
		return line;
	way = s == NULL ? NULL : service_grant_of(s, (enum token_grant)grant);
	plan->request.grant = (enum token_grant)grant;
	plan->tenant = o->token.tenant != NULL ? o->token.tenant : way == NULL ? NULL : way->tenant;
	fill(o, s, way, &plan->request);
	secrets(o, plan->request.grant);
	return endpoints(a, o, plan);
}
