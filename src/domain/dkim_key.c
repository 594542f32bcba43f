#include "domain/dkim_key.h"

#include "base/base64.h"
#include "domain/dkim_mend.h"
#include "domain/dkim_public.h"
#include "domain/taglist.h"

#include <ctype.h>
#include <string.h>

const char *const dkim_verdict_names[] = {"foreign", "syntax",	   "revoked", "broken", "type",
					  "weak",    "restricted", "usable",  NULL};

static void decide(struct dkim_key *k, enum dkim_verdict verdict, const char *fault, size_t at)
{
	k->verdict = verdict;
	k->fault = fault;
	k->fault_at = (int)at;
}

/* ---- is it meant to be a key at all? ---- */

static bool says(const char *p, size_t n, const char *word)
{
	size_t length = strlen(word);

	return n >= length && strncasecmp(p, word, length) == 0;
}

static size_t skip(struct bytes text, size_t i, const char *what)
{
	while (i < text.n && text.p[i] != '\0' && strchr(what, text.p[i]) != NULL)
		i++;
	return i;
}

/* Where the value begins of the tag `name` that stands at `i`; 0: another stands there. */
static size_t value_behind(struct bytes text, size_t i, char name)
{
	if (i >= text.n || tolower((unsigned char)text.p[i]) != name)
		return 0;
	i = skip(text, i + 1, " \t");
	return i < text.n && text.p[i] == '=' ? skip(text, i + 1, " \t") : 0;
}

/* "v=DKIM...", or without v= a tag p, which may be the only one; or a key's file as it is. */
static bool is_meant(struct bytes text)
{
	size_t from = skip(text, 0, " \t\r\n\"'\\("), version = value_behind(text, from, 'v');

	if (version > 0)
		return says(text.p + version, text.n - version, "DKIM");
	if (says(text.p + from, text.n - from, "-----BEGIN "))
		return true;
	for (size_t i = from; i < text.n; i++)
		if ((i == from || strchr("; \t", text.p[i - 1]) != NULL) &&
		    value_behind(text, i, 'p') > 0)
			return true;
	return false;
}

/* ---- tags ---- */

/* Harmless, or NULL. */
static const char *value_of(struct arena *a, const struct taglist *l, const char *name)
{
	const struct tag *t = taglist_find(l, name);

	return t == NULL ? NULL : text_safe(a, t->value);
}

/* `word` is one of the words between the colons of `list` (or NULL); letters' case does not count.
 */
static bool lists(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; p != NULL && *p != '\0'; p += *p == ':') {
		size_t length;

		p += strspn(p, " \t");
		length = strcspn(p, ": \t");
		if (length == n && strncasecmp(p, word, n) == 0)
			return true;
		p += strcspn(p, ":");
	}
	return false;
}

static void read_flags(struct arena *a, const struct taglist *l, struct dkim_key *k)
{
	const char *flags = value_of(a, l, "t");

	k->testing = lists(flags, "y");
	k->strict = lists(flags, "s");
	k->granular = taglist_find(l, "g") != NULL;
	k->hashes = value_of(a, l, "h");
	k->services = value_of(a, l, "s");
	k->notes = value_of(a, l, "n");
	k->type = value_of(a, l, "k");
	if (k->type == NULL)
		k->type = "rsa";
}

/* ---- rules of the list (RFC 6376 sections 3.2 and 3.6.1) ---- */

static bool version_holds(struct arena *a, const struct taglist *l, struct dkim_key *k)
{
	const struct tag *v = taglist_find(l, "v");

	if (v == NULL)
		return true;
	if (!bytes_same(v->value, bytes_str(a, "DKIM1")))
		decide(k, DKIM_SYNTAX,
		       arena_printf(a, "the version is \"%s\", not \"DKIM1\"",
				    text_safe(a, bytes_copy(a, v->value.p,
							    v->value.n > 40 ? 40 : v->value.n))),
		       v->value_at);
	else if (&v->item != l->tags.first)
		decide(k, DKIM_SYNTAX, "v= must be the first tag", v->at);
	return k->fault == NULL;
}

