/* html_time.c - the waterfall: each session a row, its stages as bars on one axis of time
 *
 * Places and widths are percentages of the picture's width and its text is measured in pixels, so
 * that it is read on a phone as on a wall. The same figures stand below it as a table. */
#include "report/html.h"

#include "interpret/facts.h"
#include "report/details.h"
#include "report/outcome.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

enum {
	AXIS = 20, /* pixels: the row of times on top */
	ROW = 66,  /* of a session: two lines of text, the bars, a line of text */
	LINE = 14,
	BAR = 12,
	TEXT_MAX = 44, /* characters in the picture: an IPv6 address or more */
	TITLE_MAX = 200,
};

struct chart {
	struct html *h;
	double end; /* milliseconds at the right edge */
};

static const char *const kinds[] = {
	[STAGE_TCP] = "net",	     [STAGE_PROXY] = "net",	[STAGE_BANNER] = "smtp",
	[STAGE_EHLO] = "smtp",	     [STAGE_STARTTLS] = "smtp", [STAGE_TLS] = "tls",
	[STAGE_EHLO_AGAIN] = "smtp", [STAGE_AUTH] = "login",	[STAGE_ENVELOPE] = "mail",
	[STAGE_MESSAGE] = "mail",    [STAGE_NOOP] = "smtp",	[STAGE_QUIT] = "smtp",
};

static const struct {
	const char *class, *title;
} legend[] = {
	{"net", "tcp, proxy"},
	{"smtp", "banner, ehlo, starttls, quit"},
	{"tls", "tls"},
	{"login", "auth"},
	{"mail", "envelope, message"},
	{"failed", "failed (hatched)"},
	{"untested", "not tested (outline)"},
};

/* What takes time, however it ended. */
static bool is_drawn(const struct stage *st)
{
	return st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL ||
	       (st->outcome == OUTCOME_NOT_TESTED && st->ms > 0);
}

static double percent(const struct chart *c, double ms)
{
	return fmax(0, fmin(100, ms * 100 / c->end));
}

static const char *milliseconds(struct arena *a, double ms)
{
	return arena_printf(a, ms < 9.95 ? "%.1f ms" : "%.0f ms", ms);
}

/* ---- pieces of the picture ---- */

/* Where the name of a stage stands below its bar: from its beginning on, or up to its end where the
 * right edge is near; in percent, wide enough for a phone. */
struct place {
	double from, to;
	bool left;
};

static struct place place_of(const struct chart *c, const struct stage *st)
{
	enum { CHARACTER = 2, NEAR = 60 };
	double from = percent(c, st->at_ms), to = percent(c, st->at_ms + st->ms);
	double wide = (double)(CHARACTER * strlen(stage_names[st->id]));

	return from < NEAR ? (struct place){from, from + wide, true}
			   : (struct place){to - wide, to, false};
}

/* What failed has its name; else a bar that has room for it, where that stands in nobody's way. */
static bool is_named(const struct chart *c, const struct session *s, const struct stage *st)
{
	const struct stage *failed = session_failed(s);
	struct place own = place_of(c, st), other;

	if (st == failed)
		return true;
	if (percent(c, st->at_ms + st->ms) - percent(c, st->at_ms) < own.to - own.from)
		return false;
	if (failed == NULL)
		return true;
	other = place_of(c, failed);
	return own.to < other.from || own.from > other.to;
}

static void name(const struct chart *c, const struct stage *st, int y)
{
	struct place p = place_of(c, st);

	html_draw_text(c->h, st->outcome == OUTCOME_FAIL ? "failed" : "small",
		       p.left ? "start" : "end", p.left ? p.from : p.to, y, stage_names[st->id]);
}

