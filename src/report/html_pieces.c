/* html_pieces.c - small things that several parts of a report in HTML are made of */
#include "report/html.h"

static const struct {
	const char *class, *word;
	const char *path; /* a shape of its own in a square of 16 */
} marks[] = {
	[MARK_OK] = {"ok", "OK", "M8 1a7 7 0 1 0 0 14a7 7 0 0 0 0-14M4.500 8l2.500 2.500l4.500-5"},
	[MARK_FAIL] = {"fail", "FAIL", "M5 1h6l4 4v6l-4 4h-6l-4-4v-6zM5 5l6 6M11 5l-6 6"},
	[MARK_WARN] = {"warn", "WARN", "M8 1.500l7 13h-14zM8 6v4M8 12v1.500"},
	[MARK_SKIP] = {"skip", "SKIP", "M2 3l6 5l-6 5zM8 3l6 5l-6 5z"},
	[MARK_NONE] = {"none", "n/a", "M2 8h12"},
};

const char *html_mark_class(enum mark m)
{
	return marks[m].class;
}

static void sign(struct html *h, enum mark m)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "svg", "sign");
	htmlw_attr(w, "viewBox", "0 0 16 16");
	htmlw_attr(w, "aria-hidden", "true");
	htmlw_open(w, "path");
	htmlw_attr(w, "d", marks[m].path);
	htmlw_close(w);
	htmlw_close(w);
}

void html_marked(struct html *h, enum mark m, const char *word)
{
	htmlw_begin(&h->w, "span", arena_printf(h->page.arena, "mark %s", marks[m].class));
	sign(h, m);
	htmlw_text(&h->w, word);
	htmlw_close(&h->w);
}

void html_mark(struct html *h, enum mark m)
{
	html_marked(h, m, marks[m].word);
}

void html_begin_scroll(struct html *h, const char *label)
{
	htmlw_begin(&h->w, "div", "scroll");
	htmlw_attr(&h->w, "tabindex", "0");
	htmlw_attr(&h->w, "role", "group");
	htmlw_attr(&h->w, "aria-label", label);
}

void html_heads(struct html *h, const char *const *heads, size_t n)
{
	struct htmlw *w = &h->w;

	htmlw_open(w, "thead");
	htmlw_open(w, "tr");
	for (size_t i = 0; i < n; i++) {
		htmlw_open(w, "th");
		htmlw_attr(w, "scope", "col");
		htmlw_text(w, heads[i]);
		htmlw_close(w);
	}
	htmlw_close(w);
	htmlw_close(w);
}

void html_begin_table(struct html *h, const char *label, const char *const *heads, size_t n)
{
	html_begin_scroll(h, label);
	htmlw_open(&h->w, "table");
	html_heads(h, heads, n);
	htmlw_open(&h->w, "tbody");
}

void html_end_table(struct html *h)
{
	for (int open = 3; open > 0; open--)
		htmlw_close(&h->w);
}

void html_draw_text(struct html *h, const char *class, const char *anchor, double x, int y,
		    const char *s)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "text", class);
	htmlw_attr_percent(w, "x", x);
	htmlw_attr_number(w, "y", y);
	htmlw_attr(w, "text-anchor", anchor);
	htmlw_text(w, s);
	htmlw_close(w);
}

void html_draw_line(struct html *h, const char *class, double x1, int y1, double x2, int y2)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "line", class);
	htmlw_attr_percent(w, "x1", x1);
	htmlw_attr_number(w, "y1", y1);
	htmlw_attr_percent(w, "x2", x2);
	htmlw_attr_number(w, "y2", y2);
	htmlw_close(w);
}

bool html_shows(const struct session *s)
{
	return s->purpose != SESSION_TLS_SUITES;
}
