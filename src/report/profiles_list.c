/* profiles_list.c - all profiles and networks: who has a server to name, a line each */
#include "report/profiles.h"

#include "report/page.h"

#include <string.h>

enum { BODY = 23, NETWORKS = 12 };

static const char *ports(const struct page *p, const struct provider *it)
{
	enum { SHOWN = 5 };
	const char *all = "";
	int n = 0;

	LIST_EACH (const struct offer, o, &it->offers)
		if (++n > SHOWN)
			return arena_printf(p->arena, "%s ...", all);
		else
			all = arena_printf(p->arena, "%s %d%s", all, o->port,
					   o->mode == TLS_MODE_IMPLICIT ? "*" : "");
	return all;
}

static const char *first_of(const struct list *names)
{
	return names->n == 0 ? NULL : ((const struct string_item *)(const void *)names->first)->s;
}

static const char *host_of(const struct provider *it)
{
	return first_of(it->hosts.n > 0 ? &it->hosts : &it->mx);
}

/* A server to name, and ports: who has both stands in a line. */
static const char *what(const struct page *p, const struct provider *it)
{
	enum { HOST = 30 };
	const char *host = host_of(it);

	if (it->offers.n == 0)
		return host == NULL ? it->title : host;
	if (host == NULL)
		host = it->title;
	return arena_printf(p->arena, "%-*s%s", HOST, host, ports(p, it));
}

static void kind(const struct page *p, const struct knowledge *k, enum provider_kind kind,
		 const char *title)
{
	bool any = false;

	LIST_EACH (const struct provider, it, knowledge_providers(k)) {
		if (it->kind != kind || it == provider_generic(k))
			continue;
		if (!any)
			page_title(p, title);
		any = true;
		page_labelled(p, 0, it->id, BODY, what(p, it));
	}
	if (any)
		buf_char(p->out, '\n');
}

/* What is known by its replies rather than by its ports: the names are enough. */
static void names_of(const struct page *p, const struct knowledge *k, enum provider_kind kind,
		     const char *title)
{
	const char *all = NULL;

	LIST_EACH (const struct provider, it, knowledge_providers(k))
		if (it->kind == kind && it != provider_generic(k))
			all = all == NULL ? it->id : arena_printf(p->arena, "%s, %s", all, it->id);
	if (all == NULL)
		return;
	page_title(p, title);
	page_paragraph(p, 0, all);
	buf_char(p->out, '\n');
}

static const char *blocked(const struct page *p, const struct network *net)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, &net->blocked)
		all = arena_printf(p->arena, "%s%s%s", all, *all == '\0' ? "" : " ", it->s);
	return *all == '\0' ? "some" : all;
}

/* All that block the ports which `first` blocks; nothing where one before it did that. */
static void blocking_alike(const struct page *p, const struct knowledge *k,
			   const struct network *first)
{
	const char *these = blocked(p, first), *all = NULL;

	LIST_EACH (const struct network, net, knowledge_networks(k)) {
		if (strcmp(blocked(p, net), these) != 0)
			continue;
		if (all == NULL && net != first)
			return;
		all = all == NULL ? net->id : arena_printf(p->arena, "%s, %s", all, net->id);
	}
	page_labelled(p, 0, these, NETWORKS, all);
}

static void networks(const struct page *p, const struct knowledge *k)
{
	if (knowledge_networks(k)->n == 0)
		return;
	page_title(p, "Networks that block outgoing mail, by port");
	LIST_EACH (const struct network, net, knowledge_networks(k))
		blocking_alike(p, k, net);
	buf_char(p->out, '\n');
}

void profiles_list(struct buf *out, const struct knowledge *k, const struct report_options *o)
{
	const struct page p = {.arena = arena_new(), .out = out, .options = o};

	kind(&p, k, KIND_SERVER, "Servers");
	kind(&p, k, KIND_MAILBOXES, "Mailboxes");
	kind(&p, k, KIND_SENDING, "Sending services");
	names_of(&p, k, KIND_SOFTWARE, "Server software and gateways");
	networks(&p, k);
	page_paragraph(
		&p, 0,
		"* implicit TLS; other ports STARTTLS. All about one: smtpscope providers NAME");
	arena_free(p.arena);
}
