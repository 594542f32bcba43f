#include "know/provider.h"

#include <string.h>

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

/* One of `names` is `host`, or begins with a dot and ends it. */
static bool host_in(const char *host, const struct list *names)
{
	LIST_EACH (struct string_item, it, names)
		if (it->s[0] == '.' ? text_has_suffix(host, it->s) : text_casecmp(host, it->s) == 0)
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
	size_t n = strlen(banner_or_reply);

	LIST_EACH (struct provider, p, knowledge_providers(k))
		if ((p->banner != NULL && knowledge_match(k, p->banner, banner_or_reply, n)) ||
		    (p->reply != NULL && knowledge_match(k, p->reply, banner_or_reply, n)))
			return p;
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