static void bar(const struct chart *c, const struct stage *st, int y)
{
	struct htmlw *w = &c->h->w;
	struct arena *a = c->h->page.arena;
	double from = percent(c, st->at_ms), to = percent(c, st->at_ms + st->ms);
	const char *how = st->outcome == OUTCOME_FAIL	? " failed"
			  : st->outcome == OUTCOME_PASS ? ""
							: " untested";

	htmlw_begin(w, "rect", arena_printf(a, "%s%s", kinds[st->id], how));
	htmlw_attr_percent(w, "x", from);
	htmlw_attr_number(w, "y", y);
	htmlw_attr_percent(w, "width", to - from);
	htmlw_attr_number(w, "height", BAR);
	htmlw_leaf(w, "title", NULL,
		   page_shortened(&c->h->page,
				  arena_printf(a, "%s, %s, %s", stage_names[st->id],
					       milliseconds(a, st->ms),
					       details_outcome(&c->h->page, st)),
				  TITLE_MAX));
	htmlw_close(w);
}

/* The words of the session's own outcome, under its address. */
static const char *about(struct html *h, const struct session *s)
{
	struct outcome_words o = outcome_of(h->page.arena, h->record, h->interpretation, s);
	const char *title = session_title(h->page.arena, s) + strlen(s->address) + 1;

	return *o.words == '\0' ? title : arena_printf(h->page.arena, "%s: %s", title, o.words);
}

static const char *word_of(struct html *h, const struct session *s)
{
	static const char *const words[] = {[MARK_OK] = "OK",
					    [MARK_FAIL] = "FAIL",
					    [MARK_WARN] = "WARN",
					    [MARK_SKIP] = "SKIP",
					    [MARK_NONE] = ""};

	return words[outcome_of(h->page.arena, h->record, h->interpretation, s).mark];
}

static const char *shortened(struct html *h, const char *s)
{
	return page_shortened(&h->page, s, TEXT_MAX);
}

static void row(const struct chart *c, const struct session *s, int y)
{
	int bars = y + 2 * LINE + 5;

	html_draw_line(c->h, NULL, 0, y, 0, y + ROW - 8);
	html_draw_text(c->h, NULL, "start", 0, y + LINE, shortened(c->h, s->address));
	html_draw_text(c->h, NULL, "end", 100, y + LINE, word_of(c->h, s));
	html_draw_text(c->h, "quiet", "start", 0, y + 2 * LINE, shortened(c->h, about(c->h, s)));
	LIST_EACH (const struct stage, st, &s->stages) {
		if (is_drawn(st)) {
			bar(c, st, bars);
			if (is_named(c, s, st))
				name(c, st, bars + BAR + LINE - 2);
		}
	}
}

/* 1, 2 or 5 times a power of ten: about four steps up to `end`. */
static double step_of(double end)
{
	enum { STEPS = 4 };
	double rough = end / STEPS, power = pow(10, floor(log10(rough)));

	return rough < 2 * power ? power * 2 : rough < 5 * power ? power * 5 : power * 10;
}

static void axis(const struct chart *c, int height)
{
	enum { LAST = 84 }; /* percent: behind it a phone has no room for the time */
	double step = step_of(c->end);

	for (double at = 0; at <= c->end * 0.95; at += step) {
		html_draw_line(c->h, NULL, percent(c, at), AXIS - 4, percent(c, at), height);
		if (percent(c, at) <= LAST)
			html_draw_text(c->h, "small", "start", percent(c, at), AXIS - 7,
				       milliseconds(c->h->page.arena, at));
	}
}

/* ---- the picture ---- */

static int count(const struct record *r, double *end)
{
	int n = 0;

	*end = 1;
	LIST_EACH (const struct session, s, &r->sessions) {
		if (!html_shows(s) || n == HTML_SESSIONS_MAX)
			continue;
		n++;
		LIST_EACH (const struct stage, st, &s->stages)
			if (is_drawn(st) && isfinite(st->at_ms + st->ms))
				*end = fmax(*end, st->at_ms + st->ms);
	}
	return n;
}

static void told(struct html *h, const char *element, const char *id, const char *words)
{
	htmlw_open(&h->w, element);
	htmlw_attr(&h->w, "id", id);
	htmlw_text(&h->w, words);
	htmlw_close(&h->w);
}

