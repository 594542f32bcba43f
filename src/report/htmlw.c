#include "report/htmlw.h"

#include "report/style.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* Elements that have no end (HTML, 13.1.2). */
static bool is_void(const char *element)
{
	static const char *const names[] = {"meta", "col", "hr", "br", NULL};

	return is_one_of(element, names);
}

/* Elements in a line of text: no line break of ours before them. */
static bool is_inline(const char *element)
{
	static const char *const names[] = {"a",     "b",   "bdi",  "code",    "del",	"em",
					    "ins",   "pre", "span", "strong",  "title", "text",
					    "tspan", "td",  "th",   "caption", NULL};

	return is_one_of(element, names);
}

static bool is_literal(const char *element)
{
	return strcmp(element, "pre") == 0;
}

static void end_tag(struct htmlw *w)
{
	if (w->in_tag)
		buf_char(w->out, '>');
	w->in_tag = false;
}

void htmlw_open(struct htmlw *w, const char *element)
{
	end_tag(w);
	if (!is_inline(element) && w->literal == 0)
		buf_char(w->out, '\n');
	buf_printf(w->out, "<%s", element);
	w->open[w->depth++] = element;
	w->literal += is_literal(element);
	w->in_tag = true;
}

void htmlw_close(struct htmlw *w)
{
	const char *element = w->open[--w->depth];

	if (is_void(element)) {
		buf_str(w->out, "/>");
		w->in_tag = false;
		return;
	}
	end_tag(w);
	buf_printf(w->out, "</%s>", element);
	w->literal -= is_literal(element);
}

/* ---- text ---- */

static const char *entity(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* One character, or a byte that is none; how many bytes. Line feeds stay where `lines` says so. */
static size_t character(struct buf *out, const char *p, size_t n, bool lines)
{
	size_t len = text_printable(p, n);

	if (len == 0 && *p == '\n' && lines)
		buf_char(out, '\n');
	else if (len == 0)
		buf_printf(out, "\\x%02x", (unsigned char)*p);
	else if (entity(*p) != NULL)
		buf_str(out, entity(*p));
	else
		buf_add(out, p, len);
	return len > 0 ? len : 1;
}

static void escaped(struct buf *out, const char *p, size_t n, bool lines)
{
	size_t i = 0;

	while (i < n && i < HTMLW_TEXT_MAX)
		i += character(out, p + i, n - i, lines);
	if (i < n)
		buf_str(out, "...");
}

void htmlw_text(struct htmlw *w, const char *s)
{
	end_tag(w);
	if (s != NULL)
		escaped(w->out, s, strlen(s), true);
}

void htmlw_bytes(struct htmlw *w, struct bytes b)
{
	struct buf text = {0};

	text_add_lines(&text, b);
	htmlw_begin(w, "bdi", NULL);
	end_tag(w);
	escaped(w->out, text.p, text.n, true);
	htmlw_close(w);
	buf_free(&text);
}

void htmlw_peer(struct htmlw *w, const char *s)
{
	htmlw_leaf(w, "bdi", NULL, s);
}

/* ---- attributes ---- */

void htmlw_attr(struct htmlw *w, const char *name, const char *value)
{
	buf_printf(w->out, " %s=\"", name);
	escaped(w->out, value, strlen(value), false);
	buf_char(w->out, '"');
}

/* Without the locale's decimal point. */
static void number(struct htmlw *w, const char *name, double value, const char *unit)
{
	enum { SCALE = 100 };
	const double most = 1e9;
	int64_t parts = isfinite(value) ? llround(fmax(-most, fmin(most, value)) * SCALE) : 0;
	int64_t size = parts < 0 ? -parts : parts;

	buf_printf(w->out, " %s=\"%s%" PRId64, name, parts < 0 ? "-" : "", size / SCALE);
	if (size % SCALE != 0)
		buf_printf(w->out, ".%02d", (int)(size % SCALE));
	buf_printf(w->out, "%s\"", unit);
}

void htmlw_attr_number(struct htmlw *w, const char *name, double value)
{
	number(w, name, value, "");
}

void htmlw_attr_percent(struct htmlw *w, const char *name, double value)
{
	number(w, name, value, "%");
}

void htmlw_attr_id(struct htmlw *w, const char *name, const char *prefix, int number)
{
	buf_printf(w->out, " %s=\"%s-%d\"", name, prefix, number);
}

/* ---- more at once ---- */

void htmlw_begin(struct htmlw *w, const char *element, const char *class)
{
	htmlw_open(w, element);
	if (class != NULL)
		htmlw_attr(w, "class", class);
}

void htmlw_leaf(struct htmlw *w, const char *element, const char *class, const char *text)
{
	htmlw_begin(w, element, class);
	htmlw_text(w, text);
	htmlw_close(w);
}

/* ---- the page ---- */

static void meta(struct htmlw *w, const char *key, const char *name, const char *content)
{
	htmlw_open(w, "meta");
	htmlw_attr(w, key, name);
	htmlw_attr(w, "content", content);
	htmlw_close(w);
}

/* Before anything that it could forbid. */
static void policy(struct htmlw *w)
{
	struct buf text = {0};

	buf_printf(&text, "default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'",
		   report_style_hash);
	meta(w, "http-equiv", "Content-Security-Policy", text.p);
	buf_free(&text);
}

/* As it is: the hash is of these very bytes. */
static void style(struct htmlw *w)
{
	htmlw_open(w, "style");
	end_tag(w);
	buf_str(w->out, report_style);
	htmlw_close(w);
}

void htmlw_page_begin(struct htmlw *w, const char *title)
{
	buf_str(w->out, "<!DOCTYPE html>");
	htmlw_open(w, "html");
	htmlw_attr(w, "lang", "en");
	htmlw_open(w, "head");
	htmlw_open(w, "meta");
	htmlw_attr(w, "charset", "utf-8");
	htmlw_close(w);
	policy(w);
	meta(w, "name", "viewport", "width=device-width, initial-scale=1");
	meta(w, "name", "color-scheme", "light dark");
	meta(w, "name", "referrer", "no-referrer");
	htmlw_leaf(w, "title", NULL, title);
	style(w);
	htmlw_close(w);
	htmlw_open(w, "body");
}

void htmlw_page_end(struct htmlw *w)
{
	htmlw_close(w);
	htmlw_close(w);
	buf_char(w->out, '\n');
}
