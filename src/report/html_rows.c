/* html_rows.c - what functions for a page say in rows, as lists and tables of HTML */
#include "report/html.h"

#include <string.h>

/* ---- chapters ---- */

static void heading(struct html *h, const char *title)
{
	htmlw_open(&h->w, "h2");
	htmlw_attr_id(&h->w, "id", "part", h->chapters);
	htmlw_peer(&h->w, title);
	htmlw_close(&h->w);
}

static void begin(struct html *h, const char *title, bool folded)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "section", folded ? "long" : NULL);
	htmlw_attr_id(w, "aria-labelledby", "part", ++h->chapters);
	if (folded) {
		htmlw_open(w, "details");
		htmlw_open(w, "summary");
	}
	heading(h, title);
	if (folded)
		htmlw_close(w);
	h->in_chapter = true;
	h->folded = folded;
}

void html_chapter(struct html *h, const char *title, bool folded)
{
	html_end_chapter(h);
	h->title = title;
	h->folded = folded;
}

void html_begin_chapter(struct html *h)
{
	if (!h->in_chapter && h->title != NULL)
		begin(h, h->title, h->folded);
}

void html_end_rows(struct html *h)
{
	if (h->inside == HTML_ROWS)
		htmlw_close(&h->w);
	else if (h->inside == HTML_TABLE)
		html_end_table(h);
	h->inside = HTML_NOTHING;
}

void html_end_chapter(struct html *h)
{
	html_end_rows(h);
	if (h->in_chapter && h->folded)
		htmlw_close(&h->w);
	if (h->in_chapter)
		htmlw_close(&h->w);
	h->in_chapter = false;
	h->title = NULL;
}

bool html_full(struct html *h)
{
	bool full = h->w.out->n >= HTML_PAGE_MAX;

	h->cut |= full;
	return full;
}

/* ---- what a page's functions call ---- */

static struct html *of(struct page_form *f)
{
	return (struct html *)(void *)f;
}

static void on_section(struct page_form *f, const char *title)
{
	struct html *h = of(f);

	if (html_full(h))
		return;
	if (h->title == NULL) {
		html_end_chapter(h);
		begin(h, title, false);
		return;
	}
	html_begin_chapter(h);
	html_end_rows(h);
	htmlw_open(&h->w, "h3");
	htmlw_peer(&h->w, title);
	htmlw_close(&h->w);
}

static void on_paragraph(struct page_form *f, const char *text)
{
	struct html *h = of(f);

	if (html_full(h))
		return;
	html_begin_chapter(h);
	html_end_rows(h);
	htmlw_open(&h->w, "p");
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
}

/* A label that stands in the list already begins another one, and so does the way back from facts
 * of a fact (of a certificate): each list is about one thing. */
static void list_for(struct html *h, int indent, const char *label)
{
	if (h->inside == HTML_ROWS && indent >= h->indent && !list_has_string(&h->labels, label))
		return;
	html_end_rows(h);
	htmlw_open(&h->w, "dl");
	h->inside = HTML_ROWS;
	h->labels = (struct list){0};
}

static void on_row(struct page_form *f, int indent, const char *label, const char *text)
{
	struct html *h = of(f);
	bool more = *label == '\0', again = strcmp(label, h->label) == 0;

	if (html_full(h))
		return;
	html_begin_chapter(h);
	if (h->inside != HTML_ROWS || !(more || again)) {
		list_for(h, indent, label);
		list_add_string(&h->labels, h->page.arena, arena_str(h->page.arena, label));
		htmlw_leaf(&h->w, "dt", NULL, label);
	}
	h->label = arena_str(h->page.arena, label);
	h->indent = indent;
	htmlw_open(&h->w, "dd");
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
}

static void on_line(struct page_form *f, const char *text)
{
	struct html *h = of(f);

	if (html_full(h))
		return;
	html_begin_chapter(h);
	htmlw_open(&h->w, h->inside == HTML_ROWS ? "dd" : "p");
	htmlw_open(&h->w, "code");
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
	htmlw_close(&h->w);
}

static void on_marked(struct page_form *f, enum mark m, const char *text)
{
	struct html *h = of(f);

	if (html_full(h))
		return;
	html_begin_chapter(h);
	html_end_rows(h);
	htmlw_begin(&h->w, "p", "first");
	html_mark(h, m);
	htmlw_text(&h->w, " ");
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
}

/* ---- tables ---- */

static void on_heads(struct page_form *f, const char *const *heads, size_t n)
{
	struct html *h = of(f);

	if (html_full(h))
		return;
	html_begin_chapter(h);
	html_end_rows(h);
	html_begin_table(h, "table", heads, n);
	h->inside = HTML_TABLE;
	h->columns = n;
}

static void head_of_row(struct html *h, const char *text)
{
	enum { SHORT = 16 }; /* bytes: in one line, an IPv4 address; longer ones wrap */

	htmlw_begin(&h->w, "th", strlen(text) < SHORT ? NULL : "peer");
	htmlw_attr(&h->w, "scope", "row");
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
}

static void cell(struct html *h, const struct page_cell *c)
{
	htmlw_open(&h->w, "td");
	if (c->marked) {
		html_mark(h, c->mark);
		htmlw_text(&h->w, " ");
	}
	htmlw_peer(&h->w, c->text);
	htmlw_close(&h->w);
}

static void on_cells(struct page_form *f, const struct page_cell *cells, size_t n)
{
	struct html *h = of(f);

	if (html_full(h) || h->inside != HTML_TABLE)
		return;
	htmlw_open(&h->w, "tr");
	head_of_row(h, cells[0].text);
	for (size_t i = 1; i < n; i++)
		cell(h, &cells[i]);
	htmlw_close(&h->w);
}

static void on_remark(struct page_form *f, const char *text, bool strong)
{
	struct html *h = of(f);

	if (html_full(h) || h->inside != HTML_TABLE)
		return;
	htmlw_open(&h->w, "tr");
	htmlw_begin(&h->w, "td", strong ? "strong" : NULL);
	htmlw_attr_number(&h->w, "colspan", (double)h->columns);
	htmlw_peer(&h->w, text);
	htmlw_close(&h->w);
	htmlw_close(&h->w);
}

void html_form(struct html *h)
{
	h->label = "";
	h->form = (struct page_form){on_section, on_row,   on_paragraph, on_line,
				     on_marked,	 on_heads, on_cells,	 on_remark};
	h->page.form = &h->form;
}
