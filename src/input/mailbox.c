#include "input/mailbox.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 64 * 1024, LINE = 1024 };

struct mailbox {
	struct source *source;
	const char *fault;
	char *piece; /* what was read, from `at` on not looked at */
	size_t at, n;
	bool ended;
	struct buf text; /* of the message that is read */
	bool cut;
	int number;
	int64_t line; /* of what is looked at */
	/* the beginning of the line that is looked at, enough to tell what it is */
	char start[LINE];
	size_t start_n;
	bool line_is_long, after_empty, begun;
};

/* ---- "From SENDER DATE" ---- */

static bool all_digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)p[i]))
			return false;
	return true;
}

/* A time of day and a year: nobody begins a paragraph with "From " and those. */
static bool has_date(const char *p, size_t n)
{
	bool time = false, year = false;

	for (size_t i = 0; i + 5 <= n; i++) {
		const char *at = p + i;

		if (at[0] != ' ')
			continue;
		time = time || (i + 6 <= n && all_digits(at + 1, 2) && at[3] == ':' &&
				all_digits(at + 4, 2));
		year = year || ((at[1] == '1' || at[1] == '2') && all_digits(at + 1, 4) &&
				(i + 5 == n || !isdigit((unsigned char)at[5])));
	}
	return time && year;
}

static bool is_from_line(const char *p, size_t n)
{
	while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == '\n'))
		n--;
	return n > 5 && memcmp(p, "From ", 5) == 0 && has_date(p, n);
}

bool mailbox_is(struct bytes head)
{
	const char *lf = head.n == 0 ? NULL : memchr(head.p, '\n', head.n);

	return lf != NULL && is_from_line(head.p, (size_t)(lf - head.p));
}

/* ---- lines ---- */

static bool is_quoted_from(const char *p, size_t n)
{
	size_t quotes = 0;

	while (quotes < n && p[quotes] == '>')
		quotes++;
	return quotes > 0 && n - quotes >= 5 && memcmp(p + quotes, "From ", 5) == 0;
}

static void keep(struct mailbox *m, const char *p, size_t n)
{
	size_t room = MESSAGE_MAX - m->text.n;

	if (n > room) {
		m->cut = true;
		n = room;
	}
	if (n > 0)
		buf_add(&m->text, p, n);
}

/* The line whose beginning is in `start`, or all of it. True: it begins the next message. */
static bool take_start(struct mailbox *m)
{
	size_t quote = is_quoted_from(m->start, m->start_n);

	if ((m->after_empty || !m->begun) && is_from_line(m->start, m->start_n))
		return true;
	m->after_empty = m->start[0] == '\n' || (m->start_n == 2 && m->start[0] == '\r');
	keep(m, m->start + quote, m->start_n - quote);
	return false;
}

static bool fill(struct mailbox *m)
{
	ssize_t n;

	if (m->at < m->n)
		return true;
	n = m->ended ? 0 : source_read(m->source, m->piece, PIECE, &m->fault);
	m->ended = n <= 0;
	m->at = 0;
	m->n = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* Moves up to a line end, or as much as has come, out of the piece. */
static struct bytes rest_of_line(struct mailbox *m, size_t most)
{
	struct bytes b = {m->piece + m->at, m->n - m->at};
	const char *lf;

	if (b.n > most)
		b.n = most;
	lf = memchr(b.p, '\n', b.n);
	if (lf != NULL)
		b.n = (size_t)(lf - b.p) + 1;
	m->at += b.n;
	return b;
}

static bool ends_line(const char *p, size_t n)
{
	return n > 0 && p[n - 1] == '\n';
}

/* The next line's beginning into `start`: all of the line where it is not longer. False: the end.
 */
static bool next_start(struct mailbox *m)
{
	m->start_n = 0;
	while (m->start_n < LINE && !ends_line(m->start, m->start_n) && fill(m)) {
		struct bytes b = rest_of_line(m, LINE - m->start_n);

		memcpy(m->start + m->start_n, b.p, b.n);
		m->start_n += b.n;
	}
	m->line_is_long = m->start_n == LINE && !ends_line(m->start, LINE);
	m->line++;
	return m->start_n > 0;
}

static void keep_rest(struct mailbox *m)
{
	bool ended = !m->line_is_long;

	while (!ended && fill(m)) {
		struct bytes b = rest_of_line(m, PIECE);

		keep(m, b.p, b.n);
		ended = ends_line(b.p, b.n);
	}
}

/* What is left of a line that is not kept. */
static void drop_rest(struct mailbox *m)
{
	size_t n = m->text.n;
	bool cut = m->cut;

	keep_rest(m);
	m->text.n = n;
	m->cut = cut;
}

/* ---- messages ---- */

struct mailbox *mailbox_open(struct source *s)
{
	struct mailbox *m = mem_alloc(sizeof(*m));

	m->source = s;
	m->piece = mem_alloc(PIECE);
	return m;
}

bool mailbox_next(struct mailbox *m, struct message *message, const char **fault)
{
	bool any = m->begun;

	buf_clear(&m->text);
	m->cut = m->after_empty = false;
	message->line = m->line + 1;
	while (next_start(m)) {
		bool next = take_start(m);

		if (next)
			drop_rest(m);
		else
			keep_rest(m);
		any = true;
		if (next && m->begun)
			goto complete;
		if (next)
			message->line = m->line + 1;
		m->begun = true;
	}
	m->begun = false;
	if (!any) {
		*fault = m->fault;
		return false;
	}
complete:
	message->text = (struct bytes){m->text.p, m->text.n};
	message->number = ++m->number;
	message->cut = m->cut;
	return true;
}

void mailbox_close(struct mailbox *m)
{
	if (m == NULL)
		return;
	buf_free(&m->text);
	free(m->piece);
	free(m);
}
