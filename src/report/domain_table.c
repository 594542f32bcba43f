/* domain_table.c - many domains, a line each: whose it is, a mark for each part, what is wrong */
#include "report/domain_table.h"

#include "report/domain.h"
#include "report/md_text.h"
#include "report/words.h"

#include <string.h>

/* What is kept of a domain. */
struct domain_line {
	struct item item;
	const char *name, *provider, *summary; /* of the provider "": not known */
	enum verdict_status status;
	enum mark marks[DOMAIN_PARTS];
};

struct domain_table {
	struct arena *arena;
	struct list lines;
	size_t of[STATUSES]; /* how many have that verdict */
	struct report_options options;
};

static void *begin(void)
{
	struct arena *a = arena_new();
	struct domain_table *t = ARENA_NEW(a, struct domain_table);

	t->arena = a;
	return t;
}

static void add(void *file, const struct record *r, const struct interpretation *i,
		const struct knowledge *k, const struct report_options *o)
{
	struct domain_table *t = file;
	struct domain_line *line = ARENA_NEW(t->arena, struct domain_line);
	struct domain_row rows[DOMAIN_PARTS];
	const char *provider = words_of_provider(r, i, k);
	struct arena *a = arena_new();

	domain_rows_of(a, i, rows);
	for (size_t j = 0; j < DOMAIN_PARTS; j++)
		line->marks[j] = rows[j].mark;
	arena_free(a);
	line->name = text_safe(t->arena, bytes_str(t->arena, r->domain->name));
	line->provider = provider == NULL ? "" : arena_str(t->arena, provider);
	line->summary = text_safe(t->arena, bytes_str(t->arena, i->verdict.summary));
	line->status = i->verdict.status;
	t->of[line->status]++;
	t->options = *o;
	list_append(&t->lines, line);
}

/* ---- words ---- */

/* Where a column has room for two letters; readable without colours. */
static const char *const short_marks[] = {[MARK_OK] = "ok",
					  [MARK_FAIL] = "X",
					  [MARK_WARN] = "!",
					  [MARK_SKIP] = "?",
					  [MARK_NONE] = "."};
static const char legend[] = "ok: fine, X: wrong, !: warning, .: not published, ?: not known";

static const char *how_many(struct arena *a, const struct domain_table *t)
{
	return arena_printf(a, "%zu domain%s", t->lines.n, t->lines.n == 1 ? "" : "s");
}

/* "1 FAILED, 2 OK" */
static const char *verdict_counts(struct arena *a, const struct domain_table *t)
{
	const char *text = "";

	for (size_t i = 0; i < STATUSES; i++) {
		enum verdict_status s = worst_first[i];

		if (t->of[s] > 0)
			text = arena_printf(a, "%s%s%zu %s", text, *text == '\0' ? "" : ", ",
					    t->of[s], verdict_words[s]);
	}
	return text;
}

/* ---- for a terminal ---- */

enum {
	MARK = 6,
	GAP = 2,
	NAME_MIN = 6,
	NAME_MAX = 30,
	PROVIDER_MAX = 18,
	SUMMARY_INDENT = MARK + 1,
};

struct widths {
	int name, provider;
};

static int widest(int width, const char *text, int most)
{
	int columns = (int)text_columns(text);

	if (columns > most)
		columns = most;
	return columns > width ? columns : width;
}

static struct widths widths_of(const struct domain_table *t)
{
	struct widths w = {NAME_MIN, 0};

	LIST_EACH (const struct domain_line, line, &t->lines) {
		w.name = widest(w.name, line->name, NAME_MAX);
		w.provider = widest(w.provider, line->provider, PROVIDER_MAX);
	}
	return w;
}

static int width_of_part(size_t i)
{
	return (int)strlen(domain_parts[i].brief);
}

static void add_heads(const struct page *p, const struct widths *w)
{
	const char *text = arena_printf(p->arena, "%*s%s", SUMMARY_INDENT, "",
					page_padded(p, "domain", w->name));

	for (size_t i = 0; i < DOMAIN_PARTS; i++)
		text = arena_printf(p->arena, "%s  %s", text, domain_parts[i].brief);
	buf_printf(p->out, "%s%s\n", text, w->provider > 0 ? "  provider" : "");
}

