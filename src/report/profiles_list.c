/* profiles_list.c - all profiles and networks, a line each */
#include "report/profiles.h"

#include "report/page.h"

enum { BODY = 23 };

static const char *ports(const struct page *p, const struct provider *it)
{
	const char *all = "";

	LIST_EACH (const struct offer, o, &it->offers)
		all = arena_printf(p->arena, "%s %d%s", all, o->port,
				   o->mode == TLS_MODE_IMPLICIT ? "*" : "");
	return all;
}

static const char *first_of(const struct list *names)
{
	return names->n == 0 ? NULL : ((const struct string_item *)(const void *)names->first)->s;
}

/* Title and host in columns as far as they fit; a line breaks where blanks stand together. */
static const char *what(const struct page *p, const struct provider *it)
{
	enum { TITLE = 26 };
	const char *host = first_of(it->hosts.n > 0 ? &it->hosts : &it->mx);
	size_t used = text_columns(it->title);

	if (host == NULL && it->offers.n == 0)
		return it->title;
	return arena_printf(p->arena, "%s%*s%s%s", it->title,
			    used + 2 < TITLE ? TITLE - (int)used : 2, "",
			    host == NULL ? "ports" : host, ports(p, it));
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

static const char *blocked(const struct page *p, const struct network *net)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, &net->blocked)
		all = arena_printf(p->arena, "%s %s", all, it->s);
	return *all == '\0' ? net->title : arena_printf(p->arena, "%s %s", net->title, all);
}

static void networks(const struct page *p, const struct knowledge *k)
{
	if (knowledge_networks(k)->n == 0)
		return;
	page_title(p, "Networks that block outgoing mail ports");
	LIST_EACH (const struct network, net, knowledge_networks(k))
		page_labelled(p, 0, net->id, BODY, blocked(p, net));
	buf_char(p->out, '\n');
}

void profiles_list(struct buf *out, const struct knowledge *k, const struct report_options *o)
{
	const struct page p = {arena_new(), out, o};

	kind(&p, k, KIND_SERVER, "Servers");
	kind(&p, k, KIND_MAILBOXES, "Mailboxes");
	kind(&p, k, KIND_SENDING, "Sending services");
	kind(&p, k, KIND_SOFTWARE, "Server software and gateways");
	networks(&p, k);
	page_paragraph(&p, 0,
		       "* implicit TLS; other ports STARTTLS. One whole: smtpscope providers NAME");
	arena_free(p.arena);
}
