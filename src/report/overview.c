#include "report/overview.h"

#include "base/clock.h"
#include "base/memory.h"
#include "report/finding_json.h"
#include "report/page.h"
#include "report/words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a report. */
struct row {
	struct item item;
	int line;
	int64_t started;
	const char *target, *host, *id;
	enum verdict_status status;
	enum owner owner;
	const char *finding, *summary;
};

struct overview {
	struct arena *arena;
	const char *file;
	struct list rows; /* of struct row, as they stand in the file */
	int unread;
};

/* As they are shown. */
static const enum verdict_status worst_first[] = {VERDICT_FAILED, VERDICT_UNTESTED,
						  VERDICT_DEGRADED, VERDICT_OK};
enum { STATUSES = sizeof(worst_first) / sizeof(worst_first[0]) };

struct overview *overview_new(const char *file)
{
	struct arena *a = arena_new();
	struct overview *v = ARENA_NEW(a, struct overview);

	v->arena = a;
	v->file = file;
	return v;
}

struct overview *overview_free(struct overview *v)
{
	if (v != NULL)
		arena_free(v->arena);
	return NULL;
}

void overview_add(struct overview *v, int line, const struct record *r,
		  const struct interpretation *i)
{
	struct row *row = ARENA_NEW(v->arena, struct row);

	*row = (struct row){
		.line = line,
		.started = r->started,
		.target = arena_str(v->arena, r->input),
		.host = arena_str(v->arena, r->host),
		.id = arena_str(v->arena, r->id),
		.status = i->verdict.status,
		.owner = i->verdict.finding->owner,
		.finding = arena_str(v->arena, i->verdict.finding->id),
		.summary = arena_str(v->arena, i->verdict.summary),
	};
	list_append(&v->rows, row);
}

void overview_add_unread(struct overview *v)
{
	v->unread++;
}

/* ---- how often ---- */

struct cause {
	struct item item;
	const char *finding;
	size_t n;
};

struct tally {
	size_t n;
	struct list causes; /* of struct cause, the most frequent first */
};

static int by_finding(const void *a, const void *b)
{
	return strcmp((*(const struct row *const *)a)->finding,
		      (*(const struct row *const *)b)->finding);
}

static int by_number(const void *a, const void *b)
{
	const struct cause *x = *(const struct cause *const *)a;
	const struct cause *y = *(const struct cause *const *)b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->finding, y->finding);
}

/* `rows` is sorted by finding. */
static void count_causes(struct arena *a, const struct row **rows, struct tally *t)
{
	struct cause **causes = arena_alloc(a, (t->n + 1) * sizeof(struct cause *));
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (i == 0 || strcmp(rows[i]->finding, rows[i - 1]->finding) != 0) {
			causes[n] = ARENA_NEW(a, struct cause);
			causes[n++]->finding = rows[i]->finding;
		}
		causes[n - 1]->n++;
	}
	qsort(causes, n, sizeof(struct cause *), by_number);
	for (size_t i = 0; i < n; i++)
		list_append(&t->causes, causes[i]);
}

static struct tally tally_of(struct arena *a, const struct overview *v, enum verdict_status status)
{
	const struct row **rows = arena_alloc(a, (v->rows.n + 1) * sizeof(struct row *));
	struct tally t = {0};

	LIST_EACH (const struct row, row, &v->rows)
		if (row->status == status)
			rows[t.n++] = row;
	qsort(rows, t.n, sizeof(struct row *), by_finding);
	count_causes(a, rows, &t);
	return t;
}

/* ---- for people ---- */

enum { TARGET_MIN = 6, TARGET_MAX = 30, SUMMARY_MIN = 10, WHEN = 11, MARK = 6 };

struct columns {
	int line, target, summary;
};

static struct columns columns_of(const struct page *p, const struct overview *v)
{
	struct columns c = {.line = 4, .target = TARGET_MIN};
	const struct row *last = (const void *)v->rows.last;

	for (int n = last == NULL ? 0 : last->line; n > 9999; n /= 10)
		c.line++;
	LIST_EACH (const struct row, row, &v->rows) {
		int width = (int)text_columns(row->target);

		if (width > c.target)
			c.target = width < TARGET_MAX ? width : TARGET_MAX;
	}
	if (c.target > p->options->columns / 3)
		c.target = p->options->columns / 3;
	c.summary = p->options->columns - MARK - 1 - c.line - 2 - WHEN - 2 - c.target - 2;
	if (c.summary < SUMMARY_MIN)
		c.summary = SUMMARY_MIN; /* a terminal that narrow wraps it */
	if (p->options->verbosity > 0)
		c.summary = INT_MAX; /* whole, and still a line each */
	return c;
}

/* "11-21 08:15", in UTC. */
static const char *when(const struct page *p, int64_t at)
{
	enum { MONTH = 5, DAY_END = 10, HOUR = 11, MINUTE_END = 16 };
	char text[CLOCK_TEXT_SIZE];

	clock_text(at, text);
	return arena_printf(p->arena, "%.*s %.*s", DAY_END - MONTH, text + MONTH, MINUTE_END - HOUR,
			    text + HOUR);
}

/* With the dots of what is cut no wider than that. */
static const char *fitted(const struct page *p, const char *text, int columns)
{
	enum { DOTS = 3 };

	return (int)text_columns(text) <= columns
		       ? text
		       : page_shortened(p, text, (size_t)(columns - DOTS));
}

