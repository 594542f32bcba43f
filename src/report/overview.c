#include "report/overview.h"

#include "base/clock.h"
#include "report/finding_json.h"
#include "report/page.h"
#include "report/slots.h"
#include "report/tally.h"
#include "report/words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a result. */
struct row {
	struct item item;
	const char *file;
	int line;
	bool whole;	/* there is more than a short line */
	const char *id; /* of its run, or NULL */
	struct brief brief;
	bool older; /* another one stands for it */
};

struct overview {
	struct arena *arena;
	const struct knowledge *know;
	struct cert_days days;
	const char *file;
	size_t files;
	struct list rows;     /* of struct row, as they stand in the files */
	struct slots *by_key; /* of struct row, those that have a key and count */
	size_t older, unread;
};

struct overview *overview_new(const struct knowledge *k, struct cert_days days)
{
	struct arena *a = arena_new();
	struct overview *v = ARENA_NEW(a, struct overview);

	v->arena = a;
	v->by_key = slots_new(a);
	v->know = k;
	v->days = days;
	return v;
}

struct overview *overview_free(struct overview *v)
{
	if (v == NULL)
		return NULL;
	slots_free(v->by_key);
	arena_free(v->arena);
	return NULL;
}

void overview_file(struct overview *v, const char *name)
{
	v->file = name;
	v->files++;
}

/* ---- a result ---- */

static struct brief kept(struct arena *a, const struct brief *b)
{
	struct brief own = *b;

	own.input = arena_str(a, b->input);
	own.key = arena_str(a, b->key);
	own.tag = arena_str(a, b->tag);
	own.host = arena_str(a, b->host);
	own.provider = arena_str(a, b->provider);
	own.finding = arena_str(a, b->finding);
	own.of_case = arena_str(a, b->of_case);
	own.summary = arena_str(a, b->summary);
	own.tls_version = NULL; /* neither list nor summary tell of these */
	own.works = (struct list){0};
	return own;
}

/* Of two results of one target the newer stays, of equals the one that comes last. */
static void match_up(struct overview *v, struct row *row)
{
	void **at = slots_at(v->by_key, row->brief.key);
	struct row *other = *at;
	bool newer = other == NULL || other->brief.started <= row->brief.started;

	if (newer)
		*at = row;
	if (other == NULL)
		return;
	(newer ? other : row)->older = true;
	v->older++;
}

void overview_add(struct overview *v, int line, const struct brief *b, const struct record *r)
{
	struct row *row = ARENA_NEW(v->arena, struct row);

	*row = (struct row){
		.file = v->file,
		.line = line,
		.whole = r != NULL,
		.id = r == NULL ? NULL : arena_str(v->arena, r->id),
		.brief = kept(v->arena, b),
	};
	list_append(&v->rows, row);
	if (row->brief.key != NULL)
		match_up(v, row);
}

void overview_add_unread(struct overview *v)
{
	v->unread++;
}

struct summary_counts overview_counts(const struct overview *v)
{
	struct summary_counts c = {.all = v->rows.n - v->older, .unread = v->unread};

	LIST_EACH (const struct row, row, &v->rows)
		c.of[row->brief.status] += !row->older;
	return c;
}

/* ---- all of them ---- */

static struct summary *summary_of(const struct overview *v)
{
	struct summary *s = summary_new(v->know, v->days);

	LIST_EACH (const struct row, row, &v->rows)
		if (!row->older)
			summary_add_short(s, &row->brief);
	summary_add_older(s, v->older);
	for (size_t i = 0; i < v->unread; i++)
		summary_add_unread(s);
	return s;
}

void overview_summary_text(struct buf *out, struct overview *v, const struct report_options *o)
{
	struct summary *s = summary_of(v);

	summary_text(out, s, o);
	summary_free(s);
}

void overview_summary_json(struct buf *out, struct overview *v)
{
	struct summary *s = summary_of(v);

	summary_json(out, s);
	summary_free(s);
}