/* Of what is well the verdict says nothing more. */
static void add_line(const struct page *p, const struct widths *w, const struct domain_line *line)
{
	buf_printf(p->out, "%s %s", page_mark(p, verdict_mark(line->status)),
		   page_padded(p, line->name, w->name));
	for (size_t i = 0; i < DOMAIN_PARTS; i++) {
		const char *mark = page_padded(p, short_marks[line->marks[i]], width_of_part(i));

		buf_printf(p->out, "  %s", page_coloured(p, line->marks[i], mark));
	}
	if (*line->provider != '\0')
		buf_printf(p->out, "  %s", page_fitted(p, line->provider, w->provider));
	while (p->out->p[p->out->n - 1] == ' ')
		p->out->p[--p->out->n] = '\0';
	buf_char(p->out, '\n');
	if (line->status != VERDICT_OK)
		page_paragraph(p, SUMMARY_INDENT, line->summary);
}

static void as_text(struct buf *out, const struct domain_table *t)
{
	const struct page p = {.arena = t->arena, .out = out, .options = &t->options};
	const struct widths w = widths_of(t);
	bool whole = t->options.verbosity >= 0;

	if (whole) {
		add_heads(&p, &w);
		LIST_EACH (const struct domain_line, line, &t->lines)
			add_line(&p, &w, line);
		page_paragraph(&p, SUMMARY_INDENT, legend);
		buf_char(out, '\n');
	}
	page_paragraph(
		&p, 0,
		arena_printf(p.arena, "%s: %s", how_many(p.arena, t), verdict_counts(p.arena, t)));
	if (whole && t->of[VERDICT_OK] < t->lines.n)
		page_paragraph(&p, 0, "one of them whole: smtpscope domain DOMAIN");
}

/* ---- in Markdown ---- */

enum { CELL_NAME = 19, CELLS = 1 + DOMAIN_PARTS }; /* 80 columns in all */

static void marks_table(const struct md *m, const struct domain_table *t)
{
	size_t widths[CELLS] = {CELL_NAME};
	const struct md_table table = {widths, CELLS, 0};
	const char *cells[CELLS] = {"Domain"};

	for (size_t i = 0; i < DOMAIN_PARTS; i++) {
		cells[1 + i] = domain_parts[i].brief;
		widths[1 + i] = strlen(domain_parts[i].brief);
	}
	md_table_head(m, &table, cells);
	LIST_EACH (const struct domain_line, line, &t->lines) {
		cells[0] = line->name;
		for (size_t i = 0; i < DOMAIN_PARTS; i++)
			cells[1 + i] = short_marks[line->marks[i]];
		md_table_row(m, &table, cells);
	}
}

static void verdicts(const struct md *m, const struct domain_table *t)
{
	md_section(m, "Verdicts");
	md_begin_list(m);
	LIST_EACH (const struct domain_line, line, &t->lines)
		md_labelled(m, verdict_words[line->status],
			    arena_printf(m->arena, "%s%s%s: %s", line->name,
					 *line->provider != '\0' ? ", " : "", line->provider,
					 line->summary));
}

static void as_markdown(struct buf *out, const struct domain_table *t)
{
	const struct md m = {t->arena, out, &t->options};

	md_title(&m, how_many(m.arena, t), verdict_counts(m.arena, t));
	marks_table(&m, t);
	md_paragraph(&m, legend);
	verdicts(&m, t);
}

/* ---- forms ---- */

static void end_text(void *file, struct buf *out)
{
	struct domain_table *t = file;

	as_text(out, t);
	arena_free(t->arena);
}

static void end_markdown(void *file, struct buf *out)
{
	struct domain_table *t = file;

	as_markdown(out, t);
	arena_free(t->arena);
}

const struct gatherer *domain_table_form(const char *format)
{
	static const struct gatherer text = {begin, add, end_text};
	static const struct gatherer markdown = {begin, add, end_markdown};

	if (strcmp(format, "text") == 0)
		return &text;
	return strcmp(format, "markdown") == 0 ? &markdown : NULL;
}
