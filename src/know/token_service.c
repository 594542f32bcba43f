#include "know/token_service.h"

#include <string.h>

static bool has_name(const struct list *names, const char *name)
{
	LIST_EACH (const struct string_item, it, names)
		if (text_casecmp(it->s, name) == 0)
			return true;
	return false;
}

/* A service's own name comes before a profile's: they may share a word. */
const struct token_service *token_service_find(const struct knowledge *k, const char *name)
{
	LIST_EACH (const struct token_service, s, token_services(k))
		if (text_casecmp(s->id, name) == 0 || has_name(&s->aliases, name))
			return s;
	LIST_EACH (const struct token_service, s, token_services(k))
		if (has_name(&s->providers, name))
			return s;
	return NULL;
}

#define TENANT "{tenant}"

bool service_grant_is_told(const struct token_service *s, const struct service_grant *g)
{
	return g->grant != GRANT_REFRESH || s->grants.n == 1;
}

const char *service_authority(struct arena *a, const struct token_service *s,
			      enum token_grant grant)
{
	const char *url = grant == GRANT_DEVICE ? s->device
			  : grant == GRANT_CODE ? s->authorize
						: s->token;
	const char *tenant = strstr(url, "/" TENANT);

	return tenant == NULL ? url : arena_copy(a, url, (size_t)(tenant - url));
}

/* A domain or a GUID: nothing that would change what the rest of the URL means. */
static bool is_tenant(const char *s)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t n = strlen(s);

	return n > 0 && n <= 253 && strspn(s, allowed) == n && s[0] != '.' && s[0] != '-' &&
	       strstr(s, "..") == NULL;
}

const char *service_url(struct arena *a, const char *url, const char *tenant)
{
	const char *at = strstr(url, TENANT);

	if (at == NULL)
		return url;
	if (tenant == NULL || !is_tenant(tenant))
		return NULL;
	return arena_printf(a, "%.*s%s%s", (int)(at - url), url, tenant, at + strlen(TENANT));
}
