/* html_chains.c - the certificates: each different chain once, as a tree with bars of validity */
#include "report/html.h"

#include "interpret/facts.h"
#include "report/details_cert.h"
#include "report/fact.h"

#include <math.h>
#include <string.h>

static const struct tls_facts *facts_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	return st != NULL && st->tls != NULL && st->tls->chain.n > 0 && st->tls->judged ? st->tls
											: NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The same certificates, judged in the same way. */
static bool is_same(const struct tls_facts *a, const struct tls_facts *b)
{
	const struct certificate *x = (const void *)a->chain.first,
				 *y = (const void *)b->chain.first;

	if (a->chain.n != b->chain.n || a->name_ok != b->name_ok || a->trusted != b->trusted)
		return false;
	for (; x != NULL && y != NULL;
	     x = (const void *)x->item.next, y = (const void *)y->item.next)
		if (!same_text(x->sha256, y->sha256))
			return false;
	return true;
}

static bool was_shown(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct session, o, &r->sessions) {
		if (o == s)
			return false;
		if (facts_of(o) != NULL && is_same(facts_of(o), facts_of(s)))
			return true;
	}
	return false;
}

/* ---- one certificate ---- */

/* From the first day to the last, or to the day of the run where that is later. */
static void picture(struct html *h, const struct certificate *c, int64_t now)
{
	enum { HEIGHT = 44, BAR = 12, TOP = 6 };
	double from = (double)c->not_before, to = (double)c->not_after, at = (double)now;
	double left = fmin(from, at), width = fmax(to, at) - left;
	bool holds = now >= c->not_before && now <= c->not_after;
	struct htmlw *w = &h->w;

	htmlw_begin(w, "svg", "chart");
	htmlw_attr_number(w, "height", HEIGHT);
	htmlw_attr(w, "role", "img");
	htmlw_attr(w, "aria-label",
		   arena_printf(h->page.arena, "valid from %s to %s; the check was at %s",
				details_minute(&h->page, c->not_before),
				details_minute(&h->page, c->not_after),
				details_minute(&h->page, now)));
	htmlw_begin(w, "rect", holds ? "valid" : "over");
	htmlw_attr_percent(w, "x", (from - left) * 100 / width);
	htmlw_attr_number(w, "y", TOP);
	htmlw_attr_percent(w, "width", (to - from) * 100 / width);
	htmlw_attr_number(w, "height", BAR);
	htmlw_close(w);
	html_draw_line(h, "now", (at - left) * 100 / width, 0, (at - left) * 100 / width,
		       TOP + BAR + TOP);
	html_draw_text(
		h, "small", "start", 0, HEIGHT - 6,
		arena_printf(h->page.arena, "%.10s", details_minute(&h->page, (int64_t)left)));
	html_draw_text(h, "small", "end", 100, HEIGHT - 6,
		       arena_printf(h->page.arena, "%.10s",
				    details_minute(&h->page, (int64_t)(left + width))));
	htmlw_close(w);
}

static bool has_dates(const struct certificate *c, int64_t now)
{
	return now != 0 && c->not_before != 0 && c->not_after > c->not_before;
}

static int number_of(const struct tls_facts *t, const struct certificate *c)
{
	int n = 0;

	LIST_EACH (const struct certificate, o, &t->chain) {
		if (o == c)
			return n;
		n++;
	}
	return n;
}

static void certificate(struct html *h, const struct tls_facts *t, const struct certificate *c)
{
	int64_t now = h->record->started;

	if (has_dates(c, now))
		picture(h, c, now);
	details_certificate(&h->page, c, number_of(t, c), now);
	html_end_rows(h);
}

/* ---- the tree: who issued stands above what was issued ---- */

/* What stands in the tree: a step of the verified path, a certificate as sent, or both. */
struct node {
	const struct chain_link *link;
	const struct certificate *certificate;
};

static const struct certificate *with_hash(const struct tls_facts *t, const char *sha256)
{
	LIST_EACH (const struct certificate, c, &t->chain)
		if (same_text(c->sha256, sha256))
			return c;
	return NULL;
}

