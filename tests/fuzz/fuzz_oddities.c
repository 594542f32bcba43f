/* What is told of a secret: names that we know, each once and in their order, and nothing else.
 * What is put around it is seen; what is told does not depend on where the secret lies in memory.
 *
 * Input: a byte (its lowest bit: a token), a line with the user, then the secret. */
#include "fuzz.h"

#include "record/record.h"
#include "smtp/oddities.h"

#include <stdlib.h>
#include <string.h>

static bool has(const struct secret_facts *f, enum secret_oddity oddity)
{
	return list_has_string(&f->oddities, secret_oddity_names[oddity]);
}

static void claims(const struct secret_facts *f, size_t n)
{
	int last = -1;

	CLAIM(f->bytes == (int)n && f->characters >= 0 && f->characters <= f->bytes);
	CLAIM(has(f, ODDITY_NOT_UTF8) == (n > 0 && f->characters == 0));
	CLAIM(!has(f, ODDITY_NON_ASCII) || f->characters < f->bytes);
	LIST_EACH (const struct string_item, it, &f->oddities) {
		int at = name_find(secret_oddity_names, it->s);

		CLAIM(at > last);
		last = at;
	}
}

/* A blank at either end adds itself, and takes nothing of what is said of bytes within. */
static void with_blanks(struct arena *a, const char *secret, size_t n, const char *user, bool token,
			const struct secret_facts *f)
{
	char *more = arena_alloc(a, n + 2);
	struct secret_facts g = {0};

	more[0] = more[n + 1] = ' ';
	memcpy(more + 1, secret, n);
	secret_look(a, more, n + 2, user, token, &g);
	claims(&g, n + 2);
	CLAIM(has(&g, ODDITY_BLANK_FIRST) && has(&g, ODDITY_BLANK_LAST));
	CLAIM(has(&g, ODDITY_NOT_UTF8) == has(f, ODDITY_NOT_UTF8));
	CLAIM(has(&g, ODDITY_SHELL_CHARACTERS) == has(f, ODDITY_SHELL_CHARACTERS));
	CLAIM(f->characters == 0 || g.characters == f->characters + 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	bool token = (input_byte(&in) & 1) != 0;
	struct arena *a = arena_new();
	char *user = input_line(&in), *secret;
	struct secret_facts f = {0};
	size_t n;

	secret = input_rest(&in, &n);
	secret_look(a, secret, n, *user != '\0' ? user : NULL, token, &f);
	claims(&f, n);
	with_blanks(a, secret, n, user, token, &f);
	free(user);
	free(secret);
	arena_free(a);
	return 0;
}
