#include "record/jsonw.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

static void line_break(struct jsonw *w)
{
	if (!w->pretty)
		return;
	buf_char(w->out, '\n');
	for (int i = 0; i < w->depth; i++)
		buf_str(w->out, "  ");
}

/* What stands between this value and the one before it. */
static void before_value(struct jsonw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->depth == 0)
		return;
	if (w->filled[w->depth - 1])
		buf_char(w->out, ',');
	w->filled[w->depth - 1] = true;
	line_break(w);
}

static void begin(struct jsonw *w, char bracket)
{
	before_value(w);
	buf_char(w->out, bracket);
	w->filled[w->depth++] = false;
}

static void end(struct jsonw *w, char bracket)
{
	if (w->filled[--w->depth])
		line_break(w);
	buf_char(w->out, bracket);
}

void jsonw_begin_object(struct jsonw *w)
{
	begin(w, '{');
}

void jsonw_end_object(struct jsonw *w)
{
	end(w, '}');
}

void jsonw_begin_array(struct jsonw *w)
{
	begin(w, '[');
}

void jsonw_end_array(struct jsonw *w)
{
	end(w, ']');
}

/* A character that JSON or a terminal cannot take as it is (RFC 8259 section 7). */
static void escaped(struct buf *out, unsigned char c)
{
	static const char plain[] = "\"\\\n\t\r\b\f", letters[] = "\"\\ntrbf";
	const char *p = c != '\0' ? strchr(plain, c) : NULL;

	if (p != NULL)
		buf_add(out, (const char[]){'\\', letters[p - plain]}, 2);
	else
		buf_printf(out, "\\u%04x", c);
}

static void quoted(struct buf *out, const char *s, size_t n)
{
	buf_char(out, '"');
	for (size_t i = 0, len; i < n; i += len) {
		len = text_plain(s + i, n - i);
		if (len == 0)
			len = text_printable(s + i, n - i);
		if (len == 0 && (unsigned char)s[i] >= 0x80)
			buf_str(out, "\\ufffd");
		else if (len == 0 || s[i] == '"' || s[i] == '\\')
			escaped(out, (unsigned char)s[i]);
		else
			buf_add(out, s + i, len);
		len += len == 0;
	}
	buf_char(out, '"');
}

/* What text_plain() passes, or a word of ours: nothing in it to be escaped. */
static void quoted_plain(struct buf *out, const char *s, size_t n)
{
	char *p = buf_reserve(out, n + 2);

	p[0] = '"';
	if (n > 0)
		memcpy(p + 1, s, n);
	p[n + 1] = '"';
	p[n + 2] = '\0';
	out->n += n + 2;
}

void jsonw_key(struct jsonw *w, const char *key)
{
	before_value(w);
	quoted_plain(w->out, key, strlen(key));
	buf_char(w->out, ':');
	if (w->pretty)
		buf_char(w->out, ' ');
	w->after_key = true;
}

void jsonw_text(struct jsonw *w, const char *s)
{
	before_value(w);
	if (s == NULL)
		buf_str(w->out, "null");
	else
		quoted(w->out, s, strlen(s));
}

void jsonw_plain(struct jsonw *w, const char *s, size_t n)
{
	before_value(w);
	quoted_plain(w->out, s, n);
}

void jsonw_bytes(struct jsonw *w, struct bytes b)
{
	struct buf text = {0};

	if (text_plain(b.p, b.n) == b.n) { /* most are, and each stays as it is */
		jsonw_plain(w, b.p, b.n);
		return;
	}
	before_value(w);
	text_escape(&text, b.p, b.n);
	quoted(w->out, text.p, text.n);
	buf_free(&text);
}

/* The digits of `v`, at least `width` of them. A record has hundreds of numbers, and printf() takes
 * ten times as long. */
static void digits(struct buf *out, uint64_t v, size_t width)
{
	char text[20], *p = text + sizeof(text);
	size_t n;

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
		n = (size_t)(text + sizeof(text) - p);
	} while (v > 0 || n < width);
	buf_add(out, p, n);
}

void jsonw_int(struct jsonw *w, int64_t v)
{
	before_value(w);
	if (v < 0)
		buf_char(w->out, '-');
	digits(w->out, v < 0 ? -(uint64_t)v : (uint64_t)v, 1);
}

void jsonw_bool(struct jsonw *w, bool v)
{
	before_value(w);
	buf_str(w->out, v ? "true" : "false");
}

/* Whole microseconds, without the locale's decimal point. */
void jsonw_ms(struct jsonw *w, double ms)
{
	int64_t us = isfinite(ms) ? llround(ms * 1e3) : 0;
	uint64_t size = us < 0 ? -(uint64_t)us : (uint64_t)us;

	before_value(w);
	if (us < 0)
		buf_char(w->out, '-');
	digits(w->out, size / 1000, 1);
	if (size % 1000 == 0)
		return;
	buf_char(w->out, '.');
	digits(w->out, size % 1000, 3);
}

void jsonw_date(struct jsonw *w, int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];

	jsonw_text(w, clock_text(wall_ms, text));
}
