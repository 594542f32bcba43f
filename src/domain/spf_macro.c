#include "domain/spf_macro.h"

#include "base/piece.h"

#include <ctype.h>
#include <stdlib.h>

enum { LABELS_MAX = 128, LABEL_MAX = 63 };

static const char delimiters[] = ".-+,/_=";

/* ---- the form (section 7.1) ---- */

/* "%{d2r.-}" without the braces. */
struct macro {
	char letter; /* as it stands there: a capital one asks for URL escapes */
	int keep;    /* labels, 0: all */
	bool reversed;
	struct bytes delimiters; /* none: a dot */
};

/* The bytes of the macro that begins at text[i] == '%', 0: it is none. */
static size_t macro_length(struct bytes text, size_t i)
{
	const char *end;

	if (i + 1 >= text.n)
		return 0;
	if (strchr("%_-", text.p[i + 1]) != NULL && text.p[i + 1] != '\0')
		return 2;
	if (text.p[i + 1] != '{')
		return 0;
	end = memchr(text.p + i, '}', text.n - i);
	return end == NULL ? 0 : (size_t)(end - text.p) - i + 1;
}

/* More than LABELS_MAX labels is all of them. */
static int take_number(struct bytes *rest)
{
	int n = 0;

	for (; rest->n > 0 && isdigit((unsigned char)rest->p[0]); *rest = piece_from(*rest, 1))
		n = n > LABELS_MAX ? n : n * 10 + (rest->p[0] - '0');
	return n;
}

static const char *read_macro(struct bytes inner, bool explanation, struct macro *m)
{
	struct bytes rest = piece_from(inner, 1);
	bool counted = rest.n > 0 && isdigit((unsigned char)rest.p[0]);
	char small = inner.n > 0 ? (char)tolower((unsigned char)inner.p[0]) : '\0';

	*m = (struct macro){.letter = inner.n > 0 ? inner.p[0] : '\0'};
	if (small == '\0' || strchr("slodiphcrtv", small) == NULL)
		return "no such macro";
	if (!explanation && strchr("crt", small) != NULL)
		return "a macro that only explanations may use";
	m->keep = take_number(&rest);
	if (counted && m->keep == 0)
		return "a macro that keeps no label";
	m->reversed = rest.n > 0 && tolower((unsigned char)rest.p[0]) == 'r';
	m->delimiters = piece_from(rest, m->reversed);
	for (size_t i = 0; i < m->delimiters.n; i++)
		if (memchr(delimiters, m->delimiters.p[i], sizeof(delimiters) - 1) == NULL)
			return "a macro with an unknown transformer";
	return NULL;
}

static const char *macro_fault(struct bytes text, size_t i, bool explanation, size_t *length)
{
	struct macro m;

	*length = macro_length(text, i);
	if (*length == 0)
		return i + 1 < text.n && text.p[i + 1] == '{' ? "a macro without its closing brace"
							      : "a \"%\" that begins no macro";
	return *length == 2
		       ? NULL
		       : read_macro((struct bytes){text.p + i + 2, *length - 3}, explanation, &m);
}

const char *spf_text_fault(struct bytes text, bool explanation, size_t *at)
{
	const char *fault = NULL;

	for (size_t i = 0, n; i < text.n && fault == NULL; i += n) {
		char c = text.p[i];

		n = 1;
		*at = i;
		if (c == '%')
			fault = macro_fault(text, i, explanation, &n);
		else if ((c < '!' || c > '~') && !(c == ' ' && explanation))
			fault = "a byte that may not stand there";
	}
	return fault;
}

/* A label of the top: letters, digits and dashes, not digits only, no dash at an end. */
static bool is_top_label(struct bytes label)
{
	bool letters = false;

	for (size_t i = 0; i < label.n; i++) {
		bool dash = label.p[i] == '-';

		if (!isalnum((unsigned char)label.p[i]) && !dash)
			return false;
		letters |= dash || isalpha((unsigned char)label.p[i]);
	}
	return letters && label.p[0] != '-' && label.p[label.n - 1] != '-';
}

/* How many bytes in front of what stands behind the last macro. */
static size_t last_macro_end(struct bytes text)
{
	size_t end = 0;

	for (size_t i = 0; i < text.n;) {
		size_t n = text.p[i] == '%' ? macro_length(text, i) : 0;

		i += n > 0 ? n : 1;
		end = n > 0 ? i : end;
	}
	return end;
}

const char *spf_domain_fault(struct bytes text, size_t *at)
{
	const char *fault = spf_text_fault(text, false, at), *dot;
	size_t macros;
	struct bytes tail;

	if (fault != NULL)
		return fault;
	*at = 0;
	if (text.n == 0)
		return "a domain is missing";
	macros = last_macro_end(text);
	if (macros == text.n)
		return NULL;
	tail = piece_from(text, macros);
	if (tail.n > 1 && tail.p[tail.n - 1] == '.')
		tail.n--;
	dot = memrchr(tail.p, '.', tail.n);
	*at = dot == NULL ? macros : (size_t)(dot - text.p) + 1;
	if (dot == NULL)
		return "a domain with one label only";
	return is_top_label(piece_from(tail, (size_t)(dot - tail.p) + 1))
		       ? NULL
		       : "what no domain ends in";
}

