#include "report/live.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/text.h"
#include "interpret/facts.h"
#include "record/words.h"
#include "report/outcome.h"

#include <stdlib.h>

struct row {
	struct item item;
	const struct session *session;
	const char *mark, *now;
	double ms; /* of the stages that are done */
};

struct live {
	FILE *out;
	int columns, rows;
	int drawn; /* lines on the terminal */
	struct arena *arena;
	struct list list; /* of struct row */
};

struct live *live_new(FILE *out, int columns, int rows)
{
	struct live *l = mem_alloc(sizeof(*l));

	l->out = out;
	l->columns = columns;
	l->rows = rows;
	l->arena = arena_new();
	return l;
}

static struct row *row_of(struct live *l, const struct session *s)
{
	struct row *new;

	LIST_EACH (struct row, r, &l->list) {
		if (r->session == s)
			return r;
	}
	new = ARENA_NEW(l->arena, struct row);
	new->session = s;
	return list_append(&l->list, new);
}

static void go_back(struct live *l)
{
	if (l->drawn > 0)
		fprintf(l->out, "\033[%dA\r\033[J", l->drawn);
	l->drawn = 0;
}

static void draw_row(struct live *l, const struct row *r)
{
	struct buf line = {0};

	buf_printf(&line, "%s %s port %d", r->mark, r->session->address, r->session->port);
	if (r->session->changed != NULL) /* a follow-up: the version or the change it is for */
		buf_printf(&line, " %s", r->session->changed);
	buf_printf(&line, "  %s", r->now);
	if (r->ms > 0)
		buf_printf(&line, "  %.0f ms", r->ms);
	fprintf(l->out, "%.*s\n", l->columns - 1, line.p);
	buf_free(&line);
	l->drawn++;
}

/* The newest rows, as many as the terminal shows: what has scrolled away cannot be rewritten. */
static void draw(struct live *l)
{
	int skip = (int)l->list.n - (l->rows - 1);

	go_back(l);
	LIST_EACH (const struct row, r, &l->list) {
		if (skip-- <= 0)
			draw_row(l, r);
	}
	fflush(l->out);
}

void live_stage_begun(struct live *l, const struct session *s, enum stage_id id)
{
	struct row *r = row_of(l, s);

	r->mark = "[ .. ]";
	r->now = stage_names[id];
	draw(l);
}

void live_stage_done(struct live *l, const struct session *s, const struct stage *st)
{
	struct row *r = row_of(l, s);

	r->ms += st->ms;
	r->now = stage_names[st->id];
	if (r->mark == NULL)
		r->mark = "[ .. ]";
	draw(l);
}

/* What it means is the interpreter's to say: here stands only how far it came. */
void live_session_done(struct live *l, const struct session *s)
{
	struct row *r = row_of(l, s);
	const struct stage *failed = fatal_stage(s);

	r->mark = failed != NULL ? "[FAIL]" : session_passed(s, STAGE_TCP) ? "[ OK ]" : "[ -- ]";
	r->now = failed == NULL ? "done"
				: arena_printf(l->arena, "%s: %s", stage_names[failed->id],
					       failure_in_words(l->arena, failed));
	r->ms = session_ms(s);
	draw(l);
}

struct live *live_end(struct live *l)
{
	if (l == NULL)
		return NULL;
	go_back(l);
	fflush(l->out);
	arena_free(l->arena);
	free(l);
	return NULL;
}