static bool counts_as(const struct row *row, enum verdict_status status)
{
	return !row->older && row->brief.status == status;
}

/* ---- the list for people ---- */

enum { TARGET_MIN = 6, TARGET_MAX = 30, SUMMARY_MIN = 10, WHEN = 11, MARK = 6, FILE_MAX = 24 };

struct columns {
	int place, target, summary;
};

static int wider(int width, int than, int most)
{
	if (width < than)
		return than;
	return width < most ? width : most;
}

/* "7", of several files "morning.ndjson:7": the end of a long name tells more. */
static const char *place(const struct page *p, const struct overview *v, const struct row *row)
{
	const char *file = row->file;

	if (v->files < 2)
		return arena_printf(p->arena, "%d", row->line);
	while (text_columns(file) > FILE_MAX)
		do
			file++;
		while (((unsigned char)*file & 0xc0) == 0x80);
	return arena_printf(p->arena, "%s:%d", file, row->line);
}

static struct columns columns_of(const struct page *p, const struct overview *v,
				 const struct row **rows, size_t n)
{
	enum { LINE_MIN = 4, PLACE_MAX = FILE_MAX + 12 };
	struct columns c = {.place = LINE_MIN, .target = TARGET_MIN};

	for (size_t i = 0; i < n; i++) {
		c.place = wider((int)text_columns(place(p, v, rows[i])), c.place, PLACE_MAX);
		c.target =
			wider((int)text_columns(brief_name(&rows[i]->brief)), c.target, TARGET_MAX);
	}
	if (c.target > p->options->columns / 3)
		c.target = p->options->columns / 3;
	c.summary = p->options->columns - MARK - 1 - c.place - 2 - WHEN - 2 - c.target - 2;
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

static void row_line(const struct page *p, const struct overview *v, const struct columns *c,
		     const struct row *row)
{
	buf_printf(p->out, "%s %*s  %s  %s  %s\n", page_mark(p, verdict_mark(row->brief.status)),
		   c->place, place(p, v, row), when(p, row->brief.started),
		   page_padded(p, brief_name(&row->brief), c->target),
		   page_fitted(p, row->brief.summary, c->summary));
}

/* Those that are listed, worst first. */
static const struct row **listed(const struct page *p, const struct overview *v, size_t *n)
{
	size_t most = v->rows.n, at = 0;
	const struct row **rows;

	if (p->options->verbosity < 1 && most > OVERVIEW_LISTED)
		most = OVERVIEW_LISTED;
	rows = arena_alloc(p->arena, (most + 1) * sizeof(*rows));
	for (int i = 0; i < STATUSES; i++)
		LIST_EACH (const struct row, row, &v->rows)
			if (at < most && counts_as(row, worst_first[i]))
				rows[at++] = row;
	*n = at;
	return rows;
}

static void table(const struct page *p, const struct overview *v, const struct row **rows, size_t n)
{
	const struct columns c = columns_of(p, v, rows, n);
	size_t all = v->rows.n - v->older;

	page_section(p, arena_printf(p->arena, "%*s  %-*s  %s  %s", MARK + 1 + c.place,
				     v->files < 2 ? "line" : "file:line", WHEN, "when (UTC)",
				     page_padded(p, "target", c.target), "verdict"));
	for (size_t i = 0; i < n; i++)
		row_line(p, v, &c, rows[i]);
	if (n < all)
		page_paragraph(
			p, 0, arena_printf(p->arena, "and %zu that are no worse: see -v", all - n));
}

/* A shell takes it for a name and nothing else; a list may be a stranger's. */
static bool is_plain(const char *target)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    ".:_@-";

	return *target != '\0' && *target != '-' && target[strspn(target, plain)] == '\0';
}

/* How to see the first of those that stand on top. */
static void hint(const struct page *p, const struct row **rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i]->whole) {
			buf_printf(p->out, "one of them whole: smtpscope report %s --line %d\n",
				   strcmp(rows[i]->file, "-") == 0 ? "FILE" : rows[i]->file,
				   rows[i]->line);
			return;
		}
	if (n > 0 && is_plain(rows[0]->brief.input))
		buf_printf(p->out, "one of them whole: smtpscope check %s\n", rows[0]->brief.input);
}