bool spf_text_uses(struct bytes text, const char *letters)
{
	for (size_t i = 0, n; i < text.n; i += n) {
		n = text.p[i] == '%' ? macro_length(text, i) : 1;
		if (n > 2 && strchr(letters, tolower((unsigned char)text.p[i + 2])) != NULL)
			return true;
		n = n > 0 ? n : 1;
	}
	return false;
}

/* ---- values ---- */

/* IPv6 by nibbles, so that each is a label. */
static const char *dotted(struct arena *a, const struct spf_macros *m)
{
	char text[64], *out = text;

	if (m->family == 4)
		return arena_printf(a, "%d.%d.%d.%d", m->ip[0], m->ip[1], m->ip[2], m->ip[3]);
	for (int i = 0; i < 32; i++) {
		*out++ = "0123456789abcdef"[(m->ip[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15];
		*out++ = '.';
	}
	out[-1] = '\0';
	return arena_str(a, text);
}

static const char *value_of(struct arena *a, char letter, const struct spf_macros *m)
{
	switch (tolower((unsigned char)letter)) {
	case 's':
		return arena_printf(a, "%s@%s", m->local, m->sender_domain);
	case 'l':
		return m->local;
	case 'o':
		return m->sender_domain;
	case 'd':
		return m->domain;
	case 'i':
		return dotted(a, m);
	case 'p':
		return m->validated;
	case 'v':
		return m->family == 4 ? "in-addr" : "ip6";
	case 'h':
		return m->helo;
	case 'c':
		return m->address;
	case 't':
		return arena_printf(a, "%lld", (long long)(m->now / 1000));
	default:
		return "unknown"; /* "r": who receives it */
	}
}

/* ---- transformers ---- */

struct labels {
	struct bytes at[LABELS_MAX];
	size_t n;
};

static bool is_among(char c, struct bytes marks)
{
	return marks.n == 0 ? c == '.' : memchr(marks.p, c, marks.n) != NULL;
}

/* What has more labels keeps the rest of it as one. */
static void cut_up(const char *value, struct bytes marks, struct labels *out)
{
	struct bytes label = {(char *)value, 0};

	out->n = 0;
	for (; label.p[label.n] != '\0';) {
		if (is_among(label.p[label.n], marks) && out->n < LABELS_MAX - 1) {
			out->at[out->n++] = label;
			label = (struct bytes){label.p + label.n + 1, 0};
		} else {
			label.n++;
		}
	}
	out->at[out->n++] = label;
}

static void add_joined(struct buf *out, const struct labels *l, const struct macro *m)
{
	size_t keep = m->keep == 0 || (size_t)m->keep > l->n ? l->n : (size_t)m->keep;

	for (size_t i = l->n - keep; i < l->n; i++) {
		struct bytes label = l->at[m->reversed ? l->n - 1 - i : i];

		if (i > l->n - keep)
			buf_char(out, '.');
		buf_add(out, label.p, label.n);
	}
}

/* RFC 3986 section 2.3. */
static void add_escaped(struct buf *out, struct buf *value)
{
	for (size_t i = 0; i < value->n; i++) {
		unsigned char c = (unsigned char)value->p[i];

		if (isalnum(c) || (c != '\0' && strchr("-._~", c) != NULL))
			buf_char(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

static void add_macro(struct buf *out, struct arena *a, struct bytes inner,
		      const struct spf_macros *with)
{
	struct buf value = {0};
	struct labels labels;
	struct macro m;

	read_macro(inner, true, &m);
	cut_up(value_of(a, m.letter, with), m.delimiters, &labels);
	add_joined(&value, &labels, &m);
	if (isupper((unsigned char)m.letter))
		add_escaped(out, &value);
	else if (value.n > 0)
		buf_add(out, value.p, value.n);
	buf_free(&value);
}

static void add_literal(struct buf *out, char mark)
{
	buf_str(out, mark == '%' ? "%" : mark == '_' ? " " : "%20");
}

struct bytes spf_expand(struct arena *a, struct bytes text, const struct spf_macros *m)
{
	struct buf out = {0};
	struct bytes result;

	for (size_t i = 0, n; i < text.n; i += n) {
		n = text.p[i] == '%' ? macro_length(text, i) : 1;
		if (n == 2)
			add_literal(&out, text.p[i + 1]);
		else if (n > 2)
			add_macro(&out, a, (struct bytes){text.p + i + 2, n - 3}, m);
		else
			buf_char(&out, text.p[i]);
		n = n > 0 ? n : 1;
	}
	result = bytes_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return result;
}

/* ---- names ---- */

bool spf_name_is_sound(const char *name)
{
	size_t label = 0, n = 0;

	for (; name[n] != '\0'; n++) {
		label = name[n] == '.' ? 0 : label + 1;
		if (label > LABEL_MAX || (label == 0 && (n == 0 || name[n - 1] == '.')) ||
		    name[n] <= ' ' || name[n] > '~' || name[n] == '\\')
			return false;
	}
	return n > 0 && n <= SPF_NAME_MAX && label > 0;
}

const char *spf_expand_name(struct arena *a, struct bytes text, const struct spf_macros *m)
{
	struct bytes name = spf_expand(a, text, m);
	char *dot;

	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.p[--name.n] = '\0';
	while (name.n > SPF_NAME_MAX && (dot = memchr(name.p, '.', name.n)) != NULL)
		name = piece_from(name, (size_t)(dot - name.p) + 1);
	return name.n > 0 && strlen(name.p) == name.n && spf_name_is_sound(name.p) ? name.p : NULL;
}
