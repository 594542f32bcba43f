#include "domain/dkim_mend.h"

#include "base/base64.h"
#include "domain/dkim_public.h"
#include "domain/taglist.h"

#include <ctype.h>
#include <string.h>

/* ---- what is seen ---- */

static const struct {
	const char *mark, *words;
} oddities[] = {
	{"-----BEGIN", "the lines of a PEM file were pasted in with the key"},
	{"-----END", "the lines of a PEM file were pasted in with the key"},
	{"\\;", "a backslash before a semicolon: the panel escaped it, or what was pasted was"},
	{"\"", "quotation marks are part of the text; the zone's own are not"},
	{"\\\"", "quotation marks are part of the text; the zone's own are not"},
	{"\xe2\x80\x9c", "curly quotation marks of a word processor are part of the text"},
	{"\xe2\x80\x9d", "curly quotation marks of a word processor are part of the text"},
};

static const char *find(struct bytes text, const char *mark)
{
	size_t n = strlen(mark);

	for (size_t i = 0; i + n <= text.n; i++)
		if (memcmp(text.p + i, mark, n) == 0)
			return text.p + i;
	return NULL;
}

const char *dkim_oddity(struct bytes text, size_t *at)
{
	for (size_t i = 0; i < sizeof(oddities) / sizeof(oddities[0]); i++) {
		const char *found = find(text, oddities[i].mark);

		if (found != NULL) {
			*at = (size_t)(found - text.p);
			return oddities[i].words;
		}
	}
	return NULL;
}

/* ---- what was meant ---- */

/* "-----BEGIN PUBLIC KEY-----": how long; 0: none stands here. */
static size_t armour(const char *p, size_t n)
{
	static const char dashes[] = "-----";
	size_t i = sizeof(dashes) - 1;

	if (n < i || memcmp(p, dashes, i) != 0)
		return 0;
	while (i < n && (isupper((unsigned char)p[i]) || p[i] == ' '))
		i++;
	return n - i >= sizeof(dashes) - 1 && memcmp(p + i, dashes, sizeof(dashes) - 1) == 0
		       ? i + sizeof(dashes) - 1
		       : 0;
}

static bool is_litter(char c)
{
	return c == '"' || c == '\\' || c == '(' || c == ')';
}

static struct bytes without_litter(struct arena *a, struct bytes text)
{
	struct bytes out = bytes_copy(a, text.p, text.n);
	size_t n = 0;

	for (size_t i = 0; i < text.n;) {
		size_t skip = armour(text.p + i, text.n - i);

		if (skip == 0 && !is_litter(text.p[i]))
			out.p[n++] = text.p[i];
		i += skip > 0 ? skip : 1;
	}
	out.p[n] = '\0';
	out.n = n;
	return out;
}

/* Without the blanks within it, and padded as it must be. */
static bool decoded(struct buf *key, struct bytes base64)
{
	struct buf clean = {0};
	bool is_one;

	for (size_t i = 0; i < base64.n; i++)
		if (strchr(" \t\r\n=", base64.p[i]) == NULL || base64.p[i] == '\0')
			buf_char(&clean, base64.p[i]);
	while (clean.n % 4 > 1)
		buf_char(&clean, '=');
	is_one = clean.n > 0 && base64_decode(key, clean.p, clean.n) == 0;
	buf_free(&clean);
	return is_one;
}

static void add_tag(struct buf *out, const struct taglist *l, const char *name)
{
	const struct tag *t = taglist_find(l, name);

	if (t != NULL && t->value.n > 0 && text_plain(t->value.p, t->value.n) == t->value.n)
		buf_printf(out, " %s=%s;", name, t->value.p);
}

/* Without h=, which keeps keys from their use, and without g=, which is obsolete. */
static const char *rebuilt(struct arena *a, const struct taglist *l, const struct dkim_public *key)
{
	struct buf out = {0};
	const char *text;

	buf_printf(&out, "v=DKIM1; k=%s;", key->type);
	add_tag(&out, l, "s");
	add_tag(&out, l, "t");
	add_tag(&out, l, "n");
	buf_str(&out, " p=");
	base64_encode(&out, key->proper.p, key->proper.n);
	text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

const char *dkim_mend(struct arena *a, struct bytes text)
{
	struct bytes clean = without_litter(a, text);
	struct dkim_public key = {0};
	struct buf raw = {0};
	struct taglist l;
	const struct tag *p;

	taglist_read(a, clean, &l);
	p = taglist_find(&l, "p");
	if (l.twice != NULL || (p == NULL && l.tags.n > 0))
		return NULL;
	if (decoded(&raw, p != NULL ? p->value : clean))
		dkim_public_read(a, bytes_copy(a, raw.p, raw.n), &key);
	buf_free(&raw);
	return key.proper.n == 0 ? NULL : rebuilt(a, &l, &key);
}
