#include "know/provider.h"

#include "know/needs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct provider *provider_by_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (strcmp(p->id, id) == 0)
			return p;
	return NULL;
}

const struct provider *provider_generic(const struct knowledge *k)
{
	return provider_by_id(k, "generic");
}

/* "email-smtp.*.amazonaws.com": what stands before the star begins the host, what follows it ends
 * it, and one label is in between. */
static bool starred_is(const char *host, const char *pattern, const char *star)
{
	size_t before = (size_t)(star - pattern), after = strlen(star + 1), n = strlen(host);
	const char *label = host + before;

	return n > before + after && strncasecmp(host, pattern, before) == 0 &&
	       text_has_suffix(host, star + 1) && strcspn(label, ".") == n - before - after;
}

static bool host_is(const char *host, const char *pattern)
{
	const char *star = strchr(pattern, '*');

	if (star != NULL)
		return starred_is(host, pattern, star);
	return *pattern == '.' ? text_has_suffix(host, pattern) : text_casecmp(host, pattern) == 0;
}

static bool host_in(const char *host, const struct list *names)
{
	LIST_EACH (struct string_item, it, names)
		if (host_is(host, it->s))
			return true;
	return false;
}

const struct provider *provider_by_host(const struct knowledge *k, const char *host)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(host, &p->hosts))
			return p;
	return NULL;
}

const struct provider *provider_by_mx(const struct knowledge *k, const char *mx_host)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(mx_host, &p->mx))
			return p;
	return NULL;
}

const struct provider *provider_by_text(const struct knowledge *k, const char *banner_or_reply)
{
	struct haystack in;

	haystack_make(&in, banner_or_reply, strlen(banner_or_reply));
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if ((p->banner != NULL && knowledge_match_in(k, p->banner, &in)) ||
		    (p->reply != NULL && knowledge_match_in(k, p->reply, &in)))
			return p;
	return NULL;
}

bool provider_is_among(const struct provider *p, const struct list *ids)
{
	if (list_has_string(ids, p->id))
		return true;
	LIST_EACH (struct string_item, it, &p->like)
		if (list_has_string(ids, it->s))
			return true;
	return false;
}

const char *provider_host(const struct provider *p)
{
	LIST_EACH (struct string_item, it, &p->hosts)
		if (it->s[0] != '.' && strchr(it->s, '*') == NULL)
			return it->s;
	return NULL;
}

const struct offer *provider_offer(const struct provider *p, int port)
{
	LIST_EACH (struct offer, o, &p->offers)
		if (o->port == port)
			return o;
	return NULL;
}

const struct not_offered *provider_not_offered(const struct provider *p, int port)
{
	LIST_EACH (struct not_offered, o, &p->not_offered)
		if (o->port == port)
			return o;
	return NULL;
}

static bool lists_port(const struct published *it, int port)
{
	LIST_EACH (struct string_item, listed, &it->ports)
		if (atoi(listed->s) == port)
			return true;
	return false;
}

const struct published *provider_published(const struct knowledge *k, const char *host, int port)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		LIST_EACH (struct published, it, &p->published)
			if (lists_port(it, port) && host_in(host, &it->names))
				return it;
	return NULL;
}
