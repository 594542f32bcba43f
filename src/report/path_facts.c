/* path_facts.c - all that traces have found, as it can be read back */
#include "report/path_text.h"

enum { LABEL = 2, BODY = 12 };

static void trace_hop(const struct page *p, const struct hop *h)
{
	const char *text = arena_printf(p->arena, "%d %s", h->ttl, hop_answer_names[h->answer]);

	if (h->address != NULL)
		text = arena_printf(p->arena, "%s %s", text, h->address);
	if (h->answer != HOP_SILENT)
		text = arena_printf(p->arena, "%s, %.1f ms", text, h->ms);
	if (h->icmp_origin != NULL)
		text = arena_printf(p->arena, "%s, %s type %d code %d", text, h->icmp_origin,
				    h->icmp_type, h->icmp_code);
	if (h->again)
		text = arena_printf(p->arena, "%s, asked again", text);
	page_labelled(p, LABEL, "hop", BODY, text);
}

void path_details(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct trace, t, &r->traces) {
		page_section(p, arena_printf(p->arena, "Path to %s port %d (%s)", t->address,
					     t->port, trace_role_names[t->role]));
		page_labelled(p, LABEL, "host", BODY, t->host);
		if (t->source != NULL)
			page_labelled(p, LABEL, "from", BODY, t->source);
		page_labelled(p, LABEL, "took", BODY,
			      arena_printf(p->arena, "%.1f ms from %.1f ms on, windows: %d", t->ms,
					   t->at_ms, t->windows));
		if (t->resends_lost > 0)
			page_labelled(
				p, LABEL, "lost here", BODY,
				arena_printf(p->arena, "%d packets sent again", t->resends_lost));
		LIST_EACH (const struct hop, h, &t->hops)
			trace_hop(p, h);
	}
}
