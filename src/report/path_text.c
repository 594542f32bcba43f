/* path_text.c - hops down, ports across
 *
 *	hop  address                 587            443
 *	  1  192.0.2.254          0.4 ms         0.4 ms
 *	     --------- port 587 ends here ---------
 *	  2  203.0.113.254             *         1.2 ms
 *	  3  the server                *      open 2 ms
 *
 * Routers are mostly the same for both ports, so their addresses stand once, which leaves room for
 * those of IPv6; where they differ, each has a line. */
#include "report/path_text.h"

#include <string.h>

enum {
	HOP = 3,     /* columns of the number */
	ADDRESS = 5, /* where addresses begin */
	ADDRESS_MIN = 15,
	CELL = 13, /* "refused 20 ms" */
	GAP = 2,
	SILENCE_MAX = 3, /* rows of nothing before the rest is left out */
};

struct picture {
	const struct page *page;
	const struct path *path;
	size_t width; /* of addresses */
	bool slow;    /* a hop answered only when asked again */
};

/* ---- one cell ---- */

static const struct hop *hop_at(const struct trace *t, int ttl)
{
	if (t == NULL)
		return NULL;
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl == ttl)
			return h;
	return NULL;
}

static const char *milliseconds(struct arena *a, double ms)
{
	return arena_printf(a, ms < 9.95 ? "%.1f ms" : "%.0f ms", ms);
}

static const char *cell_words(struct picture *x, const struct hop *h)
{
	struct arena *a = x->page->arena;

	switch (h->answer) {
	case HOP_SILENT:
		return "*";
	case HOP_PASSED:
		x->slow |= h->again;
		return arena_printf(a, "%s%s", h->again ? "~ " : "", milliseconds(a, h->ms));
	case HOP_OPEN:
	case HOP_REFUSED:
		return arena_printf(a, "%s %.0f ms", hop_answer_names[h->answer], h->ms);
	default:
		return hop_answer_names[h->answer];
	}
}

static void cell(struct picture *x, const struct hop *h)
{
	buf_printf(x->page->out, "%*s%*s", GAP, "", CELL, h == NULL ? "" : cell_words(x, h));
}

/* ---- one row ---- */

static void end_line(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
	buf_char(out, '\n');
}

/* Who answers for `t` at `h`, NULL: nobody, or one whose address is not known. */
static const char *who(const struct path *p, const struct trace *t, const struct hop *h)
{
	if (h == NULL || h->address == NULL || h->answer == HOP_LOCAL)
		return NULL;
	if (!hop_is_end(h))
		return h->address;
	if (strcmp(t->address, p->subject->address) != 0)
		return t->address;
	return p->distance > h->ttl ? NULL : "the server"; /* nearer: somebody else in its name */
}

/* The row of a table of another form. */
static void form_row(struct picture *x, int ttl, const char *name, const struct hop *subject,
		     const struct hop *control)
{
	const struct page_cell cells[] = {
		{.text = ttl > 0 ? arena_printf(x->page->arena, "%d", ttl) : ""},
		{.text = name},
		{.text = subject == NULL ? "" : cell_words(x, subject)},
		{.text = control == NULL ? "" : cell_words(x, control)},
	};

	x->page->form->cells(x->page->form, cells, x->path->control == NULL ? 3 : 4);
}

static void row(struct picture *x, int ttl, const char *name, const struct hop *subject,
		const struct hop *control)
{
	struct buf *out = x->page->out;

	if (x->page->form != NULL) {
		form_row(x, ttl, name, subject, control);
		return;
	}
	if (ttl > 0)
		buf_printf(out, "%*d%*s", HOP, ttl, ADDRESS - HOP, "");
	else
		buf_printf(out, "%*s", ADDRESS, "");
	if (strlen(name) > x->width)
		buf_printf(out, "%s\n%*s%*s",
			   page_fitted(x->page, name, x->page->options->columns - ADDRESS), ADDRESS,
			   "", (int)x->width, "");
	else
		buf_printf(out, "%-*s", (int)x->width, name);
	cell(x, subject);
	if (x->path->control != NULL)
		cell(x, control);
	end_line(out);
}