static bool list_holds(struct arena *a, const struct taglist *l, struct dkim_key *k)
{
	if (l->fault != NULL)
		decide(k, DKIM_SYNTAX, l->fault, l->fault_at);
	else if (l->twice != NULL)
		decide(k, DKIM_SYNTAX,
		       arena_printf(a, "the tag %s= stands there twice", l->twice->name.p),
		       l->twice->at);
	else if (!version_holds(a, l, k))
		return false;
	else if (taglist_find(l, "p") == NULL)
		decide(k, DKIM_SYNTAX, "no tag p=, so there is no key", 0);
	return k->fault == NULL;
}

/* ---- the key ---- */

static bool is_base64(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("+/=", c) != NULL);
}

/* The value without the blanks that may stand within it; false where it has anything else that
 * base64 does not have. */
static bool clean_base64(const struct tag *t, struct dkim_key *k, struct buf *out)
{
	for (size_t i = 0; i < t->value.n; i++) {
		char c = t->value.p[i];

		if (c != '\0' && strchr(" \t\r\n", c) != NULL)
			continue;
		if (!is_base64(c)) {
			decide(k, DKIM_BROKEN, "a character that base64 does not have",
			       t->value_at + i);
			return false;
		}
		buf_char(out, c);
	}
	return true;
}

/* What is whole of it: still tells whether the rest was cut off. */
static void decode_beginning(const struct buf *base64, struct buf *out)
{
	size_t n = base64->n / 4 * 4;

	while (n > 0 && base64_decode(out, base64->p, n) != 0)
		n -= 4;
}

/* False where p= is no base64; then *out is what can be read of it. */
static bool decode(struct arena *a, const struct tag *t, struct dkim_key *k, struct bytes *out)
{
	struct buf clean = {0}, key = {0};

	if (clean_base64(t, k, &clean) && base64_decode(&key, clean.p, clean.n) != 0) {
		decide(k, DKIM_BROKEN,
		       clean.n % 4 != 0
			       ? "base64 comes in groups of four characters; the last lacks some"
			       : "it is no base64",
		       t->value_at + t->value.n);
		decode_beginning(&clean, &key);
	}
	*out = bytes_copy(a, key.n > 0 ? key.p : "", key.n);
	buf_free(&clean);
	buf_free(&key);
	return k->fault == NULL;
}

static bool same_type(const char *type, const struct dkim_public *key)
{
	return key->type != NULL && text_casecmp(type, key->type) == 0;
}

static bool is_known_type(const char *type)
{
	return text_casecmp(type, "rsa") == 0 || text_casecmp(type, "ed25519") == 0;
}

static void judge_key(struct arena *a, struct dkim_key *k, const struct dkim_public *key, size_t at)
{
	k->bits = key->bits;
	if (!is_known_type(k->type))
		decide(k, DKIM_OTHER_TYPE, arena_printf(a, "no verifier knows k=%s", k->type), at);
	else if (key->type != NULL && !same_type(k->type, key))
		decide(k, DKIM_OTHER_TYPE,
		       arena_printf(a, "k= says %s, but the key is %s", k->type,
				    strcmp(key->type, "ed25519") == 0 ? "Ed25519"
				    : strcmp(key->type, "rsa") == 0   ? "RSA"
								      : key->type),
		       at);
	else if (key->fault != NULL)
		decide(k, DKIM_BROKEN, key->fault, at);
	else if (key->bits > 0 && key->bits < DKIM_BITS_MIN)
		decide(k, DKIM_WEAK, arena_printf(a, "an RSA key of %d bits", key->bits), at);
}

static void judge_use(struct arena *a, struct dkim_key *k)
{
	if (k->hashes != NULL && !lists(k->hashes, "sha256"))
		decide(k, DKIM_RESTRICTED, arena_printf(a, "h=%s: not for SHA-256", k->hashes), 0);
	else if (k->services != NULL && !lists(k->services, "*") && !lists(k->services, "email"))
		decide(k, DKIM_RESTRICTED, arena_printf(a, "s=%s: not for mail", k->services), 0);
	k->fault_at = -1;
}