void overview_text(struct buf *out, struct overview *v, const struct report_options *o)
{
	const struct page p = {.arena = arena_new(), .out = out, .options = o};
	const struct row **rows;
	size_t n;

	overview_summary_text(out, v, o);
	rows = listed(&p, v, &n);
	if (o->verbosity >= 0 && n > 0) {
		table(&p, v, rows, n);
		hint(&p, rows, n);
	}
	arena_free(p.arena);
}

/* ---- for programs ---- */

static void row_json(struct jsonw *w, const struct row *row, bool with_file)
{
	const struct brief *b = &row->brief;

	jsonw_begin_object(w);
	known_json(w, "file", with_file ? row->file : NULL);
	number_json(w, "line", row->line);
	known_json(w, "id", row->id);
	jsonw_key(w, "started");
	jsonw_date(w, b->started);
	text_json(w, "target", b->input);
	known_json(w, "key", b->key);
	known_json(w, "tag", b->tag);
	known_json(w, "host", b->host);
	text_json(w, "status", verdict_status_names[b->status]);
	text_json(w, "finding", b->finding);
	text_json(w, "owner", owner_names[b->owner]);
	text_json(w, "summary", b->summary);
	jsonw_end_object(w);
}

/* How often a verdict rests on it. */
struct finding_count {
	struct tally_item item;
	size_t n;
};

static void count_merge(void *into, const void *from)
{
	((struct finding_count *)into)->n += ((const struct finding_count *)from)->n;
}

static const struct tally_kind counts_kind = {sizeof(struct finding_count), count_merge, NULL};

static int by_number(const void *a, const void *b)
{
	const struct finding_count *x = *(const struct finding_count *const *)a;
	const struct finding_count *y = *(const struct finding_count *const *)b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->item.name, y->item.name);
}

static void findings_json(struct jsonw *w, struct arena *a, const struct tally *t)
{
	size_t n;
	void *const *items = tally_items(t, &n);
	const struct finding_count **all = arena_alloc(a, (n + 1) * sizeof(*all));

	for (size_t i = 0; i < n; i++)
		all[i] = items[i];
	qsort(all, n, sizeof(*all), by_number);
	jsonw_key(w, "findings");
	jsonw_begin_array(w);
	for (size_t i = 0; i < n; i++) {
		jsonw_begin_object(w);
		text_json(w, "finding", all[i]->item.name);
		number_json(w, "reports", (int64_t)all[i]->n);
		jsonw_end_object(w);
	}
	jsonw_end_array(w);
}

static void status_json(struct jsonw *w, struct arena *a, const struct overview *v,
			enum verdict_status status)
{
	struct tally *t = tally_new(&counts_kind, SUMMARY_NAMES);
	size_t n = 0;

	LIST_EACH (const struct row, row, &v->rows)
		if (counts_as(row, status)) {
			((struct finding_count *)tally_at(t, row->brief.finding))->n++;
			n++;
		}
	if (n > 0) {
		jsonw_begin_object(w);
		text_json(w, "status", verdict_status_names[status]);
		number_json(w, "reports", (int64_t)n);
		findings_json(w, a, t);
		jsonw_end_object(w);
	}
	tally_free(t);
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
		if (!row->older)
			row_json(&w, row, v->files > 1);
	jsonw_end_array(&w);
	jsonw_key(&w, "counts");
	jsonw_begin_array(&w);
	for (int i = 0; i < STATUSES; i++)
		status_json(&w, a, v, worst_first[i]);
	jsonw_end_array(&w);
	number_json(&w, "unreadable", (int64_t)v->unread);
	number_json(&w, "older", (int64_t)v->older);
	jsonw_end_object(&w);
	buf_char(out, '\n');
	arena_free(a);
}
