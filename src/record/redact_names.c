#include "record/redact_names.h"

#include <ctype.h>
#include <strings.h>
#include <string.h>

static const char *const kind_names[] = {"user", "host", "address", "tenant", "app", "object"};

/* ---- what is known ---- */

bool redact_same(const char *a, const char *b)
{
	return a != NULL && text_casecmp(a, b) == 0;
}

bool redact_is_target(const struct record *r, const char *name)
{
	if (redact_same(r->host, name))
		return true;
	LIST_EACH (const struct address, a, &r->addresses) {
		if (redact_same(a->host, name) || redact_same(a->address, name))
			return true;
	}
	LIST_EACH (const struct session, s, &r->sessions) {
		if (redact_same(s->host, name) || redact_same(s->address, name))
			return true;
	}
	LIST_EACH (const struct trace, t, &r->traces)
		if (redact_same(t->host, name) || redact_same(t->address, name))
			return true;
	return false;
}

static bool is_known(const struct redaction *x, const char *text)
{
	LIST_EACH (const struct known, k, &x->known) {
		if (redact_same(k->text, text))
			return true;
	}
	return false;
}

void redact_learn(struct redaction *x, enum kind kind, const char *text)
{
	struct known *k;

	if (text == NULL || *text == '\0' || is_known(x, text) ||
	    (kind != KIND_USER && redact_is_target(x->r, text)))
		return;
	k = ARENA_NEW(x->r->arena, struct known);
	k->kind = kind;
	k->text = text;
	k->n = strlen(text);
	k->placeholder = arena_printf(x->r->arena, "%s-%d", kind_names[kind], ++x->count[kind]);
	list_append(&x->known, k);
}

/* ---- where it stands ---- */

static bool in_word(struct bytes b, size_t at)
{
	unsigned char c;

	if (at >= b.n)
		return false;
	c = (unsigned char)b.p[at];
	return isalnum(c) || c == '_' || c == '-' || c >= 0x80;
}

/* A dot within a name, not the one at the end of a sentence. */
static bool goes_on(struct bytes b, size_t at, char by)
{
	return at < b.n && b.p[at] == by && in_word(b, at + 1);
}

static bool begins_word(struct bytes b, size_t at)
{
	if (at == 0)
		return true;
	if (b.p[at - 1] == '.')
		return at == 1 || !in_word(b, at - 2);
	return !in_word(b, at - 1);
}

/* The end of the whole name that begins with ours: a server may add our domain. */
static size_t host_end(const struct redaction *x, struct bytes b, size_t at, size_t end)
{
	while (goes_on(b, end, '.'))
		for (end++; in_word(b, end);)
			end++;
	return redact_is_target(x->r, arena_copy(x->r->arena, b.p + at, end - at)) ? at : end;
}

/* How many bytes from `at` on are `k`; 0: it does not stand there. */
static size_t match(const struct redaction *x, const struct known *k, struct bytes b, size_t at)
{
	size_t end = at + k->n;

	if (end > b.n || strncasecmp(b.p + at, k->text, k->n) != 0 || !begins_word(b, at) ||
	    in_word(b, end))
		return 0;
	if (k->kind == KIND_HOST)
		return host_end(x, b, at, end) - at;
	if (goes_on(b, end, '.') || (strchr(k->text, ':') != NULL && goes_on(b, end, ':')))
		return 0;
	return k->n;
}

static const struct known *longest(const struct redaction *x, struct bytes b, size_t at,
				   size_t *length)
{
	const struct known *best = NULL;

	*length = 0;
	LIST_EACH (const struct known, k, &x->known) {
		size_t n = match(x, k, b, at);

		if (n <= *length)
			continue;
		best = k;
		*length = n;
	}
	return best;
}

/* ---- replacing it ---- */

void redact_hide_bytes(const struct redaction *x, struct bytes *b)
{
	struct buf out = {0};
	bool found = false;
	size_t n;

	for (size_t at = 0; at < b->n; at += n) {
		const struct known *k = longest(x, *b, at, &n);

		if (k != NULL) {
			buf_str(&out, k->placeholder);
			found = true;
		} else {
			buf_char(&out, b->p[at]);
			n = 1;
		}
	}
	if (found)
		*b = bytes_copy(x->r->arena, out.p, out.n);
	buf_free(&out);
}

void redact_hide(const struct redaction *x, const char **s)
{
	struct bytes b;

	if (*s == NULL)
		return;
	b = bytes_str(x->r->arena, *s);
	redact_hide_bytes(x, &b);
	*s = b.p;
}

void redact_hide_strings(const struct redaction *x, struct list *strings)
{
	LIST_EACH (struct string_item, it, strings)
		redact_hide(x, &it->s);
}