static void read_key(struct arena *a, const struct tag *p, struct dkim_key *k,
		     struct dkim_public *key)
{
	struct bytes raw = {0};
	bool whole = decode(a, p, k, &raw);

	if (raw.n > 0)
		dkim_public_read(a, raw, key);
	k->cut = key->cut;
	if (whole || key->cut)
		judge_key(a, k, key, p->value_at);
}

/* What a verifier makes of it; `key` for those who mend it. */
static void read_as_verifier(struct arena *a, struct dkim_key *k, struct dkim_public *key)
{
	const struct tag *p;
	struct taglist l;

	k->verdict = DKIM_USABLE;
	taglist_read(a, k->text, &l);
	if (!list_holds(a, &l, k))
		return;
	read_flags(a, &l, k);
	p = taglist_find(&l, "p");
	if (p->value.n == 0)
		decide(k, DKIM_REVOKED, "p= is empty: the key was revoked", p->value_at);
	else
		read_key(a, p, k, key);
	if (k->verdict == DKIM_USABLE)
		judge_use(a, k);
}

static struct dkim_key *read_one(struct arena *a, struct bytes text, struct dkim_public *key)
{
	struct dkim_key *k = ARENA_NEW(a, struct dkim_key);

	*key = (struct dkim_public){0};
	k->text = text;
	k->fault_at = -1;
	if (text.n == 0 || !is_meant(text))
		decide(k, DKIM_FOREIGN, "no DKIM key: a text of another use", 0);
	else if (text.n > DKIM_TEXT_MAX)
		decide(k, DKIM_SYNTAX, arena_printf(a, "%zu bytes: no key is that long", text.n),
		       DKIM_TEXT_MAX);
	else
		read_as_verifier(a, k, key);
	return k;
}

/* ---- what it was meant to be ---- */

static bool can_be_mended(const struct dkim_key *k)
{
	return k->verdict == DKIM_SYNTAX || k->verdict == DKIM_BROKEN ||
	       k->verdict == DKIM_OTHER_TYPE || k->verdict == DKIM_RESTRICTED;
}

/* Only what a verifier would take is told to be what was meant. */
static const char *mended(struct arena *a, const struct dkim_key *k)
{
	struct dkim_public key;
	const char *text = dkim_mend(a, k->text);

	if (text == NULL)
		return NULL;
	return read_one(a, bytes_str(a, text), &key)->verdict == DKIM_USABLE ? text : NULL;
}

struct dkim_key *dkim_key_read(struct arena *a, struct bytes text)
{
	struct dkim_public key;
	struct dkim_key *k = read_one(a, text, &key);
	size_t at;
	const char *why;

	if (!can_be_mended(k) || text.n > DKIM_TEXT_MAX)
		return k;
	k->mended = mended(a, k);
	why = dkim_oddity(text, &at);
	if (why != NULL && k->verdict != DKIM_RESTRICTED)
		decide(k, k->verdict, why, at);
	return k;
}

/* Without line ends, which a value may have and a zone file may not. */
static const char *on_one_line(struct arena *a, struct bytes value)
{
	struct bytes line = bytes_copy(a, value.p, value.n);
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++)
		if (strchr("\r\n\t", value.p[i]) == NULL || value.p[i] == '\0')
			line.p[n++] = value.p[i];
	return text_safe(a, (struct bytes){line.p, n});
}

/* "t=y" without its word for tests. */
static const char *value_in_earnest(struct arena *a, const struct dkim_key *k, const struct tag *t)
{
	if (strcmp(t->name.p, "t") != 0)
		return on_one_line(a, t->value);
	return k->strict ? "s" : NULL;
}

const char *dkim_key_in_earnest(struct arena *a, const struct dkim_key *k)
{
	const char *text = "";
	struct taglist l;

	taglist_read(a, k->text, &l);
	LIST_EACH (const struct tag, t, &l.tags) {
		const char *value = value_in_earnest(a, k, t);

		if (value != NULL)
			text = arena_printf(a, "%s%s%s=%s", text, *text == '\0' ? "" : "; ",
					    t->name.p, value);
	}
	return text;
}
