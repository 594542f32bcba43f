#include "oauth/places.h"

#include "base/memory.h"
#include "base/netaddr.h"
#include "probe/lookup.h"

#include <stdlib.h>
#include <string.h>

/* Patience with a resolver, as the probe has it: 2 s, then 4 s, for each server. */
enum { DNS_TRY_MS = 2000, DNS_TRIES = 2 };

struct places {
	struct arena *arena; /* of what is said to callers */
	struct record *found;
	uv_loop_t *loop;
	struct resolver *resolver;
	struct answers *answers;
	struct hosts *hosts;
	struct lookup lookup;
	struct list addresses; /* of struct address */
	int family;
};

const char *place_fault(struct arena *a, const char *url, struct http_url *u)
{
	const char *fault;

	if (http_url_read(a, url, u, &fault) != 0)
		return strcmp(fault, "does not begin with http://") == 0
			       ? "does not begin with https://"
			       : fault;
	if (!u->tls && !loopback_address(u->host) && strcmp(u->host, "localhost") != 0)
		return "is not https://: secrets would cross the network in clear";
	return NULL;
}

/* It must not wait for more. */
static void on_answers(void *arg)
{
	struct places *p = arg;

	uv_stop(p->loop);
}

struct places *places_new(uv_loop_t *loop, struct arena *a, const struct settings *s,
			  const char **fault)
{
	const struct resolver_settings dns = {s->resolver, DNS_TRY_MS, DNS_TRIES, s->trust_ad};
	struct places *p = mem_alloc(sizeof(*p));

	p->arena = a;
	p->family = s->family;
	if (p->family == 0 && s->source != NULL)
		p->family = address_family(s->source);
	p->found = record_new();
	p->resolver = resolver_new(loop, &dns, a, fault);
	if (p->resolver == NULL)
		return places_free(p);
	p->loop = loop;
	p->answers = answers_new(loop, p->resolver, 0, 0);
	p->hosts = hosts_new(NULL);
	p->lookup = (struct lookup){.record = p->found,
				    .answers = p->answers,
				    .hosts = p->hosts,
				    .done = on_answers,
				    .arg = p};
	return p;
}

struct places *places_free(struct places *p)
{
	if (p == NULL)
		return NULL;
	answers_free(p->answers);
	hosts_free(p->hosts);
	resolver_free(p->resolver);
	record_free(p->found);
	free(p);
	return NULL;
}

static size_t choose(struct places *p, const char *host, struct list *to)
{
	size_t n = 0;

	LIST_EACH (const struct address, it, &p->addresses) {
		if (strcmp(it->host, host) != 0)
			continue;
		list_add_string(to, p->arena, it->address);
		n++;
	}
	return n;
}

static void look_up(struct places *p, const char *host, const bool *stopped)
{
	lookup_host(&p->lookup, host, p->family, &p->addresses);
	while (p->lookup.open > 0 && !*stopped)
		uv_run(p->loop, UV_RUN_ONCE);
	p->found->interrupted = *stopped;
	lookup_end(&p->lookup);
	lookup_take_addresses(p->found, host, p->family, &p->addresses);
}

/* ---- why there is none ---- */

/* The answer that says most: no such name, before a server that did not say. */
static const char *why_not(struct places *p, const char *host)
{
	static const struct {
		enum dns_status status;
		const char *words;
	} reasons[] = {
		{DNS_NXDOMAIN, "no such name in the DNS"},
		{DNS_NO_RESOLVER, "no DNS server to ask, or nobody serves there"},
		{DNS_NO_ROUTE, "this machine knows no way to its DNS server"},
		{DNS_TIMEOUT, "the DNS server did not answer in time"},
		{DNS_SERVFAIL, "the DNS server could not find out (SERVFAIL)"},
		{DNS_BOGUS, "its DNSSEC signatures do not verify"},
		{DNS_REFUSED, "the DNS server refuses to answer (REFUSED)"},
		{DNS_NODATA, "the name has no address"},
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		LIST_EACH (const struct dns_query, q, &p->found->queries)
			if (q->status == reasons[i].status && text_casecmp(q->name, host) == 0)
				return arena_printf(p->arena, "%s: %s", host, reasons[i].words);
	return arena_printf(p->arena, "%s: no address%s", host,
			    p->family == 4   ? " of IPv4"
			    : p->family == 6 ? " of IPv6"
					     : "");
}

/* In clear only within this machine, whatever a hosts file says. */
static bool all_loopback(const struct list *addresses)
{
	LIST_EACH (const struct string_item, it, addresses)
		if (!loopback_address(it->s))
			return false;
	return true;
}

const char *places_find(struct places *p, const char *host, bool clear, const bool *stopped,
			struct list *addresses, const char **fault)
{
	*fault = "dns";
	if (choose(p, host, addresses) == 0) {
		look_up(p, host, stopped);
		choose(p, host, addresses);
	}
	if (addresses->n == 0)
		return why_not(p, host);
	*fault = "local";
	if (clear && !all_loopback(addresses))
		return arena_printf(p->arena, "%s is not on this machine: https:// is needed",
				    host);
	return NULL;
}

void places_forget(struct places *p)
{
	p->addresses = (struct list){0};
	p->found->queries = (struct list){0};
}