/* The path that was verified, else all that was sent; the server's own first. */
static int nodes_of(const struct tls_facts *t, struct node *nodes)
{
	int n = 0;

	LIST_EACH (const struct chain_link, l, &t->verified)
		if (n < HTML_CERTIFICATES_MAX)
			nodes[n++] = (struct node){l, with_hash(t, l->sha256)};
	if (n > 0)
		return n;
	LIST_EACH (const struct certificate, c, &t->chain)
		if (n < HTML_CERTIFICATES_MAX)
			nodes[n++] = (struct node){NULL, c};
	return n;
}

static const char *role(const struct node *n, bool first)
{
	if (first)
		return "the server's own";
	if (n->link == NULL || n->link->from == LINK_SENT)
		return "sent by the server";
	return n->link->from == LINK_STORE ? "from the trust store of this machine"
					   : "fetched, not sent by the server";
}

static void node(struct html *h, const struct tls_facts *t, const struct node *n, bool first)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "p", "first");
	htmlw_peer(w, or_unknown(n->link != NULL ? n->link->subject : n->certificate->subject));
	htmlw_leaf(w, "span", "quiet", arena_printf(h->page.arena, " - %s", role(n, first)));
	htmlw_close(w);
	if (n->certificate != NULL) {
		certificate(h, t, n->certificate);
		return;
	}
	page_labelled(&h->page, 0, "valid until", 0, details_minute(&h->page, n->link->not_after));
	page_labelled(&h->page, 0, "SHA-256", 0, or_unknown(n->link->sha256));
	html_end_rows(h);
}

static void tree(struct html *h, const struct tls_facts *t)
{
	struct node nodes[HTML_CERTIFICATES_MAX];
	int n = nodes_of(t, nodes);

	for (int i = n - 1; i >= 0; i--) {
		htmlw_begin(&h->w, "ul", "tree");
		htmlw_open(&h->w, "li");
		node(h, t, &nodes[i], i == 0);
	}
	for (int i = 0; i < 2 * n; i++)
		htmlw_close(&h->w);
}

/* What the server sent beside the path. */
static void others(struct html *h, const struct tls_facts *t)
{
	int n = 0;

	if (t->verified.n == 0)
		return;
	LIST_EACH (const struct certificate, c, &t->chain) {
		bool used = false;

		LIST_EACH (const struct chain_link, l, &t->verified)
			used |= same_text(l->sha256, c->sha256);
		if (used || n++ == HTML_CERTIFICATES_MAX)
			continue;
		htmlw_leaf(&h->w, "h4", NULL, "Sent along, not on the path");
		certificate(h, t, c);
	}
}

/* ---- all of them ---- */

static const char *endpoints(struct html *h, const struct session *first)
{
	struct list all = {0};

	LIST_EACH (const struct session, s, &h->record->sessions)
		if (is_primary(s) && facts_of(s) != NULL && is_same(facts_of(s), facts_of(first)))
			list_add_string(
				&all, h->page.arena,
				arena_printf(h->page.arena, "%s port %d", s->address, s->port));
	return all.n > 0 ? page_joined(&h->page, &all)
			 : arena_printf(h->page.arena, "%s port %d", first->address, first->port);
}

static void chain(struct html *h, const struct session *s)
{
	const struct tls_facts *t = facts_of(s);

	page_section(&h->page, arena_printf(h->page.arena, "Sent by %s", endpoints(h, s)));
	details_judgement(&h->page, t);
	if (t->staple != NULL)
		details_staple(&h->page, t->staple);
	html_end_rows(h);
	tree(h, t);
	others(h, t);
}

void html_chains(struct html *h)
{
	int n = 0;

	html_chapter(h, "Certificates", false);
	LIST_EACH (const struct session, s, &h->record->sessions)
		if (html_shows(s) && facts_of(s) != NULL && !was_shown(h->record, s) &&
		    n++ < HTML_CHAINS_MAX && !html_full(h))
			chain(h, s);
	if (n > HTML_CHAINS_MAX)
		page_paragraph(&h->page, 0,
			       arena_printf(h->page.arena, "... and %d other chains",
					    n - HTML_CHAINS_MAX));
	html_end_chapter(h);
}
