#include "know/provider.h"

#include "base/hostname.h"
#include "know/needs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *provider_service(const struct provider *p)
{
	return p->service != NULL ? p->service : p->title;
}

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

const struct provider *provider_by_spf(const struct knowledge *k, const char *name)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(name, &p->spf))
			return p;
	return NULL;
}

const struct provider *provider_by_proof(const struct knowledge *k, const char *mx_host)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(mx_host, &p->proofs))
			return p;
	return NULL;
}

/* ---- what says no more than which provider it is ---- */

/* One label in front of a suffix is a machine; where there are more, somebody may rent it. */
static bool is_machine(const char *host, const struct list *suffixes)
{
	LIST_EACH (const struct string_item, it, suffixes) {
		size_t label = strcspn(host, ".");

		if (text_casecmp(host + label, it->s) == 0 || text_casecmp(host, it->s) == 0)
			return true;
	}
	return false;
}

static bool is_of_provider(const struct provider *p, const char *host)
{
	return host_in(host, &p->hosts) || host_in(host, &p->servers) ||
	       list_has_string(&p->mailbox_domains, host) || is_machine(host, &p->mx);
}

static const char *without_dot(const char *name)
{
	return name + (*name == '.');
}

/* Where the longest of the suffixes begins that names a customer in front of it; NULL: none. */
static const char *behind_customer(const struct list *suffixes, const char *host)
{
	LIST_EACH (const struct string_item, it, suffixes)
		if (text_has_suffix(host, it->s) && strlen(host) > strlen(it->s))
			return host + strlen(host) - strlen(it->s) + 1;
	return NULL;
}

static bool registers(const struct list *names, const char *domain)
{
	LIST_EACH (const struct string_item, it, names)
		if (text_casecmp(registered_part(without_dot(it->s)), domain) == 0)
			return true;
	return false;
}

static bool has_domain(const struct provider *p, const char *domain)
{
	return registers(&p->hosts, domain) || registers(&p->servers, domain) ||
	       registers(&p->mx, domain) || registers(&p->mailbox_domains, domain);
}

size_t provider_public_part(const struct knowledge *k, const char *host)
{
	const char *domain = registered_part(host), *behind;
	bool known = false;

	LIST_EACH (const struct provider, p, knowledge_providers(k))
		if ((behind = behind_customer(&p->customers, host)) != NULL)
			return (size_t)(behind - host);
	LIST_EACH (const struct provider, p, knowledge_providers(k)) {
		if (is_of_provider(p, host))
			return 0;
		known |= has_domain(p, domain);
	}
	return known ? (size_t)(domain - host) : strlen(host);
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
