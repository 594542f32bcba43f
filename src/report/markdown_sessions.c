/* markdown_sessions.c - what was seen of each connection */
#include "report/markdown.h"

#include "report/controls.h"
#include "report/details.h"
#include "report/ehlo_diff.h"
#include "report/fact.h"
#include "report/grid.h"
#include "report/md_inline.h"
#include "report/path_text.h"
#include "report/words.h"

#include <string.h>

/* ---- the whole at one glance ---- */

void markdown_endpoints(const struct ticket *t)
{
	struct md_page p;

	if (t->record->sessions.n == 0)
		return;
	md_section(&t->md, "Addresses and ports");
	md_page_begin(&t->md, &p, 0);
	grid_write(&p.page, t->record, t->interpretation, t->know);
	controls_write(&p.page, t->record);
	path_pictures(&p.page, t->record, t->interpretation);
	md_block(&t->md, &p);
}

/* ---- stages ---- */

/* Those that only collect versions and suites fill pages with the same. */
static bool is_told(const struct ticket *t, const struct session *s)
{
	return t->md.options->verbosity > 0 ||
	       (s->purpose != SESSION_TLS_VERSION && s->purpose != SESSION_TLS_SUITES);
}

static const char *milliseconds(struct arena *a, double ms)
{
	enum { NARROW = 10000 };

	return arena_printf(a, "%.*f", ms < NARROW ? 1 : 0, ms);
}

static void stages(const struct ticket *t, const struct session *s)
{
	static const size_t widths[] = {10, 44, 6, 7};
	static const struct md_table table = {widths, sizeof(widths) / sizeof(widths[0]), 2};
	static const char *const head[] = {"Stage", "Outcome", "At ms", "Took ms"};
	const struct page p = {.arena = t->md.arena};

	md_paragraph(&t->md, session_title(t->md.arena, s));
	md_table_head(&t->md, &table, head);
	LIST_EACH (const struct stage, st, &s->stages) {
		bool entered = st->outcome != OUTCOME_NOT_REACHED && st->outcome != OUTCOME_SKIP;
		const char *const cells[] = {stage_names[st->id], details_outcome(&p, st),
					     entered ? milliseconds(p.arena, st->at_ms) : "",
					     entered ? milliseconds(p.arena, st->ms) : ""};

		md_table_row(&t->md, &table, cells);
	}
}

void markdown_stages(const struct ticket *t)
{
	if (t->record->sessions.n == 0)
		return;
	md_section(&t->md, "Stages and times");
	LIST_EACH (const struct session, s, &t->record->sessions)
		if (is_told(t, s))
			stages(t, s);
}

/* ---- what several connections show alike is told once ---- */

struct sight {
	struct item item;
	struct list sessions; /* of struct string_item: titles */
	struct md_page page;
};

/* Writes what `s` shows; nothing: it shows none of it. */
typedef void show_function(const struct page *p, const struct record *r, const struct session *s);

static struct sight *same_sight(const struct list *sights, const struct buf *shown)
{
	LIST_EACH (struct sight, it, sights)
		if (it->page.out.n == shown->n && memcmp(it->page.out.p, shown->p, shown->n) == 0)
			return it;
	return NULL;
}

static void sights_of(const struct ticket *t, show_function *show, int indent, struct list *sights)
{
	LIST_EACH (const struct session, s, &t->record->sessions) {
		struct sight *new = ARENA_NEW(t->md.arena, struct sight), *old;

		if (!is_told(t, s))
			continue;
		md_page_begin(&t->md, &new->page, indent);
		show(&new->page.page, t->record, s);
		if (new->page.out.n == 0)
			continue;
		old = same_sight(sights, &new->page.out);
		if (old == NULL)
			list_append(sights, new);
		else
			buf_free(&new->page.out);
		list_add_string(old == NULL ? &new->sessions : &old->sessions, t->md.arena,
				session_title(t->md.arena, s));
	}
}

