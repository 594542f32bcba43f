#include "report/live.h"

#include "base/list.h"
#include "base/memory.h"
#include "report/outcome.h"

#include <stdlib.h>

struct row {
	struct item item;
	const struct session *session;
	const char *mark;
	char now[32];
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
		fprintf(l->out, "\033[%dA", l->drawn);
	fputs("\r\033[J", l->out);
	l->drawn = 0;
}

static void draw_row(struct live *l, const struct row *r)
{
	char line[256];

	snprintf(line, sizeof(line), "%s %s port %d  %s", r->mark, r->session->address,
		 r->session->port, r->now);
	fprintf(l->out, "%.*s\n", l->columns - 1, line);
	l->drawn++;
}

/* The newest rows, as many as the terminal shows. */
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

static void set(struct live *l, const struct session *s, const char *mark, const char *now)
{
	struct row *r = row_of(l, s);

	r->mark = mark;
	snprintf(r->now, sizeof(r->now), "%s", now);
	draw(l);
}

void live_stage_begun(struct live *l, const struct session *s, enum stage_id id)
{
	set(l, s, "[ .. ]", stage_names[id]);
}

void live_stage_done(struct live *l, const struct session *s, const struct stage *st)
{
	char now[32];

	if (st->outcome != OUTCOME_FAIL)
		return;
	snprintf(now, sizeof(now), "%s: %s", stage_names[st->id], failure_names[st->failure]);
	set(l, s, "[FAIL]", now);
}

void live_session_done(struct live *l, const struct session *s)
{
	char now[32];

	if (session_failed(s) != NULL)
		return;
	snprintf(now, sizeof(now), "%.0f ms", session_ms(s));
	set(l, s, "[ OK ]", now);
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
