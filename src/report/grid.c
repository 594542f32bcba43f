/* grid.c - what became of each session: addresses down, ports across
 *
 * Columns are as wide as their words. An address that leaves no room for them gets a line of its
 * own; where not even that is enough, every session has a line. */
#include "report/grid.h"

#include "interpret/facts.h"
#include "know/provider.h"
#include "report/outcome.h"
#include "base/netaddr.h"

#include <string.h>

enum {
	PORTS_MAX = 64,
	HEAD_MIN = 4, /* columns before the cells: at least an indentation */
	GAP = 2,
	MARK = 6,
};

struct column {
	int port;
	size_t width;
};

struct grid {
	const struct page *page;
	const struct record *record;
	const struct interpretation *interpretation;
	struct column columns[PORTS_MAX];
	size_t n;
	size_t head;   /* columns for addresses */
	size_t indent; /* of addresses under the name of their host */
	bool footnote;
};

/* ---- cells ---- */

static void blanks(const struct page *p, size_t n)
{
	buf_printf(p->out, "%*s", (int)n, "");
}

static struct outcome_words words_of(const struct grid *g, const struct session *s)
{
	return outcome_of(g->page->arena, g->record, g->interpretation, s);
}

/* "[ OK ] 412 ms", "[ -- ]*" */
static size_t cell_width(const struct outcome_words *o)
{
	size_t n = text_columns(o->words);

	return MARK + (o->footnote ? 1 : 0) + (n > 0 ? n + 1 : 0);
}

static void write_cell(const struct grid *g, const struct session *s, size_t width)
{
	const struct page *p = g->page;
	struct outcome_words o;

	if (s == NULL) {
		blanks(p, width);
		return;
	}
	o = words_of(g, s);
	buf_printf(p->out, "%s%s%s%s", page_mark(p, o.mark), o.footnote ? "*" : "",
		   *o.words != '\0' ? " " : "", o.words);
	if (cell_width(&o) < width)
		blanks(p, width - cell_width(&o));
}

/* ---- measures ---- */

static struct column *column_of(struct grid *g, int port)
{
	size_t at = 0;

	while (at < g->n && g->columns[at].port < port)
		at++;
	if (at < g->n && g->columns[at].port == port)
		return &g->columns[at];
	if (g->n == PORTS_MAX)
		return NULL;
	memmove(&g->columns[at + 1], &g->columns[at], (g->n - at) * sizeof(g->columns[0]));
	g->n++;
	g->columns[at] = (struct column){.port = port, .width = strlen("65535")};
	return &g->columns[at];
}

/* Names of hosts say something only where they are not the target's own. */
static bool has_other_hosts(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (is_primary(s) && r->host != NULL && strcmp(s->host, r->host) != 0)
			return true;
	}
	return false;
}

static void measure_columns(struct grid *g)
{
	LIST_EACH (const struct session, s, &g->record->sessions) {
		struct column *c = is_primary(s) ? column_of(g, s->port) : NULL;
		struct outcome_words o;

		if (c == NULL)
			continue;
		o = words_of(g, s);
		c->width = cell_width(&o) > c->width ? cell_width(&o) : c->width;
		g->footnote |= o.footnote;
	}
}

/* The longest address of those that leave `room` for the cells. */
static size_t longest_address(const struct grid *g, size_t room)
{
	size_t longest = 0;

	LIST_EACH (const struct session, s, &g->record->sessions) {
		size_t n = strlen(s->address);

		if (is_primary(s) && n > longest && n <= room)
			longest = n;
	}
	return longest > HEAD_MIN ? longest : HEAD_MIN;
}

/* False where the cells do not fit side by side. */
static bool measure(struct grid *g)
{
	size_t width = (size_t)g->page->options->columns, cells = 0;

	g->indent = has_other_hosts(g->record) ? GAP : 0;
	measure_columns(g);
	for (size_t j = 0; j < g->n; j++)
		cells += GAP + g->columns[j].width;
	if (g->indent + HEAD_MIN + cells > width)
		return false;
	g->head = longest_address(g, width - cells - g->indent);
	return true;
}

/* ---- rows ---- */

static void end_line(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
	buf_char(out, '\n');
}

static const struct session *session_at(const struct grid *g, const struct session *row, int port)
{
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (is_primary(s) && s->port == port && strcmp(s->address, row->address) == 0 &&
		    strcmp(s->host, row->host) == 0)
			return s;
	}
	return NULL;
}

/* The first session of that host and, unless `address` is NULL, that address. */
static const struct session *first_of(const struct grid *g, const char *host, const char *address)
{
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (is_primary(s) && strcmp(s->host, host) == 0 &&
		    (address == NULL || strcmp(s->address, address) == 0))
			return s;
	}
	return NULL;
}

static void write_host(const struct grid *g, const struct session *s)
{
	if (g->indent > 0 && first_of(g, s->host, NULL) == s)
		page_paragraph(g->page, 0, s->host);
}

/* The first of those that were asked for. */
static void reverse_names(const struct grid *g, const struct session *row, struct list *names)
{
	enum { SHOWN = 3 };
	struct arena *a = g->page->arena;
	const char *reverse = address_reverse(a, row->address);

	LIST_EACH (const struct dns_query, q, &g->record->queries) {
		if (reverse == NULL || strcmp(q->type, "PTR") != 0 || strcmp(q->name, reverse) != 0)
			continue;
		LIST_EACH (const struct dns_answer, it, &q->answers) {
			if (strcmp(it->type, "PTR") == 0 && names->n < SHOWN)
				list_add_string(names, a, text_safe(a, it->data));
		}
	}
}