static void tell_sights(const struct ticket *t, const char *title, const char *legend,
			const struct list *sights)
{
	if (sights->n == 0)
		return;
	md_section(&t->md, title);
	if (legend != NULL)
		md_paragraph(&t->md, legend);
	LIST_EACH (struct sight, it, sights) {
		md_begin_list(&t->md);
		LIST_EACH (const struct string_item, s, &it->sessions)
			md_item(&t->md, s->s);
		md_block(&t->md, &it->page);
	}
}

/* ---- EHLO ---- */

enum { HALF = 37 };

/* The part of `b` that stands in the line `line` of its half of the page. */
static const char *part_of(struct arena *a, struct bytes b, size_t line)
{
	struct buf ascii = {0};
	const char *part = "";

	md_ascii(&ascii, b.p, b.n);
	if (line * HALF < ascii.n)
		part = arena_printf(a, "%.*s", HALF, ascii.p + line * HALF);
	buf_free(&ascii);
	return part;
}

static void side_by_side(const struct page *p, char mark, struct bytes clear, struct bytes tls)
{
	for (size_t line = 0;; line++) {
		const char *left = part_of(p->arena, clear, line);
		const char *right = part_of(p->arena, tls, line);

		if (line > 0 && *left == '\0' && *right == '\0')
			return;
		if (*right == '\0')
			buf_printf(p->out, "%c %s\n", mark, left);
		else
			buf_printf(p->out, "%c %-*s  %s\n", mark, HALF, left, right);
	}
}

static void show_ehlo(const struct page *p, const struct record *r, const struct session *s)
{
	static const char marks[] = {
		[EHLO_SAME] = ' ', [EHLO_CHANGED] = '!', [EHLO_GONE] = '-', [EHLO_NEW] = '+'};
	struct list rows = {0};

	(void)r;
	if (!ehlo_diff(p->arena, s, &rows) || rows.n == 0)
		return;
	side_by_side(p, ' ', bytes_str(p->arena, "BEFORE STARTTLS"),
		     bytes_str(p->arena, "INSIDE TLS"));
	LIST_EACH (const struct ehlo_row, row, &rows)
		side_by_side(p, marks[row->change], row->clear, row->tls);
}

void markdown_ehlo(const struct ticket *t)
{
	struct list sights = {0};

	sights_of(t, show_ehlo, 0, &sights);
	tell_sights(t, "EHLO before and after TLS",
		    "Marked: - gone inside TLS, + only there, ! changed.", &sights);
}

/* ---- TLS ---- */

static void show_tls(const struct page *p, const struct record *r, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	if (st != NULL && st->tls != NULL && st->outcome != OUTCOME_NOT_REACHED &&
	    st->outcome != OUTCOME_SKIP)
		details_tls(p, st->tls, r->started);
}

void markdown_tls(const struct ticket *t)
{
	struct list sights = {0};

	sights_of(t, show_tls, FACT, &sights);
	tell_sights(t, "TLS and certificates", NULL, &sights);
}

/* ---- transcripts ---- */

/* Of several connections that of the verdict is enough, else the first. */
static const struct session *told_transcript(const struct ticket *t)
{
	const struct session *s = t->interpretation->verdict.finding->session;

	if (s != NULL && s->transcript.n > 0)
		return s;
	LIST_EACH (const struct session, it, &t->record->sessions)
		if (it->transcript.n > 0)
			return it;
	return NULL;
}

void markdown_transcripts(const struct ticket *t)
{
	const struct report_options *o = t->md.options;
	const struct session *s = told_transcript(t);
	struct md_page p;

	if (s == NULL)
		return;
	md_section(&t->md, "Transcript");
	md_paragraph(&t->md, "Milliseconds; -> sent, <- received, ~> and <~ inside TLS. Secrets "
			     "are masked.");
	md_page_begin(&t->md, &p, 0);
	if (o->verbosity > 0 || o->transcript)
		details_transcripts(&p.page, t->record);
	else
		details_transcript(&p.page, s);
	md_block(&t->md, &p);
}