static const char *padded(const struct page *p, const char *text, int columns)
{
	const char *cut = fitted(p, text, columns);

	return arena_printf(p->arena, "%s%*s", cut, columns - (int)text_columns(cut), "");
}

static void row_line(const struct page *p, const struct columns *c, const struct row *row)
{
	buf_printf(p->out, "%s %*d  %s  %s  %s\n", page_mark(p, verdict_mark(row->status)), c->line,
		   row->line, when(p, row->started), padded(p, row->target, c->target),
		   fitted(p, row->summary, c->summary));
}

static void table(const struct page *p, const struct overview *v)
{
	const struct columns c = columns_of(p, v);

	page_title(p, arena_printf(p->arena, "%*s  %-*s  %s  %s", MARK + 1 + c.line, "line", WHEN,
				   "when (UTC)", padded(p, "target", c.target), "verdict"));
	for (int i = 0; i < STATUSES; i++)
		LIST_EACH (const struct row, row, &v->rows)
			if (row->status == worst_first[i])
				row_line(p, &c, row);
	buf_char(p->out, '\n');
}

/* "14 failed         5 x net-connect-timeout", and a row for each other cause. */
static void causes(const struct page *p, const char *label, const struct tally *t)
{
	enum { BODY = 16, SHOWN = 10 };
	size_t n = 0;

	LIST_EACH (const struct cause, c, &t->causes) {
		bool more = p->options->verbosity < 1 && n == SHOWN && t->causes.n > SHOWN + 1;

		page_labelled(p, 0, n++ == 0 ? label : "", BODY,
			      more ? arena_printf(p->arena, "and %zu other findings (-v)",
						  t->causes.n - SHOWN)
				   : arena_printf(p->arena, "%zu x %s", c->n, c->finding));
		if (more)
			return;
	}
}

static void counts(const struct page *p, const struct overview *v)
{
	for (int i = 0; i < STATUSES; i++) {
		struct tally t = tally_of(p->arena, v, worst_first[i]);

		causes(p,
		       arena_printf(p->arena, "%zu %s", t.n, verdict_status_names[worst_first[i]]),
		       &t);
	}
	if (v->unread > 0)
		page_paragraph(
			p, 0,
			arena_printf(p->arena, "%d unreadable: see the lines above", v->unread));
}

/* How to see the first of those that stand on top. */
static void hint(const struct page *p, const struct overview *v)
{
	for (int i = 0; i < STATUSES; i++)
		LIST_EACH (const struct row, row, &v->rows)
			if (row->status == worst_first[i]) {
				buf_printf(p->out,
					   "one of them whole: smtpscope report %s --line %d\n",
					   strcmp(v->file, "-") == 0 ? "FILE" : v->file, row->line);
				return;
			}
}

void overview_text(struct buf *out, struct overview *v, const struct report_options *o)
{
	const struct page p = {.arena = arena_new(), .out = out, .options = o};

	if (o->verbosity >= 0 && v->rows.n > 0)
		table(&p, v);
	counts(&p, v);
	if (o->verbosity >= 0)
		hint(&p, v);
	arena_free(p.arena);
}

/* ---- for programs ---- */

static void row_json(struct jsonw *w, const struct row *row)
{
	jsonw_begin_object(w);
	number_json(w, "line", row->line);
	known_json(w, "id", row->id);
	jsonw_key(w, "started");
	jsonw_date(w, row->started);
	text_json(w, "target", row->target);
	known_json(w, "host", row->host);
	text_json(w, "status", verdict_status_names[row->status]);
	text_json(w, "finding", row->finding);
	text_json(w, "owner", owner_names[row->owner]);
	text_json(w, "summary", row->summary);
	jsonw_end_object(w);
}

static void tally_json(struct jsonw *w, enum verdict_status status, const struct tally *t)
{
	jsonw_begin_object(w);
	text_json(w, "status", verdict_status_names[status]);
	number_json(w, "reports", t->n);
	jsonw_key(w, "findings");
	jsonw_begin_array(w);
	LIST_EACH (const struct cause, c, &t->causes) {
		jsonw_begin_object(w);
		text_json(w, "finding", c->finding);
		number_json(w, "reports", c->n);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
	jsonw_end_object(w);
}

void overview_json(struct buf *out, struct overview *v)
{
	struct jsonw w = {.out = out, .pretty = true};
	struct arena *a = arena_new();

	jsonw_begin_object(&w);
	text_json(&w, "schema", "smtpscope.overview/1");
	jsonw_key(&w, "reports");
	jsonw_begin_array(&w);
	LIST_EACH (const struct row, row, &v->rows)
		row_json(&w, row);
	jsonw_end_array(&w);
	jsonw_key(&w, "counts");
	jsonw_begin_array(&w);
	for (int i = 0; i < STATUSES; i++) {
		struct tally t = tally_of(a, v, worst_first[i]);

		if (t.n > 0)
			tally_json(&w, worst_first[i], &t);
	}
	jsonw_end_array(&w);
	number_json(&w, "unreadable", (size_t)v->unread);
	jsonw_end_object(&w);
	buf_char(out, '\n');
	arena_free(a);
}
