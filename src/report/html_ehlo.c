/* html_ehlo.c - what the server offers before and after STARTTLS, side by side */
#include "report/html.h"

#include "report/ehlo_diff.h"
#include "report/words.h"

static const struct {
	const char *words, *clear, *tls; /* elements of the two cells */
} changes[] = {
	[EHLO_SAME] = {"the same", "span", "span"},
	[EHLO_CHANGED] = {"changed", "del", "ins"},
	[EHLO_GONE] = {"gone in TLS", "del", "span"},
	[EHLO_NEW] = {"only in TLS", "span", "ins"},
};

static bool same_rows(const struct list *a, const struct list *b)
{
	const struct ehlo_row *x = (const void *)a->first, *y = (const void *)b->first;

	if (a->n != b->n)
		return false;
	for (; x != NULL && y != NULL;
	     x = (const void *)x->item.next, y = (const void *)y->item.next)
		if (!bytes_same(x->clear, y->clear) || !bytes_same(x->tls, y->tls))
			return false;
	return true;
}

static bool was_shown(struct html *h, const struct session *s, const struct list *rows)
{
	LIST_EACH (const struct session, o, &h->record->sessions) {
		struct list others = {0};

		if (o == s)
			return false;
		if (ehlo_diff(h->page.arena, o, &others) && same_rows(&others, rows))
			return true;
	}
	return false;
}

static void cell(struct html *h, const char *element, struct bytes text)
{
	htmlw_begin(&h->w, "td", "peer");
	if (text.p != NULL) {
		htmlw_open(&h->w, element);
		htmlw_bytes(&h->w, text);
		htmlw_close(&h->w);
	}
	htmlw_close(&h->w);
}

static void row(struct html *h, const struct ehlo_row *r)
{
	htmlw_open(&h->w, "tr");
	cell(h, changes[r->change].clear, r->clear);
	cell(h, changes[r->change].tls, r->tls);
	htmlw_leaf(&h->w, "td", NULL, changes[r->change].words);
	htmlw_close(&h->w);
}

static void table(struct html *h, const struct session *s, const struct list *rows)
{
	static const char *const heads[] = {"before STARTTLS", "in TLS", "change"};

	page_section(&h->page, session_title(h->page.arena, s));
	html_begin_table(h, "capabilities before and after STARTTLS", heads,
			 sizeof(heads) / sizeof(heads[0]));
	LIST_EACH (const struct ehlo_row, r, rows)
		row(h, r);
	html_end_table(h);
}

/* Sessions that were offered the same have one table. */
void html_ehlo(struct html *h)
{
	int n = 0;

	html_chapter(h, "EHLO before and after STARTTLS", false);
	LIST_EACH (const struct session, s, &h->record->sessions) {
		struct list rows = {0};

		if (n == HTML_LISTS_MAX || html_full(h) || !ehlo_diff(h->page.arena, s, &rows) ||
		    rows.n == 0 || was_shown(h, s, &rows))
			continue;
		table(h, s, &rows);
		n++;
	}
	html_end_chapter(h);
}
