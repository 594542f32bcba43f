#include "report/grid.h"

#include "know/provider.h"
#include "report/outcome.h"

#include <string.h>

enum {
	PORTS_MAX = 64,
	CELL_MIN = 18, /* mark, blank, eleven columns of words */
	CELL_MAX = 24,
	GAP = 2,
};

struct grid {
	const struct page *page;
	const struct record *record;
	const struct interpretation *interpretation;
	int ports[PORTS_MAX];
	size_t n;
	int head, cell; /* columns */
	bool footnote;
};

static bool in_grid(const struct session *s)
{
	return s->purpose == SESSION_PRIMARY;
}

static void add_port(struct grid *g, int port)
{
	size_t at = 0;

	while (at < g->n && g->ports[at] < port)
		at++;
	if ((at < g->n && g->ports[at] == port) || g->n == PORTS_MAX)
		return;
	memmove(&g->ports[at + 1], &g->ports[at], (g->n - at) * sizeof(g->ports[0]));
	g->ports[at] = port;
	g->n++;
}

static void measure(struct grid *g)
{
	int width = g->page->options->columns;

	LIST_EACH (const struct session, s, &g->record->sessions) {
		int n = (int)strlen(s->address);

		if (!in_grid(s))
			continue;
		add_port(g, s->port);
		g->head = n > g->head ? n : g->head;
	}
	if (g->n > 0)
		g->cell = (width - g->head - GAP) / (int)g->n;
	g->cell = g->cell > CELL_MAX ? CELL_MAX : g->cell;
}

static const struct session *session_at(const struct grid *g, const char *address, int port)
{
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (in_grid(s) && s->port == port && strcmp(s->address, address) == 0)
			return s;
	}
	return NULL;
}

static void write_cell(struct grid *g, const struct session *s, int columns)
{
	const struct page *p = g->page;
	struct outcome_words o;
	size_t room = columns > 8 ? (size_t)columns - 8 : 8;

	if (s == NULL) {
		buf_printf(p->out, "%*s", columns, "");
		return;
	}
	o = outcome_of(p->arena, g->record, g->interpretation, s);
	g->footnote |= o.footnote;
	buf_printf(p->out, "%s%s%s", page_mark(p, o.mark), o.footnote ? "" : " ",
		   page_padded(p, page_cut(p, o.words, room), room + (o.footnote ? 2 : 1)));
}

static void trim(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
	buf_char(out, '\n');
}

static void write_row(struct grid *g, const char *address)
{
	const struct page *p = g->page;

	buf_printf(p->out, "%-*s", g->head + GAP, address);
	for (size_t j = 0; j < g->n; j++)
		write_cell(g, session_at(g, address, g->ports[j]), g->cell);
	trim(p->out);
}

static bool is_first_of_its_address(const struct grid *g, const struct session *s)
{
	LIST_EACH (const struct session, other, &g->record->sessions) {
		if (in_grid(other) && strcmp(other->address, s->address) == 0)
			return other == s;
	}
	return false;
}

static void write_table(struct grid *g)
{
	const struct page *p = g->page;

	buf_printf(p->out, "%*s", g->head + GAP, "");
	for (size_t j = 0; j < g->n; j++)
		buf_printf(p->out, "%-*d", g->cell, g->ports[j]);
	trim(p->out);
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (in_grid(s) && is_first_of_its_address(g, s))
			write_row(g, s->address);
	}
}

/* Where the ports do not fit side by side: a line each. */
static void write_lines(struct grid *g)
{
	const struct page *p = g->page;

	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (!in_grid(s))
			continue;
		buf_printf(p->out, "%-*s%-7d", g->head + GAP, s->address, s->port);
		write_cell(g, s, p->options->columns - g->head - GAP - 7);
		trim(p->out);
	}
}

static void write_footnotes(const struct grid *g, const struct knowledge *k)
{
	const struct provider *provider =
		g->record->provider != NULL ? provider_by_id(k, g->record->provider) : NULL;

	for (size_t j = 0; provider != NULL && j < g->n; j++) {
		const struct not_offered *n = provider_not_offered(provider, g->ports[j]);

		if (n != NULL)
			page_labelled(g->page, 0, "*", 2, n->why);
	}
}

void grid_write(const struct page *p, const struct record *r, const struct interpretation *i,
		const struct knowledge *k)
{
	struct grid g = {.page = p, .record = r, .interpretation = i};

	measure(&g);
	if (g.n == 0)
		return;
	if (g.cell >= CELL_MIN)
		write_table(&g);
	else
		write_lines(&g);
	if (g.footnote)
		write_footnotes(&g, k);
}