static void picture(const struct chart *c, int sessions)
{
	struct html *h = c->h;
	int height = AXIS + sessions * ROW, n = 0;

	htmlw_begin(&h->w, "svg", "chart");
	htmlw_attr_number(&h->w, "height", height);
	htmlw_attr(&h->w, "role", "img");
	htmlw_attr(&h->w, "aria-labelledby", "time-title time-desc");
	told(h, "title", "time-title", "Stages of each session on one axis of time");
	told(h, "desc", "time-desc",
	     arena_printf(h->page.arena,
			  "%d session%s, the last of which ended after %s. The "
			  "figures follow as a table.",
			  sessions, sessions == 1 ? "" : "s", milliseconds(h->page.arena, c->end)));
	axis(c, height);
	LIST_EACH (const struct session, s, &h->record->sessions)
		if (html_shows(s) && n < sessions && !html_full(h))
			row(c, s, AXIS + n++ * ROW);
	htmlw_close(&h->w);
}

static void legends(struct html *h)
{
	struct htmlw *w = &h->w;

	htmlw_begin(w, "ul", "legend");
	for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		htmlw_open(w, "li");
		htmlw_begin(w, "svg", "chart sample");
		htmlw_attr(w, "aria-hidden", "true");
		htmlw_begin(w, "rect", arena_printf(h->page.arena, "net %s", legend[i].class));
		htmlw_attr_percent(w, "width", 100);
		htmlw_attr_percent(w, "height", 100);
		htmlw_close(w);
		htmlw_close(w);
		htmlw_text(w, legend[i].title);
		htmlw_close(w);
	}
	htmlw_close(w);
}

/* ---- the table ---- */

static void stage_cells(struct html *h, const struct stage *st)
{
	struct arena *a = h->page.arena;
	struct htmlw *w = &h->w;

	htmlw_open(w, "th");
	htmlw_attr(w, "scope", "row");
	htmlw_text(w, stage_names[st->id]);
	htmlw_close(w);
	htmlw_leaf(w, "td", "number", is_drawn(st) ? arena_printf(a, "%.1f", st->at_ms) : "");
	htmlw_leaf(w, "td", "number", is_drawn(st) ? arena_printf(a, "%.1f", st->ms) : "");
	htmlw_open(w, "td");
	htmlw_peer(w, details_outcome(&h->page, st));
	htmlw_close(w);
}

static void session_rows(struct html *h, const struct session *s)
{
	struct htmlw *w = &h->w;

	htmlw_open(w, "tbody");
	htmlw_open(w, "tr");
	htmlw_begin(w, "th", "peer");
	htmlw_attr(w, "scope", "rowgroup");
	htmlw_attr(w, "colspan", "4");
	htmlw_peer(w, session_title(h->page.arena, s));
	htmlw_close(w);
	htmlw_close(w);
	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_NOT_REACHED)
			continue;
		htmlw_open(w, "tr");
		stage_cells(h, st);
		htmlw_close(w);
	}
	htmlw_close(w);
}

static void table(struct html *h, int sessions)
{
	static const char *const heads[] = {"stage", "began (ms)", "took (ms)", "outcome"};
	struct htmlw *w = &h->w;
	int n = 0;

	htmlw_open(w, "details");
	htmlw_leaf(w, "summary", NULL, "The same as a table");
	html_begin_scroll(h, "stages of each session");
	htmlw_open(w, "table");
	html_heads(h, heads, sizeof(heads) / sizeof(heads[0]));
	LIST_EACH (const struct session, s, &h->record->sessions)
		if (html_shows(s) && n++ < sessions && !html_full(h))
			session_rows(h, s);
	for (int open = 3; open > 0; open--)
		htmlw_close(w);
}

void html_time(struct html *h)
{
	struct chart c = {.h = h};
	int sessions = count(h->record, &c.end);

	if (sessions == 0 || html_full(h))
		return;
	html_chapter(h, "Time line", false);
	html_begin_chapter(h);
	if (has_times(h->record)) {
		legends(h);
		picture(&c, sessions);
	}
	table(h, sessions);
	html_end_chapter(h);
}