/* A line within the table. */
static void remark(const struct picture *x, int indent, const char *text)
{
	if (x->page->form != NULL)
		x->page->form->remark(x->page->form, text, false);
	else
		page_paragraph(x->page, indent, text);
}

static void row_name(const struct picture *x, const struct hop *h)
{
	const char *name = h == NULL ? NULL : hop_name(x->page->arena, x->path->record, h);

	if (name != NULL && h->answer == HOP_PASSED)
		remark(x, ADDRESS + GAP, name);
}

/* A router that does not forward it answers for the next hop's packet. */
static bool said_before(const struct path *p)
{
	return p->shape == PATH_ANSWERED && path_answerer(p) != p->end;
}

/* Where both ports have another router, each has a row. */
static void hop_rows(struct picture *x, int ttl)
{
	const struct path *p = x->path;
	const struct hop *subject = hop_at(p->subject, ttl), *control = hop_at(p->control, ttl);
	const char *one, *two = who(p, p->control, control);
	bool apart;

	if (said_before(p) && subject == p->end)
		subject = NULL;
	one = who(p, p->subject, subject);
	apart = one != NULL && two != NULL && strcmp(one, two) != 0;

	row(x, ttl, one != NULL ? one : two != NULL ? two : "", subject, apart ? NULL : control);
	row_name(x, one != NULL ? subject : control);
	if (!apart)
		return;
	row(x, 0, two, NULL, control);
	row_name(x, control);
}

/* ---- marks between rows ---- */

/* What the port does there; NULL: nothing to tell. */
static const char *const doings[] = {
	[PATH_REFUSED_NEARER] = "is refused",
	[PATH_HERE] = "does not leave this machine",
	[PATH_CUT] = "ends",
	[PATH_SAME_END] = "gets no further answer",
	[PATH_UNKNOWN] = "gets no further answer",
};

static const char *mark_words(const struct picture *x)
{
	enum path_shape shape = x->path->shape;

	if (said_before(x->path))
		return arena_printf(x->page->arena, "port %d is %s, says this hop",
				    x->path->subject->port, hop_answer_names[x->path->end->answer]);
	if (shape >= sizeof(doings) / sizeof(doings[0]) || doings[shape] == NULL)
		return NULL;
	return arena_printf(x->page->arena, "port %d %s%s", x->path->subject->port, doings[shape],
			    shape == PATH_CUT || shape == PATH_REFUSED_NEARER ? " here" : "");
}

/* "------- port 587 ends here -------", as wide as the table. */
static void mark(const struct picture *x)
{
	const char *words = mark_words(x);
	size_t width = x->width + GAP + CELL, side;

	if (words == NULL)
		return;
	if (x->page->form != NULL) {
		x->page->form->remark(x->page->form, words, true);
		return;
	}
	width += x->path->control == NULL ? 0 : GAP + CELL;
	side = width > strlen(words) + 4 ? (width - strlen(words) - 2) / 2 : 1;
	buf_printf(x->page->out, "%*s", ADDRESS, "");
	for (size_t i = 0; i < side; i++)
		buf_char(x->page->out, '-');
	buf_printf(x->page->out, " %s ", words);
	for (size_t i = 0; i < side; i++)
		buf_char(x->page->out, '-');
	buf_char(x->page->out, '\n');
}

/* ---- the table ---- */

static int last_ttl(const struct trace *t, bool silent_too)
{
	int last = 0;

	if (t == NULL)
		return 0;
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl > last && (silent_too || h->answer != HOP_SILENT))
			last = h->ttl;
	return last;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static void measure(struct picture *x)
{
	const struct trace *both[] = {x->path->subject, x->path->control};
	size_t cells = x->path->control == NULL ? 1 : 2;
	size_t room = (size_t)x->page->options->columns, taken = ADDRESS + cells * (GAP + CELL);

	x->width = ADDRESS_MIN;
	for (size_t i = 0; i < cells; i++)
		LIST_EACH (const struct hop, h, &both[i]->hops) {
			const char *s = who(x->path, both[i], h);
			size_t n = s == NULL ? 0 : strlen(s);

			if (n > x->width && n + taken <= room)
				x->width = n;
		}
}

