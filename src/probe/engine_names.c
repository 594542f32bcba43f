/* engine_names.c - the engine's lookups */
#include "probe/engine_parts.h"

#include "smtp/address.h"

void engine_end_asking(struct engine *e)
{
	struct record *r = e->common.record;

	lookup_end(&e->lookup);
	if (e->hosts == NULL)
		return;
	LIST_EACH (struct string_item, host, e->hosts)
		lookup_take_addresses(r, host->s, e->family, &r->addresses);
	e->hosts = NULL;
}

void engine_begin_ask(struct engine *e, const struct list *questions)
{
	LIST_EACH (struct question, q, questions)
		lookup_ask(&e->lookup, q->name, q->type);
	engine_begin(e, ENGINE_ASKING);
}

void engine_ask(struct engine *e, const struct list *questions)
{
	hub_catch_up(e->common.hub);
	engine_begin_ask(e, questions);
	engine_wait(e);
}

/* By the proxy, once it is told the name. */
static void leave_to_proxy(struct record *r, const char *host)
{
	const char *literal;

	if (address_literal(r->arena, host, &literal))
		lookup_add_address(r->arena, &r->addresses, host, literal, ADDRESS_LITERAL);
	else
		lookup_add_address(r->arena, &r->addresses, host, host, ADDRESS_PROXY);
}

void engine_begin_resolve(struct engine *e, const struct list *hosts)
{
	struct record *r = e->common.record;

	LIST_EACH (struct string_item, host, hosts) {
		if (common_proxied(&e->common))
			leave_to_proxy(r, host->s);
		else
			lookup_host(&e->lookup, host->s, e->family, &r->addresses);
	}
	e->hosts = common_proxied(&e->common) ? NULL : hosts;
	engine_begin(e, ENGINE_ASKING);
}

void engine_resolve(struct engine *e, const struct list *hosts)
{
	hub_catch_up(e->common.hub);
	engine_begin_resolve(e, hosts);
	engine_wait(e);
}

/* Once, when sessions are about to need it. */
void engine_resolve_proxy(struct engine *e)
{
	struct common *c = &e->common;
	const char *host = c->settings->proxy.url.host;

	if (!common_proxied(c) || c->proxy != NULL)
		return;
	lookup_host(&e->lookup, host, e->family, &c->proxies);
	engine_begin(e, ENGINE_ASKING);
	engine_wait(e);
	lookup_take_addresses(c->record, host, e->family, &c->proxies);
	c->proxy = (const void *)c->proxies.first;
}
