#include "bounce/flatten.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { TAG_NAME_MAX = 16, TAG_MAX = 2048, ENTITY_MAX = 10 };

/* ---- entities ---- */

static const struct {
	const char *name, *meant;
} entities[] = {
	{"amp", "&"},
	{"lt", "<"},
	{"gt", ">"},
	{"quot", "\""},
	{"apos", "'"},
	{"nbsp", " "},
	{"copy", "\xc2\xa9"},
	{"szlig", "\xc3\x9f"},
	{"agrave", "\xc3\xa0"},
	{"aacute", "\xc3\xa1"},
	{"acirc", "\xc3\xa2"},
	{"atilde", "\xc3\xa3"},
	{"auml", "\xc3\xa4"},
	{"Auml", "\xc3\x84"},
	{"aring", "\xc3\xa5"},
	{"ccedil", "\xc3\xa7"},
	{"egrave", "\xc3\xa8"},
	{"eacute", "\xc3\xa9"},
	{"Eacute", "\xc3\x89"},
	{"ecirc", "\xc3\xaa"},
	{"euml", "\xc3\xab"},
	{"igrave", "\xc3\xac"},
	{"iacute", "\xc3\xad"},
	{"ntilde", "\xc3\xb1"},
	{"ograve", "\xc3\xb2"},
	{"oacute", "\xc3\xb3"},
	{"ocirc", "\xc3\xb4"},
	{"otilde", "\xc3\xb5"},
	{"ouml", "\xc3\xb6"},
	{"Ouml", "\xc3\x96"},
	{"oslash", "\xc3\xb8"},
	{"ugrave", "\xc3\xb9"},
	{"uacute", "\xc3\xba"},
	{"ucirc", "\xc3\xbb"},
	{"uuml", "\xc3\xbc"},
	{"Uuml", "\xc3\x9c"},
	{"lsquo", "'"},
	{"rsquo", "'"},
	{"ldquo", "\""},
	{"rdquo", "\""},
	{"ndash", "-"},
	{"mdash", "-"},
};

/* UTF-8 of a character; a blank for what is none or must not be shown. */
static void add_character(struct buf *out, unsigned long c)
{
	const bool shown = c >= 0x20 && (c < 0x7f || c >= 0xa1) && (c < 0xd800 || c >= 0xe000) &&
			   c <= 0x10ffff;
	char bytes[4];

	buf_add(out, bytes, text_encode(bytes, shown ? c : ' '));
}

/* "#8217" or "#x2019"; false: it is no number. */
static bool add_number(struct buf *out, const char *name)
{
	static const char digits[] = "0123456789abcdef";
	unsigned base = tolower((unsigned char)name[1]) == 'x' ? 16 : 10;
	const char *p = name + (base == 16 ? 2 : 1), *digit;
	unsigned long c = 0;

	if (*name != '#' || *p == '\0')
		return false;
	for (; *p != '\0'; p++) {
		digit = strchr(digits, tolower((unsigned char)*p));
		if (digit == NULL || (unsigned)(digit - digits) >= base)
			return false;
		if (c <= 0x10ffff)
			c = c * base + (unsigned)(digit - digits);
	}
	add_character(out, c);
	return true;
}

static bool add_named(struct buf *out, const char *name)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (strcmp(name, entities[i].name) == 0) {
			buf_str(out, entities[i].meant);
			return true;
		}
	return false;
}

/* How many bytes an entity takes at `p`, which is added to `out`; 0: there is none. */
static size_t take_entity(struct buf *out, const char *p, size_t n)
{
	char name[ENTITY_MAX + 1];
	size_t len = 0;

	while (len < ENTITY_MAX && len + 1 < n &&
	       (isalnum((unsigned char)p[1 + len]) || p[1 + len] == '#')) {
		name[len] = p[1 + len];
		len++;
	}
	name[len] = '\0';
	if (len + 1 >= n || p[1 + len] != ';')
		return 0;
	return add_number(out, name) || add_named(out, name) ? len + 2 : 0;
}

/* ---- tags ---- */

struct tag {
	char name[TAG_NAME_MAX + 1]; /* lower case */
	bool closes;
	size_t n; /* bytes, brackets and all */
};

/* Behind a tag's attributes, ">" in quotes not counted; 0: it does not end. */
static size_t tag_end(const char *p, size_t n, size_t from)
{
	char quote = '\0';

	for (size_t i = from; i < n && i < TAG_MAX; i++)
		if (quote != '\0')
			quote = p[i] == quote ? '\0' : quote;
		else if (p[i] == '<')
			return 0;
		else if (p[i] == '>')
			return i + 1;
		else if ((p[i] == '"' || p[i] == '\'') && p[i - 1] == '=')
			quote = p[i];
	return 0;
}

/* "<bob@example.org>" and "<mx.example.org #5.1.1 ...>" are none. */
static bool tag_at(const char *p, size_t n, struct tag *t)
{
	size_t from = 1, len = 0;

	t->closes = n > 1 && p[1] == '/';
	from += t->closes;
	while (from + len < n && len < TAG_NAME_MAX &&
	       (isalnum((unsigned char)p[from + len]) || (len > 0 && p[from + len] == ':'))) {
		t->name[len] = (char)tolower((unsigned char)p[from + len]);
		len++;
	}
	t->name[len] = '\0';
	if (len == 0 || isdigit((unsigned char)t->name[0]) || from + len >= n ||
	    strchr(" \t\r\n/>", p[from + len]) == NULL || p[from + len] == '\0')
		return false;
	t->n = tag_end(p, n, from + len);
	return t->n > 0;
}

