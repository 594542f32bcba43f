/* What the certificate's key is for, and whether it is strong enough. */
#include "interpret/certificate.h"

#include <string.h>

/* ---- usage ---- */

static void show_words(const struct place *at, struct finding *f, const char *what,
		       const struct list *words)
{
	struct buf out = {0};

	LIST_EACH (const struct string_item, it, words)
		buf_printf(&out, "%s%s", out.n == 0 ? "" : ", ", it->s);
	if (out.n > 0)
		show(at, f, "certificate", "%s: %s", what, out.p);
	buf_free(&out);
}

/* Who makes a certificate for himself mostly makes an authority's; that he does so is told already.
 */
static bool own_authority(const struct place *at, const char *fault)
{
	const struct certificate *c = leaf_of(at);

	return strcmp(fault, "is-a-ca") == 0 && c != NULL && c->self_signed;
}

struct finding *found_wrong_usage(const struct place *at)
{
	const struct tls_facts *t = at->stage->tls;
	struct finding *f;

	if (t->usage_fault == NULL || own_authority(at, t->usage_fault))
		return NULL;
	f = found_case(at, "cert-wrong-usage", t->usage_fault, PER_PORT);
	if (strcmp(t->usage_fault, "is-a-ca") == 0)
		f->severity = SEVERITY_WARNING; /* not everybody minds */
	show_leaf(at, f);
	if (leaf_of(at) != NULL) {
		show_words(at, f, "made for", &leaf_of(at)->purposes);
		show_words(at, f, "its key may be used for", &leaf_of(at)->key_usage);
	}
	if (t->key_exchange != NULL)
		show(at, f, "tls", "key exchange: %s", t->key_exchange);
	return f;
}

/* ---- strength ---- */

static bool signed_with(const struct certificate *c, const char *hash)
{
	return !c->self_signed && c->signature != NULL && text_has_suffix(c->signature, hash);
}

static bool sha1(const struct certificate *c)
{
	return signed_with(c, "-SHA1");
}

static bool md5(const struct certificate *c)
{
	return signed_with(c, "-MD5") || signed_with(c, "-MD2");
}

static bool key_is(const struct certificate *c, const char *key)
{
	return c->key != NULL && strcmp(c->key, key) == 0;
}

static bool dsa(const struct certificate *c)
{
	return key_is(c, "DSA");
}

static bool key_size(const struct certificate *c)
{
	return ((key_is(c, "RSA") || key_is(c, "RSA-PSS")) && c->key_bits < 2048) ||
	       (key_is(c, "ECDSA") && c->key_bits < 256);
}

static const struct {
	bool (*holds)(const struct certificate *c);
	const char *of_case;
} weaknesses[] = {{md5, "md5"}, {sha1, "sha1"}, {dsa, "dsa"}, {key_size, "key-size"}};

static void show_strength(const struct place *at, struct finding *f, const struct certificate *c)
{
	show(at, f, "certificate", "%s: %s %d bits, signed with %s", subject_of(c),
	     c->key != NULL ? c->key : "?", c->key_bits, c->signature != NULL ? c->signature : "?");
}

static bool found_weakness(const struct place *at, size_t which)
{
	struct place with = *at;
	struct finding *f = NULL;

	LIST_EACH (const struct certificate, c, &at->stage->tls->chain) {
		if (c->unused || !weaknesses[which].holds(c))
			continue;
		with.why = short_name(at, subject_of(c));
		if (f == NULL)
			f = found_case(&with, "cert-weak", weaknesses[which].of_case, PER_PORT);
		show_strength(at, f, c);
	}
	return f != NULL;
}

void found_weak(const struct place *at)
{
	bool told = false;
	struct finding *f;

	if (!at->stage->tls->weak)
		return;
	for (size_t i = 0; i < sizeof(weaknesses) / sizeof(weaknesses[0]); i++)
		told |= found_weakness(at, i);
	if (told)
		return;
	f = found(at, "cert-weak", PER_PORT); /* an anchor's key, or a transcript's word */
	LIST_EACH (const struct certificate, c, &at->stage->tls->chain)
		show_strength(at, f, c);
}
