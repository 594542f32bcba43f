#include "transcript/own.h"

#include "transcript/transcript.h"

#include <string.h>

struct piece { /* one line of the text */
	const char *p;
	size_t n;
	int indent;
};

static struct piece piece_at(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));
	struct piece l = {p, (size_t)((lf == NULL ? end : lf) - p), 0};

	if (l.n > 0 && p[l.n - 1] == '\r')
		l.n--;
	while ((size_t)l.indent < l.n && p[l.indent] == ' ')
		l.indent++;
	return l;
}

static const char *behind(struct piece l, const char *end)
{
	const char *lf = memchr(l.p, '\n', (size_t)(end - l.p));

	return lf == NULL ? end : lf + 1;
}

static bool blank(struct piece l)
{
	return (size_t)l.indent == l.n;
}

/* Columns, not bytes. */
static int columns(struct piece l)
{
	int n = 0;

	for (size_t i = 0; i < l.n; i++)
		n += ((unsigned char)l.p[i] & 0xc0) != 0x80;
	return n;
}

struct rows rows_of(struct arena *a, struct bytes text)
{
	const size_t n = text.n < TRANSCRIPT_MAX ? text.n : TRANSCRIPT_MAX;
	struct rows r = {.arena = a, .p = text.p, .end = text.p + n};

	for (const char *p = r.p; p < r.end;) {
		struct piece l = piece_at(p, r.end);

		if (columns(l) > r.width)
			r.width = columns(l);
		p = behind(l, r.end);
	}
	return r;
}

/* ---- rows ---- */

/* "label" at the line's indent, and blanks up to `body`, where something begins. */
static bool has_label(struct piece l, const struct layout *at, const char *label)
{
	size_t n = strlen(label), from = (size_t)at->indent, body = (size_t)at->body;

	if (from + n > l.n || memcmp(l.p + from, label, n) != 0)
		return false;
	for (size_t i = from + n; i < body && i < l.n; i++)
		if (l.p[i] != ' ')
			return false;
	return l.n > body && from + n < body && l.p[body] != ' ';
}

static const struct layout *layout_of(struct piece l, const struct layout *layouts,
				      const char **label)
{
	for (const struct layout *at = layouts; at->body != 0; at++)
		for (size_t i = 0; l.indent == at->indent && at->labels[i] != NULL; i++)
			if (has_label(l, at, at->labels[i])) {
				*label = at->labels[i];
				return at;
			}
	*label = NULL;
	return NULL;
}

/* A line was broken within a word where it has no other place: at its very end, or at one of the
 * joints of a path. */
static bool within_word(const struct rows *r, struct piece l, int body)
{
	if ((int)l.n <= body || memchr(l.p + body, ' ', l.n - (size_t)body) != NULL)
		return false;
	return columns(l) >= r->width || strchr("/.:,", l.p[l.n - 1]) != NULL;
}

static void take(struct rows *r, struct piece l)
{
	r->p = behind(l, r->end);
	r->line++;
}

static bool next_piece(struct rows *r, struct piece *l)
{
	while (r->p < r->end) {
		*l = piece_at(r->p, r->end);
		if (!blank(*l))
			return true;
		take(r, *l);
	}
	return false;
}

/* Paragraphs less deep are told from each other by nothing but their lines. */
enum { NESTED = 2 };

/* The lines below that go on with it. */
static void add_rest(struct rows *r, const struct layout *layouts, struct piece l, int body,
		     struct buf *text)
{
	const char *label;

	while (r->p < r->end && text->n < TRANSCRIPT_ROW_MAX) {
		struct piece next = piece_at(r->p, r->end);

		if (blank(next) || next.indent != body || body == 0 ||
		    layout_of(next, layouts, &label) != NULL)
			return;
		if (!within_word(r, l, body))
			buf_char(text, ' ');
		buf_add(text, next.p + body, next.n - (size_t)body);
		take(r, next);
		l = next;
	}
}

static bool read_row(struct rows *r, const struct layout *layouts, bool paragraphs, struct row *row)
{
	const struct layout *at;
	struct buf text = {0};
	struct piece l;
	int body;

	if (!next_piece(r, &l))
		return false;
	at = layout_of(l, layouts, &row->label);
	body = at == NULL ? l.indent : at->body;
	row->indent = l.indent;
	take(r, l);
	row->line = r->line;
	buf_add(&text, l.p + body, l.n - (size_t)body);
	if (at != NULL || (paragraphs && l.indent > NESTED))
		add_rest(r, layouts, l, body, &text);
	row->text = bytes_copy(r->arena, text.p, text.n);
	buf_free(&text);
	return true;
}

bool rows_next(struct rows *r, const struct layout *layouts, struct row *row)
{
	return read_row(r, layouts, true, row);
}

bool rows_line(struct rows *r, const struct layout *layouts, struct row *row)
{
	return read_row(r, layouts, false, row);
}

bool rows_heading(struct rows *r)
{
	struct piece l;

	return !next_piece(r, &l) || l.indent == 0;
}
