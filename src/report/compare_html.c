/* compare_html.c - a comparison as one page: the sentence, the records, endpoints, all differences
 */
#include "report/compare.h"

#include "report/compare_page.h"
#include "report/html.h"

static const char *title_of(struct arena *a, const struct comparison *c)
{
	const struct record *r = c->records[0].record;

	return arena_printf(a, "%s: %s", compare_status(a, c), record_target(r));
}

static void header(struct html *h, const struct comparison *c)
{
	const struct record *r = c->records[0].record;

	htmlw_open(&h->w, "header");
	htmlw_open(&h->w, "h1");
	htmlw_peer(&h->w, record_target(r));
	htmlw_close(&h->w);
	htmlw_leaf(&h->w, "p", NULL,
		   c->mode == COMPARE_BEFORE_AFTER
			   ? "smtpscope: what changed between two records"
			   : arena_printf(h->page.arena,
					  "smtpscope: what differs between %zu sites", c->n));
	htmlw_close(&h->w);
}

static void card(struct html *h, const struct comparison *c)
{
	struct htmlw *w = &h->w;
	enum mark mark = compare_mark(c);

	htmlw_begin(w, "section", arena_printf(h->page.arena, "verdict %s", html_mark_class(mark)));
	htmlw_attr(w, "aria-labelledby", "verdict");
	htmlw_open(w, "h2");
	htmlw_attr(w, "id", "verdict");
	html_mark(h, mark);
	htmlw_text(w, " ");
	htmlw_leaf(w, "span", NULL, compare_status(h->page.arena, c));
	htmlw_text(w, ": ");
	htmlw_peer(w, c->sentence);
	htmlw_close(w);
	htmlw_close(w);
}

static void page(struct html *h, const struct comparison *c)
{
	htmlw_page_begin(&h->w, title_of(h->page.arena, c));
	header(h, c);
	htmlw_open(&h->w, "main");
	card(h, c);
	html_chapter(h, "Records", false);
	compare_page_records(&h->page, c);
	html_end_chapter(h);
	compare_page_endpoints(&h->page, c);
	html_end_chapter(h);
	compare_page_differences(&h->page, c);
	html_end_chapter(h);
	htmlw_close(&h->w);
	htmlw_page_end(&h->w);
}

/* As -v does, in lines of any length. */
void compare_html(struct buf *out, const struct comparison *c, const struct report_options *o)
{
	enum { COLUMNS = 1 << 14 };
	struct report_options all = *o;
	struct html h = {.w = {.out = out}};

	all.verbosity = 1;
	all.colour = false;
	all.columns = COLUMNS;
	h.page = (struct page){.arena = arena_new(), .out = out, .options = &all};
	html_form(&h);
	page(&h, c);
	arena_free(h.page.arena);
}
