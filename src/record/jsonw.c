#include "record/jsonw.h"

#include "base/clock.h"

#include <inttypes.h>
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
		buf_printf(out, "\\%c", letters[p - plain]);
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

void jsonw_key(struct jsonw *w, const char *key)
{
	before_value(w);
	quoted(w->out, key, strlen(key));
	buf_str(w->out, w->pretty ? ": " : ":");
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

void jsonw_bytes(struct jsonw *w, struct bytes b)
{
	struct buf text = {0};

	before_value(w);
	text_escape(&text, b.p, b.n);
	quoted(w->out, text.p, text.n);
	buf_free(&text);
}

void jsonw_int(struct jsonw *w, int64_t v)
{
	before_value(w);
	buf_printf(w->out, "%" PRId64, v);
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

	before_value(w);
	buf_printf(w->out, "%s%" PRId64, us < 0 ? "-" : "", (us < 0 ? -us : us) / 1000);
	us = (us < 0 ? -us : us) % 1000;
	if (us != 0)
		buf_printf(w->out, ".%03d", (int)us);
}

void jsonw_date(struct jsonw *w, int64_t wall_ms)
{
	char text[CLOCK_TEXT_SIZE];

	jsonw_text(w, clock_text(wall_ms, text));
}
