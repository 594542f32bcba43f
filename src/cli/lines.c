#include "cli/lines.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024 };

struct lines {
	struct source *source;
	struct buf come; /* read */
	size_t given;	 /* of these: given out */
	size_t searched; /* of these: given out, or no line feed is in them */
	int number;	 /* lines that were begun */
	bool ended;
};

struct lines *lines_new(struct source *s)
{
	struct lines *l = mem_alloc(sizeof(*l));

	l->source = s;
	return l;
}

void lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	buf_free(&l->come);
	free(l);
}

static int too_large(const struct lines *l, struct arena *a, const char **fault)
{
	*fault = arena_printf(a, "%s is larger than %d MiB: no report is", source_name(l->source),
			      LINES_TEXT_MAX / 1024 / 1024);
	return -1;
}

/* One more piece: 1; 0: it has ended; -1: it went wrong. */
static int read_more(struct lines *l, struct arena *a, const char **fault)
{
	ssize_t n;

	if (l->ended)
		return 0;
	buf_take(&l->come, NULL, l->given); /* once a piece: many lines may be in one */
	l->searched -= l->given;
	l->given = 0;
	if (l->come.n > LINES_TEXT_MAX)
		return too_large(l, a, fault);
	n = source_read(l->source, buf_reserve(&l->come, PIECE), PIECE, fault);
	if (n > 0)
		l->come.n += (size_t)n;
	else
		l->ended = true;
	return n > 0 ? 1 : (int)n;
}

/* The length of the next line; all that is left, where no line feed comes. -1: it went wrong. */
static ssize_t find_end(struct lines *l, struct arena *a, const char **fault)
{
	int more = 1;

	while (more > 0) {
		const char *end = l->come.n == l->searched ? NULL
							   : memchr(l->come.p + l->searched, '\n',
								    l->come.n - l->searched);

		if (end != NULL)
			return end - l->come.p - (ssize_t)l->given;
		l->searched = l->come.n;
		more = read_more(l, a, fault);
	}
	return more < 0 ? -1 : (ssize_t)(l->come.n - l->given);
}

static bool is_blank(const struct buf *text)
{
	return text->n == 0 || strspn(text->p, " \t\r") == text->n;
}

/* Whatever comes: 1; 0: nothing; -1: it went wrong. */
static int next(struct lines *l, struct arena *a, struct line *line, const char **fault)
{
	ssize_t n = find_end(l, a, fault);
	size_t left = l->come.n - l->given;

	if (n < 0)
		return -1;
	if (left == 0)
		return 0;
	buf_clear(&line->text);
	buf_add(&line->text, l->come.p + l->given, (size_t)n);
	line->number = ++l->number;
	line->ended = (size_t)n < left;
	l->given += (size_t)n + line->ended;
	l->searched = l->given;
	return 1;
}

int lines_next(struct lines *l, struct arena *a, struct line *line, const char **fault)
{
	int rc;

	do
		rc = next(l, a, line, fault);
	while (rc > 0 && is_blank(&line->text));
	return rc;
}

int lines_rest(struct lines *l, struct arena *a, struct line *line, const char **fault)
{
	int more = 1;

	while (more > 0)
		more = read_more(l, a, fault);
	if (more < 0)
		return -1;
	if (line->ended)
		buf_char(&line->text, '\n');
	if (l->come.n > l->given)
		buf_add(&line->text, l->come.p + l->given, l->come.n - l->given);
	l->given = l->searched = l->come.n;
	return line->text.n > LINES_TEXT_MAX ? too_large(l, a, fault) : 0;
}