static void head(const struct picture *x)
{
	struct arena *a = x->page->arena;
	const struct path *p = x->path;
	struct buf *out = x->page->out;
	const char *heads[] = {"hop", "address", arena_printf(a, "port %d", p->subject->port),
			       p->control == NULL ? ""
						  : arena_printf(a, "port %d", p->control->port)};

	if (x->page->form != NULL) {
		x->page->form->heads(x->page->form, heads, p->control == NULL ? 3 : 4);
		return;
	}
	buf_printf(out, "hop  %-*s%*s%*s", (int)x->width, heads[1], GAP, "", CELL, heads[2]);
	if (p->control != NULL)
		buf_printf(out, "%*s%*s", GAP, "", CELL, heads[3]);
	end_line(out);
}

/* Behind that hop stands the mark. */
static int mark_at(const struct path *p)
{
	if (p->shape == PATH_REFUSED_NEARER)
		return p->end->ttl - 1;
	return p->last == NULL ? 0 : p->last->ttl;
}

/* What a sign in the column of hops stands for. */
static void legend(const struct picture *x, const char *sign, const char *text)
{
	page_labelled(x->page, HOP - 1, sign, ADDRESS, text);
}

static void table(struct picture *x)
{
	const struct path *p = x->path;
	int told = larger(last_ttl(p->subject, false), last_ttl(p->control, false));
	int asked = larger(last_ttl(p->subject, true), last_ttl(p->control, true));
	int more = p->distance > 0 || p->shape == PATH_OPEN ? 0 : SILENCE_MAX;
	int shown = asked < told + more ? asked : told + more;

	measure(x);
	head(x);
	for (int ttl = 0; ttl <= shown; ttl++) {
		if (ttl > 0)
			hop_rows(x, ttl);
		if (ttl == mark_at(p))
			mark(x);
	}
	if (shown < asked && more > 0)
		legend(x, ":", arena_printf(x->page->arena, "nothing more up to hop %d", asked));
	if (x->slow)
		legend(x, "~", "answered only when asked again");
}

/* ---- in words ---- */

static const char *const zone_words[] = {
	[ZONE_OWN] = "your network",
	[ZONE_CARRIER] = "a carrier's network",
	[ZONE_DESTINATION] = "the destination's network",
};

/* "hop 2 (203.0.113.9, core7.carrier.example, a carrier's network)" */
static const char *place(const struct picture *x, const struct hop *h)
{
	struct arena *a = x->page->arena;
	const char *name = h == NULL ? NULL : hop_name(a, x->path->record, h);

	if (h == NULL || hop_is_end(h))
		return hop_words(a, h);
	return arena_printf(a, "hop %d (%s%s%s, %s)", h->ttl,
			    h->address == NULL ? "unknown" : h->address, name == NULL ? "" : ", ",
			    name == NULL ? "" : name, zone_words[path_zone(x->path, h)]);
}

static const char *cut_words(const struct picture *x)
{
	const struct path *p = x->path;

	if (p->certainty >= CERTAINTY_LIKELY)
		return arena_printf(x->page->arena, "Port %d dies between %s and %s.",
				    p->subject->port, place(x, p->last), place(x, p->next));
	return arena_printf(x->page->arena,
			    "Port %d gets as far as %s. Port %d of %s gets further, perhaps on "
			    "another way: that alone is no proof of a block.",
			    p->subject->port, place(x, p->last), p->control->port,
			    p->control->address);
}

