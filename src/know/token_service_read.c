/* Who issues tokens, as the files hold it; what can be asked of it is in token_service.c. */
#include "know/token_service.h"

#include "know/entry.h"
#include "know/sources.h"
#include "know/words.h"

#include <string.h>

#define TENANT "{tenant}"

static const char small_and_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";

/* https only: a token in clear is anybody's. The one brace that may stand there is {tenant}, once
 * and as a segment of the path. */
static const char *endpoint_fault(struct arena *a, const char *text)
{
	static const char in_path[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
	const char *host = text + strlen("https://"), *path, *tenant;

	(void)a;
	if (strncmp(text, "https://", strlen("https://")) != 0)
		return "a URL that begins with https:// is wanted";
	path = host + strspn(host, small_and_digits);
	if (path == host || *path != '/')
		return "a URL has a host in small letters, and then a path";
	tenant = strstr(path, "/" TENANT "/");
	if (tenant != NULL)
		path = tenant + strlen("/" TENANT);
	return path[strspn(path, in_path)] == '\0'
		       ? NULL
		       : "a path has letters, digits and no braces but one " TENANT;
}

/* As it stands in a token, but for the slash, which some have and some have not. */
static const char *audience_fault(struct arena *a, const char *text)
{
	(void)a;
	return text_has_suffix(text, "/") ? "no slash at the end: it does not count" : NULL;
}

static const char *scope_fault(struct arena *a, const char *text)
{
	(void)a;
	for (const char *c = text; *c != '\0'; c++) /* RFC 6749, 3.3 */
		if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\')
			return "a scope has printable letters but quotes and backslashes";
	return text[0] == ' ' || text_has_suffix(text, " ") || strstr(text, "  ") != NULL
		       ? "one blank between the words of a scope, and none around them"
		       : NULL;
}

static const char *word_fault(struct arena *a, const char *text)
{
	return strchr(text, ' ') != NULL ? "one word of a claim" : scope_fault(a, text);
}

static const char *tenant_fault(struct arena *a, const char *text)
{
	static const char *const names[] = {"common", "organizations", "consumers", NULL};

	(void)a;
	return name_find(names, text) >= 0 ? NULL : "common, organizations or consumers";
}

/* It becomes a part of a query as it stands. */
static const char *query_fault(struct arena *a, const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_=&";

	(void)a;
	return text[strspn(text, allowed)] == '\0' && strchr(text, '=') != NULL
		       ? NULL
		       : "name=value pairs with & between them";
}

static const char *redirect_fault(struct arena *a, const char *text)
{
	static const char *const names[] = {"localhost", "127.0.0.1", NULL};

	(void)a;
	return name_find(names, text) >= 0 ? NULL : "localhost or 127.0.0.1";
}

static const struct member grant_members[] = {
	{"grant", true, MEMBER(service_grant, grant), read_enum, .names = token_grant_names},
	{"scope", true, MEMBER(service_grant, scope), read_text, .check = scope_fault},
	{"tenant", false, MEMBER(service_grant, tenant), read_text, .check = tenant_fault},
	{"use", true, MEMBER(service_grant, use), read_text},
	{"note", false, MEMBER(service_grant, note), read_text},
	{"source", true, MEMBER(service_grant, source), read_text},
	{"as_of", true, MEMBER(service_grant, as_of), read_text, .check = date_fault},
	{0},
};
const struct schema service_grant_schema = SCHEMA("a grant", service_grant, grant_members);

static const struct member refusal_members[] = {
	{"grant", true, MEMBER(service_refusal, grant), read_enum, .names = token_grant_names},
	{"why", true, MEMBER(service_refusal, why), read_text},
	{"instead", true, MEMBER(service_refusal, instead), read_text},
	{"says", false, MEMBER(service_refusal, says), read_text},
	{"source", true, MEMBER(service_refusal, source), read_text},
	{"as_of", true, MEMBER(service_refusal, as_of), read_text, .check = date_fault},
	{0},
};
const struct schema service_refusal_schema = SCHEMA("a refusal", service_refusal, refusal_members);

static const struct member stranger_members[] = {
	{"audience", true, MEMBER(service_stranger, audience), read_text, .check = audience_fault},
	{"name", true, MEMBER(service_stranger, name), read_text},
	{0},
};
static const struct schema stranger_schema =
	SCHEMA("a stranger", service_stranger, stranger_members);

/* Keys that state facts without naming a source of their own: a reference has to. */
static const char *const sourced_keys[] = {
	"authorize",	      "token",	   "device",	"authorize_extra", "redirect_host",
	"assertion_audience", "audiences", "strangers", "issuers",	   "user_scope",
	"app_role",	      "opaque",	   NULL};

static const struct member service_members[] = {
	{"id", true, MEMBER(token_service, id), read_text, .check = id_fault},
	{"name", true, MEMBER(token_service, name), read_text},
	{"aliases", false, MEMBER(token_service, aliases), read_texts, .check = id_fault},
	{"providers", false, MEMBER(token_service, providers), read_links, .link = LINK_PROVIDER},
	{"authorize", false, MEMBER(token_service, authorize), read_text, .check = endpoint_fault},
	{"token", true, MEMBER(token_service, token), read_text, .check = endpoint_fault},
	{"device", false, MEMBER(token_service, device), read_text, .check = endpoint_fault},
	{"authorize_extra", false, MEMBER(token_service, authorize_extra), read_text,
	 .check = query_fault},
	{"redirect_host", false, MEMBER(token_service, redirect_host), read_text,
	 .check = redirect_fault},
	{"assertion_audience", false, MEMBER(token_service, assertion_audience), read_text,
	 .check = endpoint_fault},
	{"grants", false, MEMBER(token_service, grants), read_objects,
	 .schema = &service_grant_schema},
	{"refusals", false, MEMBER(token_service, refusals), read_objects,
	 .schema = &service_refusal_schema},
	{"audiences", false, MEMBER(token_service, audiences), read_texts, .check = audience_fault},
	{"strangers", false, MEMBER(token_service, strangers), read_objects,
	 .schema = &stranger_schema},
	{"issuers", false, MEMBER(token_service, issuers), read_texts},
	{"user_scope", false, MEMBER(token_service, user_scope), read_text, .check = word_fault},
	{"app_role", false, MEMBER(token_service, app_role), read_text, .check = word_fault},
	{"opaque", false, MEMBER(token_service, opaque), read_text, .check = id_fault},
	{"references", true, MEMBER(token_service, references), read_objects,
	 .schema = &sources_schema},
	{0},
};
const struct schema token_service_schema =
	SCHEMA("a token service", token_service, service_members);

/* ---- what has to hold between the keys ---- */

const struct service_grant *service_grant_of(const struct token_service *s, enum token_grant grant)
{
	LIST_EACH (const struct service_grant, g, &s->grants)
		if (g->grant == grant)
			return g;
	return NULL;
}

const struct service_refusal *service_refusal_of(const struct token_service *s,
						 enum token_grant grant)
{
	LIST_EACH (const struct service_refusal, r, &s->refusals)
		if (r->grant == grant)
			return r;
	return NULL;
}

bool service_url_has_tenant(const char *url)
{
	return strstr(url, TENANT) != NULL;
}

/* The endpoint that the grant cannot do without and that is not there, or NULL. */
static const char *endpoint_missing(const struct token_service *s, enum token_grant grant)
{
	if (grant == GRANT_DEVICE && s->device == NULL)
		return "device";
	if (grant == GRANT_CODE && s->authorize == NULL)
		return "authorize";
	return NULL;
}

static const char *grant_fault(struct arena *a, const struct token_service *s,
			       const struct service_grant *g)
{
	const char *missing = endpoint_missing(s, g->grant);

	if (service_grant_of(s, g->grant) != g)
		return "again";
	if (service_refusal_of(s, g->grant) != NULL)
		return "among the refusals, too";
	if (missing != NULL)
		return arena_printf(a, "wants \"%s\"", missing);
	if (g->tenant != NULL && !service_url_has_tenant(s->token))
		return "has a tenant, and \"token\" none";
	return NULL;
}

static void check_grants(struct reader *r, const struct ynode *n, const struct token_service *s)
{
	LIST_EACH (const struct service_grant, g, &s->grants) {
		const char *why = grant_fault(r->scratch, s, g);

		if (why != NULL)
			fault_add(r->faults, n->line, n->column, "%s: grant %s %s", s->id,
				  token_grant_names[g->grant], why);
	}
	if (s->grants.n == 0 && s->refusals.n == 0)
		fault_add(r->faults, n->line, n->column, "%s: neither grants nor refusals", s->id);
}

static void check_refusals(struct reader *r, const struct ynode *n, const struct token_service *s)
{
	LIST_EACH (const struct service_refusal, it, &s->refusals)
		if (service_refusal_of(s, it->grant) != it)
			fault_add(r->faults, n->line, n->column, "%s: refusal of %s again", s->id,
				  token_grant_names[it->grant]);
}

/* An audience is right or wrong. */
static void check_strangers(struct reader *r, const struct ynode *n, const struct token_service *s)
{
	LIST_EACH (const struct service_stranger, it, &s->strangers)
		if (list_has_string(&s->audiences, it->audience))
			fault_add(r->faults, n->line, n->column,
				  "%s: %s is among the audiences and a stranger", s->id,
				  it->audience);
}

struct token_service *token_service_read(struct reader *r, const struct ynode *n)
{
	struct token_service *s = ARENA_NEW(r->arena, struct token_service);
	size_t before = r->faults->n;

	if (!schema_read(r, &token_service_schema, n, s))
		return NULL;
	check_grants(r, n, s);
	check_refusals(r, n, s);
	check_strangers(r, n, s);
	sources_check(r, n, s->id, &s->references, sourced_keys);
	return r->faults->n == before ? s : NULL;
}

/* ---- services beside each other ---- */

static bool is_called(const struct token_service *s, const char *name)
{
	return strcmp(s->id, name) == 0 || list_has_string(&s->aliases, name);
}

static const char *name_of_another(const struct token_service *s, const struct token_service *other)
{
	if (is_called(other, s->id) || list_has_string(&other->providers, s->id))
		return s->id;
	LIST_EACH (const struct string_item, it, &s->aliases)
		if (is_called(other, it->s) || list_has_string(&other->providers, it->s))
			return it->s;
	LIST_EACH (const struct string_item, it, &s->providers)
		if (list_has_string(&other->providers, it->s) || is_called(other, it->s))
			return it->s;
	return NULL;
}

const char *token_service_clash(const struct list *services, const struct token_service *s)
{
	LIST_EACH (const struct token_service, other, services) {
		const char *name = name_of_another(s, other);

		if (name != NULL)
			return name;
	}
	return NULL;
}
