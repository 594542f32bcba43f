#include "sweep/list_text.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

struct list_text {
	struct source *source;
	struct buf come; /* read, from `held` or the line given last on */
	size_t at;	 /* of these: given out */
	size_t begun;	 /* of these: before the line given last */
	size_t searched; /* of these: given out, or without a line feed */
	size_t held;
	bool holds;
	unsigned long number, number_held;
	bool ended;
	const char *fault; /* why it has */
};

struct list_text *list_text_new(struct source *s)
{
	struct list_text *t = mem_alloc(sizeof(*t));

	t->source = s;
	return t;
}

struct list_text *list_text_free(struct list_text *t)
{
	if (t != NULL)
		buf_free(&t->come);
	free(t);
	return NULL;
}

unsigned long list_text_number(const struct list_text *t)
{
	return t->number;
}

void list_text_again(struct list_text *t)
{
	t->at = t->searched = t->begun;
	t->number--;
}

void list_text_hold(struct list_text *t)
{
	t->holds = true;
	t->held = t->at;
	t->number_held = t->number;
}

void list_text_back(struct list_text *t)
{
	t->at = t->searched = t->held;
	t->number = t->number_held;
	t->holds = false;
}

void list_text_go_on(struct list_text *t)
{
	t->holds = false;
}

/* ---- reading ---- */

static void drop_given(struct list_text *t)
{
	size_t n = t->holds ? t->held : t->at;

	buf_take(&t->come, NULL, n);
	t->at -= n;
	t->begun -= n;
	t->searched -= n;
	t->held = 0;
}

/* One more piece: 1; 0: it has ended; -1: it went wrong. */
static int read_more(struct list_text *t, const char **fault)
{
	ssize_t n;

	if (!t->ended) {
		drop_given(t);
		n = source_read(t->source, buf_reserve(&t->come, PIECE), PIECE, &t->fault);
		t->ended = n <= 0;
		t->come.n += n > 0 ? (size_t)n : 0;
	}
	*fault = t->fault;
	return !t->ended ? 1 : t->fault == NULL ? 0 : -1;
}

static const char *line_feed(struct list_text *t)
{
	size_t n = t->come.n - t->searched;
	const char *end = n == 0 ? NULL : memchr(t->come.p + t->searched, '\n', n);

	t->searched = end != NULL ? (size_t)(end - t->come.p) : t->come.n;
	return end;
}

/* Reads up to a line feed or the end, or more than `most` bytes: 1; -1: it went wrong. */
static int find_end(struct list_text *t, size_t most, const char **fault)
{
	int more = 1;

	while (more > 0 && line_feed(t) == NULL && t->searched - t->at <= most)
		more = read_more(t, fault);
	return more < 0 ? -1 : 1;
}

/* The rest of a line that is too long is read and not kept. */
static int pass_over(struct list_text *t, const char **fault)
{
	int more = 1;

	while (more > 0 && line_feed(t) == NULL) {
		t->at = t->begun = t->come.n;
		more = read_more(t, fault);
	}
	return more < 0 ? -1 : 1;
}

/* Behind the line feed that was found. */
static void step_over(struct list_text *t)
{
	t->searched += t->searched < t->come.n;
	t->at = t->searched;
	t->number++;
}

enum list_line list_text_next(struct list_text *t, size_t most, struct bytes *line,
			      const char **fault)
{
	t->begun = t->at;
	if (find_end(t, most, fault) < 0)
		return LIST_BROKEN;
	if (t->at == t->come.n)
		return LIST_END;
	*line = (struct bytes){t->come.p + t->at, t->searched - t->at};
	if (line->n > most && !t->holds && pass_over(t, fault) < 0)
		return LIST_BROKEN;
	step_over(t);
	return line->n > most ? LIST_TOO_LONG : LIST_LINE;
}