static bool is_among(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static const char *const blocks[] = {"address", "blockquote", "body",  "center", "dd", "div", "dl",
				     "dt",	"h1",	      "h2",    "h3",	 "h4", "h5",  "h6",
				     "head",	"hr",	      "html",  "li",	 "ol", "p",   "pre",
				     "table",	"tbody",      "thead", "title",	 "tr", "ul",  NULL};
static const char *const inside[] = {"a",  "b",	  "br",	 "code",  "em",	  "font",
				     "i",  "img", "o:p", "small", "span", "strong",
				     "td", "th",  "tt",	 "u",	  NULL};
static const char *const unseen[] = {"script", "style", NULL};

bool flatten_is_html(struct bytes text)
{
	enum { LOOKED_AT = 65536, ENOUGH = 3 };
	size_t n = text.n < LOOKED_AT ? text.n : LOOKED_AT;
	struct tag tag;
	int tags = 0;

	for (size_t i = 0; i < n && tags < ENOUGH; i++)
		if (text.p[i] == '<' && tag_at(text.p + i, n - i, &tag)) {
			tags += is_among(tag.name, blocks) || is_among(tag.name, inside);
			i += tag.n - 1;
		}
	return tags >= ENOUGH;
}

/* ---- the text ---- */

struct flattening {
	struct bytes html;
	size_t at;
	struct buf out;
	bool pre;     /* blanks and line ends are as they stand */
	bool endless; /* a comment did not end: none behind it does */
};

static bool at_line_start(const struct buf *out)
{
	return out->n == 0 || out->p[out->n - 1] == '\n';
}

static void end_line(struct buf *out)
{
	while (out->n > 0 && out->p[out->n - 1] == ' ')
		out->n--;
	if (!at_line_start(out))
		buf_char(out, '\n');
}

static void add_blank(struct buf *out)
{
	if (!at_line_start(out) && out->p[out->n - 1] != ' ')
		buf_char(out, ' ');
}

/* Past "</script>" of a "<script>"; all the rest where it is not closed, as browsers do. */
static void skip_unseen(struct flattening *f, const char *name)
{
	size_t len = strlen(name);

	for (; f->at + len + 2 < f->html.n; f->at++)
		if (f->html.p[f->at] == '<' && f->html.p[f->at + 1] == '/' &&
		    strncasecmp(f->html.p + f->at + 2, name, len) == 0)
			return;
	f->at = f->html.n;
}

static void take_tag(struct flattening *f, const struct tag *t)
{
	f->at += t->n;
	if (!t->closes && is_among(t->name, unseen))
		skip_unseen(f, t->name);
	if (strcmp(t->name, "pre") == 0)
		f->pre = !t->closes;
	if (strcmp(t->name, "br") == 0) {
		while (f->out.n > 0 && f->out.p[f->out.n - 1] == ' ')
			f->out.n--;
		buf_char(&f->out, '\n');
	} else if (strcmp(t->name, "td") == 0 || strcmp(t->name, "th") == 0) {
		add_blank(&f->out);
	} else if (is_among(t->name, blocks)) {
		end_line(&f->out);
	}
}

/* "<!-- -->", "<!DOCTYPE>", "<![endif]>", "<?xml ?>" */
static bool take_declaration(struct flattening *f)
{
	const char *p = f->html.p + f->at, *end;
	size_t n = f->html.n - f->at;
	bool comment = n >= 4 && memcmp(p, "<!--", 4) == 0;

	if (n < 2 || (p[1] != '!' && p[1] != '?') || f->endless)
		return false;
	end = comment ? memmem(p + 4, n - 4, "-->", 3) : memchr(p, '>', n);
	f->endless = end == NULL;
	if (end != NULL)
		f->at += (size_t)(end - p) + (comment ? 3 : 1);
	return end != NULL;
}

static void take_byte(struct flattening *f)
{
	char c = f->html.p[f->at++];

	if (c == '\r')
		return;
	if (!f->pre && (c == '\n' || c == '\t' || c == ' '))
		add_blank(&f->out);
	else
		buf_char(&f->out, c);
}

static void take_next(struct flattening *f)
{
	const char *p = f->html.p + f->at;
	size_t n = f->html.n - f->at, len;
	struct tag tag;

	if (*p == '<' && tag_at(p, n, &tag)) {
		take_tag(f, &tag);
	} else if (*p == '<' && take_declaration(f)) {
		return;
	} else if (*p == '&' && (len = take_entity(&f->out, p, n)) > 0) {
		f->at += len;
	} else {
		take_byte(f);
	}
}

struct bytes flatten(struct arena *a, struct bytes html)
{
	struct flattening f = {.html = html};
	struct bytes text;

	while (f.at < f.html.n)
		take_next(&f);
	text = bytes_copy(a, f.out.p, f.out.n);
	buf_free(&f.out);
	return text;
}