static const char *refused_words(const struct picture *x)
{
	const struct path *p = x->path;

	if (p->distance == p->end->ttl)
		return arena_printf(x->page->arena,
				    "Port %d is refused where the server is, at hop %d: by the "
				    "server, or by a filter right before it.",
				    p->subject->port, p->end->ttl);
	if (p->shape == PATH_REFUSED)
		return arena_printf(x->page->arena, "Port %d is refused at hop %d.",
				    p->subject->port, p->end->ttl);
	return arena_printf(x->page->arena,
			    "Port %d is refused between %s and %s; the server is at hop %d.",
			    p->subject->port, place(x, p->last), place(x, p->next), p->distance);
}

static const char *open_words(const struct picture *x)
{
	const struct path *p = x->path;

	if (path_posed(p))
		return arena_printf(x->page->arena,
				    "Port %d is open at hop %d, but the server is at hop %d: "
				    "something in between answers in its name.",
				    p->subject->port, p->end->ttl, p->distance);
	return arena_printf(x->page->arena, "Port %d is open, %d hop%s away.", p->subject->port,
			    p->end->ttl, p->end->ttl == 1 ? "" : "s");
}

static const char *silent_words(const struct picture *x)
{
	const struct path *p = x->path;
	int port = p->subject->port;

	if (p->shape == PATH_SAME_END)
		return arena_printf(x->page->arena,
				    "Ports %d and %d end at the same place, behind %s: it is the "
				    "host, the route to it or a filter for all of it, not port %d "
				    "alone.",
				    port, p->control->port, place(x, p->last), port);
	if (p->last == NULL)
		return arena_printf(x->page->arena,
				    "Port %d: no hop answers, not even the first; where it ends "
				    "cannot be told.",
				    port);
	return arena_printf(x->page->arena,
			    "Port %d gets as far as %s. Routers that answer nobody look the same "
			    "as a filter: no culprit is named.",
			    port, place(x, p->last));
}

static const char *sentence(const struct picture *x)
{
	const struct path *p = x->path;

	switch (p->shape) {
	case PATH_OPEN:
		return open_words(x);
	case PATH_REFUSED:
	case PATH_REFUSED_NEARER:
		return refused_words(x);
	case PATH_CUT:
		return cut_words(x);
	case PATH_HERE:
		return arena_printf(x->page->arena, "Port %d does not leave this machine (%s).",
				    p->subject->port, certainty_names[p->certainty]);
	case PATH_ANSWERED:
		return arena_printf(x->page->arena, "Port %d: %s says %s.", p->subject->port,
				    place(x, path_answerer(p)), hop_answer_names[p->end->answer]);
	default:
		return silent_words(x);
	}
}

/* ---- all of it ---- */

static const char *title(const struct picture *x)
{
	const struct path *p = x->path;
	const struct trace *s = p->subject, *c = p->control;
	struct arena *a = x->page->arena;
	const char *from = s->source == NULL ? "" : arena_printf(a, "from %s ", s->source);

	if (c == NULL)
		return arena_printf(a, "Path %sto %s: port %d", from, s->address, s->port);
	if (strcmp(c->address, s->address) == 0)
		return arena_printf(a, "Path %sto %s: port %d, compared with port %d", from,
				    s->address, s->port, c->port);
	return arena_printf(a, "Path %sto %s: port %d, compared with port %d of %s", from,
			    s->address, s->port, c->port, c->address);
}

void path_picture(const struct page *page, const struct path *p)
{
	struct picture x = {.page = page, .path = p};

	page_section(page, title(&x));
	table(&x);
	page_paragraph(page, 0, sentence(&x));
}

bool path_is_told(const struct trace *t, const struct interpretation *i)
{
	int port = i->verdict.finding->port;

	return t->role == TRACE_SUBJECT && (port == 0 || port == t->port);
}

void path_pictures(const struct page *page, const struct record *r, const struct interpretation *i)
{
	LIST_EACH (const struct trace, t, &r->traces) {
		struct path p;

		if (!path_is_told(t, i))
			continue;
		path_read(r, t, &p);
		path_picture(page, &p);
	}
}
