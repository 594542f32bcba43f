#include "record/redact_names.h"

#include "base/alias.h"
#include "base/fatal.h"

#include <gnutls/crypto.h>
#include <search.h>
#include <string.h>

enum { DIGEST = 32, LETTERS_LEAST = 5 };

struct alias {
	const char *text;
	unsigned char digest[DIGEST];
};

bool redact_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && text_casecmp(a, b) == 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct alias *)a)->text, ((const struct alias *)b)->text);
}

static void digest_of(const struct redaction *x, const char *kind, const char *value,
		      unsigned char digest[DIGEST])
{
	struct buf text = {0};

	buf_str(&text, kind);
	buf_char(&text, '\0');
	for (const char *s = value; *s != '\0'; s++)
		buf_char(&text, *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s);
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, x->rules->key, REDACT_KEY, text.p, text.n, digest) <
	    0)
		fatal("GnuTLS has no HMAC-SHA256");
	buf_free(&text);
}

void redact_bytes(struct redaction *x, const char *kind, const char *value, unsigned char *out,
		  size_t n)
{
	unsigned char digest[DIGEST];

	for (size_t at = 0; at < n; at++) {
		if (at % DIGEST == 0)
			digest_of(x, arena_printf(x->a, "%s %zu", kind, at), value, digest);
		out[at] = digest[at % DIGEST];
	}
}

static const char *spelled(struct arena *a, const char *kind, const unsigned char *digest, size_t n)
{
	char letters[DIGEST + 1];

	for (size_t i = 0; i < n; i++)
		letters[i] = ALIAS_LETTERS[digest[i] % (sizeof(ALIAS_LETTERS) - 1)];
	letters[n] = '\0';
	return *kind == '/' ? arena_str(a, letters) : arena_printf(a, "%s-%s", kind, letters);
}

/* Two values whose short forms are the same must not become one: the second is longer. */
const char *redact_alias(struct redaction *x, const char *kind, const char *value)
{
	struct alias *mine = ARENA_NEW(x->a, struct alias);

	digest_of(x, kind, value, mine->digest);
	for (size_t n = LETTERS_LEAST; n < DIGEST; n++) {
		struct alias **at;

		mine->text = spelled(x->a, kind, mine->digest, n);
		at = tsearch(mine, &x->aliases, by_text);
		if (at == NULL)
			fatal("out of memory");
		if (memcmp((*at)->digest, mine->digest, DIGEST) == 0)
			return (*at)->text;
	}
	fatal("two values have one SHA-256");
}

static void keep(void *of_arena)
{
	(void)of_arena;
}

void redact_end(struct redaction *x)
{
	tdestroy(x->aliases, keep);
	x->aliases = NULL;
}