/* Right below an address. */
static void write_names(const struct grid *g, const struct session *row)
{
	struct list names = {0};

	reverse_names(g, row, &names);
	LIST_EACH (const struct string_item, it, &names)
		page_paragraph(g->page, (int)g->indent + GAP, it->s);
}

static void write_row(const struct grid *g, const struct session *row)
{
	const struct page *p = g->page;
	bool fits = strlen(row->address) <= g->head;

	if (!fits)
		page_paragraph(p, (int)g->indent, row->address);
	buf_printf(p->out, "%*s%-*s", (int)g->indent, "", (int)g->head, fits ? row->address : "");
	for (size_t j = 0; j < g->n; j++) {
		blanks(p, GAP);
		write_cell(g, session_at(g, row, g->columns[j].port), g->columns[j].width);
	}
	end_line(p->out);
	write_names(g, row);
}

static void write_ports(const struct grid *g)
{
	const struct page *p = g->page;

	blanks(p, g->indent + g->head);
	for (size_t j = 0; j < g->n; j++)
		buf_printf(p->out, "%*s%-*d", GAP, "", (int)g->columns[j].width,
			   g->columns[j].port);
	end_line(p->out);
}

static void write_table(const struct grid *g)
{
	if (g->n == 0)
		return;
	write_ports(g);
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (!is_primary(s))
			continue;
		write_host(g, s);
		if (first_of(g, s->host, s->address) == s)
			write_row(g, s);
	}
}

static void write_lines(const struct grid *g)
{
	const struct page *p = g->page;

	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (!is_primary(s))
			continue;
		write_host(g, s);
		if (first_of(g, s->host, s->address) == s) {
			page_paragraph(p, (int)g->indent, s->address);
			write_names(g, s);
		}
		buf_printf(p->out, "%*s%-7d", (int)g->indent + GAP, "", s->port);
		write_cell(g, s, 0);
		end_line(p->out);
	}
}

/* ---- as a table of another form ---- */

static void cells_of(const struct grid *g, const struct session *row)
{
	struct page_cell cells[1 + PORTS_MAX] = {{.text = row->address}};

	for (size_t j = 0; j < g->n; j++) {
		const struct session *s = session_at(g, row, g->columns[j].port);
		struct outcome_words o;

		cells[1 + j].text = "";
		if (s == NULL)
			continue;
		o = words_of(g, s);
		cells[1 + j].marked = true;
		cells[1 + j].mark = o.mark;
		cells[1 + j].text =
			arena_printf(g->page->arena, "%s%s", o.words, o.footnote ? " *" : "");
	}
	g->page->form->cells(g->page->form, cells, 1 + g->n);
}

static void names_of(const struct grid *g, const struct session *row)
{
	struct list names = {0};

	reverse_names(g, row, &names);
	if (names.n > 0)
		g->page->form->remark(g->page->form, page_joined(g->page, &names), false);
}

static void heads_of(const struct grid *g)
{
	const char *heads[1 + PORTS_MAX] = {"address"};

	for (size_t j = 0; j < g->n; j++)
		heads[1 + j] = arena_printf(g->page->arena, "port %d", g->columns[j].port);
	g->page->form->heads(g->page->form, heads, 1 + g->n);
}

static void write_form(const struct grid *g)
{
	if (g->n == 0)
		return;
	heads_of(g);
	LIST_EACH (const struct session, s, &g->record->sessions) {
		if (!is_primary(s))
			continue;
		if (g->indent > 0 && first_of(g, s->host, NULL) == s)
			g->page->form->remark(g->page->form, s->host, false);
		if (first_of(g, s->host, s->address) != s)
			continue;
		cells_of(g, s);
		names_of(g, s);
	}
}

/* ---- what the asterisk stands for ---- */

static void write_footnote(const struct grid *g, const char *text)
{
	page_labelled(g->page, 0, "*", 2, text);
}

/* Each port with a reason; all that are only not listed, in one line. */
static void write_footnotes(const struct grid *g, const struct knowledge *k)
{
	const struct provider *provider =
		g->record->provider != NULL ? provider_by_id(k, g->record->provider) : NULL;
	bool unlisted = provider == NULL;

	for (size_t j = 0; provider != NULL && j < g->n; j++) {
		const struct not_offered *n = provider_not_offered(provider, g->columns[j].port);

		if (n != NULL)
			write_footnote(g, n->why);
		else
			unlisted |= provider_offer(provider, g->columns[j].port) == NULL;
	}
	if (unlisted)
		write_footnote(g, "not among the ports that this provider lists");
}

void grid_write(const struct page *p, const struct record *r, const struct interpretation *i,
		const struct knowledge *k)
{
	struct grid g = {.page = p, .record = r, .interpretation = i};
	bool fits = measure(&g);

	if (p->form != NULL)
		write_form(&g);
	else if (fits)
		write_table(&g);
	else
		write_lines(&g);
	if (g.footnote)
		write_footnotes(&g, k);
}
