/* html_paths.c - the way to a port and to its control, hop by hop, as a picture below its table */
#include "report/html.h"

#include "interpret/path.h"
#include "report/path_text.h"

enum {
	ROW = 56, /* pixels: of a port */
	TITLE = 14,
	LINE = 28,
	NUMBERS = 46,
	RADIUS = 5,
};

struct drawing {
	struct html *h;
	int hops; /* at the right edge */
};

/* This machine is hop 0. */
static double place(const struct drawing *d, double ttl)
{
	const double edge = 4, room = 92; /* percent */

	return edge + ttl * room / d->hops;
}

static void circle(const struct drawing *d, int ttl, int y, const char *class, const char *words)
{
	struct htmlw *w = &d->h->w;

	htmlw_begin(w, "circle", class);
	htmlw_attr_percent(w, "cx", place(d, ttl));
	htmlw_attr_number(w, "cy", y);
	htmlw_attr_number(w, "r", RADIUS);
	htmlw_leaf(w, "title", NULL, words);
	htmlw_close(w);
	html_draw_text(d->h, "small", "middle", place(d, ttl), y + NUMBERS - LINE,
		       ttl == 0 ? "here" : arena_printf(d->h->page.arena, "%d", ttl));
}

/* What ended it, NULL: silence did. */
static const struct hop *end_of(const struct trace *t)
{
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->answer != HOP_PASSED && h->answer != HOP_SILENT)
			return h;
	return NULL;
}

/* How far packets got: the end, else the last hop that passed them on. */
static int reached(const struct trace *t)
{
	const struct hop *end = end_of(t);
	int ttl = 0;

	if (end != NULL)
		return end->ttl;
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->answer == HOP_PASSED)
			ttl = h->ttl;
	return ttl;
}

/* "port 587: refused at hop 4" */
static const char *in_words(struct arena *a, const struct trace *t)
{
	const struct hop *end = end_of(t);

	if (end != NULL)
		return arena_printf(a, "port %d: %s at hop %d", t->port,
				    hop_answer_names[end->answer], end->ttl);
	if (reached(t) == 0)
		return arena_printf(a, "port %d: no hop answers", t->port);
	return arena_printf(a, "port %d: no answer behind hop %d", t->port, reached(t));
}

static void row(const struct drawing *d, const struct trace *t, int top)
{
	int last = reached(t), y = top + LINE;

	html_draw_text(d->h, NULL, "start", 0, top + TITLE, in_words(d->h->page.arena, t));
	html_draw_line(d->h, "way", place(d, 0), y, place(d, last), y);
	circle(d, 0, y, NULL, "this machine");
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl <= d->hops)
			circle(d, h->ttl, y, h->answer == HOP_SILENT ? "silent" : NULL,
			       hop_words(d->h->page.arena, h));
	if (end_of(t) == NULL && last < d->hops)
		html_draw_text(d->h, "failed", "middle", place(d, last + 0.5), y + RADIUS, "X");
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

/* The first hop of silence is the last that is shown. */
static int shown(const struct trace *t)
{
	return t == NULL ? 1 : reached(t) + (end_of(t) == NULL ? 1 : 0);
}

static void picture(struct html *h, const struct path *p)
{
	struct drawing d = {h, larger(shown(p->subject), shown(p->control))};
	const char *words = in_words(h->page.arena, p->subject);

	if (p->control != NULL)
		words = arena_printf(h->page.arena, "%s; %s", words,
				     in_words(h->page.arena, p->control));
	htmlw_begin(&h->w, "svg", "chart");
	htmlw_attr_number(&h->w, "height", p->control == NULL ? ROW : 2 * ROW);
	htmlw_attr(&h->w, "role", "img");
	htmlw_attr(&h->w, "aria-label", arena_printf(h->page.arena, "path, hop by hop: %s", words));
	row(&d, p->subject, 0);
	if (p->control != NULL)
		row(&d, p->control, ROW);
	htmlw_close(&h->w);
}

void html_paths(struct html *h)
{
	LIST_EACH (const struct trace, t, &h->record->traces) {
		struct path p;

		if (!path_is_told(t, h->interpretation) || html_full(h))
			continue;
		path_read(h->record, t, &p);
		path_picture(&h->page, &p);
		if (p.shape != PATH_HERE)
			picture(h, &p);
		html_end_chapter(h);
	}
}
