#include "smtp/reply.h"

#include <string.h>

/* A piece of the input buffer; not owned, not terminated. */
struct piece {
	const char *p;
	size_t n;
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The reply code at the front, 0 where there is none: "250 ", "250-" or "250" alone. */
static int code_of(struct piece line)
{
	if (line.n < 3 || line.p[0] < '2' || line.p[0] > '5' || !digit(line.p[1]) ||
	    !digit(line.p[2]))
		return 0;
	if (line.n > 3 && line.p[3] != ' ' && line.p[3] != '-')
		return 0;
	return (line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 + (line.p[2] - '0');
}

static struct piece behind_code(struct piece line)
{
	size_t skip = line.n > 3 ? 4 : line.n;

	return (struct piece){line.p + skip, line.n - skip};
}

static size_t digits(struct piece text, size_t from)
{
	size_t n = 0;

	while (from + n < text.n && digit(text.p[from + n]))
		n++;
	return n;
}

/* Length of the enhanced code (RFC 3463) at the front, 0 where there is none. Its class may
 * contradict the reply code: such servers exist. "#5.5.1" is not one, it stays text. */
static size_t enhanced_length(struct piece text)
{
	size_t subject, detail, n;

	if (text.n < 5 || memchr("245", text.p[0], 3) == NULL || text.p[1] != '.')
		return 0;
	subject = digits(text, 2);
	n = 2 + subject;
	if (subject < 1 || subject > 3 || n >= text.n || text.p[n] != '.')
		return 0;
	detail = digits(text, n + 1);
	n += 1 + detail;
	if (detail < 1 || detail > 3 || (n < text.n && text.p[n] != ' ' && text.p[n] != '\t'))
		return 0;
	return n;
}

/* `text` without `enhanced` at its front. */
static struct piece without_enhanced(struct piece text, const char *enhanced)
{
	size_t n = enhanced == NULL ? 0 : enhanced_length(text);

	if (n == 0 || n != strlen(enhanced) || memcmp(text.p, enhanced, n) != 0)
		return text;
	if (n < text.n)
		n++; /* the blank */
	return (struct piece){text.p + n, text.n - n};
}

/* The line at the front of `rest` without its CRLF or LF, and how many bytes both take; 0: its end
 * has not come. */
static size_t next_line(struct piece rest, struct piece *line)
{
	size_t seen = rest.n < REPLY_LINE_MAX ? rest.n : REPLY_LINE_MAX;
	const char *lf = seen == 0 ? NULL : memchr(rest.p, '\n', seen);

	*line = rest;
	if (lf == NULL)
		return 0;
	line->n = (size_t)(lf - rest.p);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return (size_t)(lf - rest.p) + 1;
}

/* A peer that speaks TLS or another binary protocol may never send a line end: control bytes where
 * a code should be are enough to know. */
static bool binary(struct piece start)
{
	for (size_t i = 0; i < start.n; i++) {
		unsigned char c = (unsigned char)start.p[i];

		if (i < 3 && !digit(start.p[i]) && (c < ' ' || c > '~') && c != '\r')
			return true;
	}
	return false;
}

/* Walks over the lines of the reply at the front of `in`; their number and length on REPLY_OK. */
static enum reply_status measure(struct piece in, int *lines, size_t *length)
{
	struct piece line, rest = in;
	size_t n;
	int code = 0;

	for (*lines = 1;; ++*lines) {
		n = next_line(rest, &line);
		if (n == 0)
			break;
		if (code_of(line) == 0 || (code != 0 && code_of(line) != code))
			return REPLY_MALFORMED;
		code = code_of(line);
		rest = (struct piece){rest.p + n, rest.n - n};
		*length = in.n - rest.n;
		if (*length > REPLY_MAX)
			return REPLY_TOO_LONG;
		if (line.n <= 3 || line.p[3] == ' ')
			return REPLY_OK;
		if (*lines == REPLY_LINES_MAX)
			return REPLY_TOO_LONG;
	}
	if (binary(rest))
		return REPLY_MALFORMED;
	return rest.n >= REPLY_LINE_MAX || in.n >= REPLY_MAX ? REPLY_TOO_LONG : REPLY_PARTIAL;
}

/* Adds a line's text; the first one decides on the enhanced code. */
static void add_text(struct arena *a, struct reply *r, struct buf *text, struct piece piece)
{
	size_t n = r->lines == 0 ? enhanced_length(piece) : 0;

	if (n > 0)
		r->enhanced = arena_copy(a, piece.p, n);
	if (r->lines++ > 0)
		buf_char(text, '\n');
	piece = without_enhanced(piece, r->enhanced);
	buf_add(text, piece.p, piece.n);
}

enum reply_status reply_parse(struct arena *a, struct buf *in, struct reply *r, struct list *lines)
{
	struct piece line, rest = {in->p, in->n};
	struct buf text = {0};
	size_t length = 0;
	int count = 0;
	enum reply_status status = measure(rest, &count, &length);

	if (status != REPLY_OK)
		return status;
	*r = (struct reply){0};
	while (count-- > 0) {
		size_t n = next_line(rest, &line);

		rest = (struct piece){rest.p + n, rest.n - n};
		r->code = code_of(line);
		add_text(a, r, &text, behind_code(line));
		if (lines != NULL)
			list_add_bytes(lines, a, (struct bytes){(char *)line.p, line.n});
	}
	r->text = bytes_copy(a, text.p, text.n);
	buf_free(&text);
	buf_take(in, NULL, length);
	return REPLY_OK;
}

static struct piece skip_blanks(struct piece text)
{
	while (text.n > 0 && strchr(" \t\r\n", text.p[0]) != NULL) {
		text.p++;
		text.n--;
	}
	return text;
}

bool reply_read(struct arena *a, const char *pasted, struct reply *r)
{
	struct piece line, rest = skip_blanks((struct piece){pasted, strnlen(pasted, REPLY_MAX)});
	struct reply found = {0};
	struct buf text = {0};

	for (size_t n = 1; n > 0 && rest.n > 0 && found.lines < REPLY_LINES_MAX;) {
		n = next_line(rest, &line);
		rest = (struct piece){rest.p + n, rest.n - n};
		if (found.code == 0)
			found.code = code_of(line);
		if (found.code == 0)
			return false;
		/* mail programs wrap: a line without the code goes on with the text before */
		if (code_of(line) == found.code)
			line = behind_code(line);
		add_text(a, &found, &text, line);
	}
	if (found.code == 0)
		return false;
	found.text = bytes_copy(a, text.p, text.n);
	buf_free(&text);
	*r = found;
	return true;
}
