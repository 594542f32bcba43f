/* SASL: base64 there and back; a mechanism says its words once, and the secret only where due.
 *
 * Input: mechanism and whether an initial response was sent, user, secret, then challenges, each a
 * line in base64 or not. */
#include "fuzz.h"

#include "sasl/exchange.h"
#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 8 };

static bool is(const struct buf *b, const void *data, size_t n)
{
	return b->n == n && (n == 0 || memcmp(b->p, data, n) == 0);
}

static void there_and_back(const char *text, size_t n)
{
	struct buf encoded = {0}, decoded = {0};

	base64_encode(&encoded, text, n);
	CLAIM(encoded.n == (n + 2) / 3 * 4 && strlen(encoded.p) == encoded.n);
	CLAIM(base64_decode(&decoded, encoded.p, encoded.n) == 0 && is(&decoded, text, n));
	buf_free(&encoded);
	buf_free(&decoded);
}

/* There is one way to write each value. */
static bool decode(struct buf *out, const char *text, size_t n)
{
	struct buf again = {0};

	buf_str(out, "before");
	if (base64_decode(out, text, n) != 0) {
		CLAIM(is(out, "before", 6));
		return false;
	}
	CLAIM(out->n >= 6 && memcmp(out->p, "before", 6) == 0);
	buf_take(out, NULL, 6);
	base64_encode(&again, out->p, out->n);
	CLAIM(is(&again, text, n));
	buf_free(&again);
	return true;
}

struct login {
	const struct sasl_mechanism *m;
	bool initial;
	char *user, *secret;
};

/* What the mechanism says in all, its steps divided by line feeds; ends where it has no more. */
static int talk(const struct login *l, struct input challenges, struct buf *said)
{
	const struct sasl_identity id = {.user = l->user,
					 .secret = l->secret,
					 .secret_len = strlen(l->secret),
					 .host = "mx",
					 .port = 25};
	struct sasl_exchange *x = sasl_new(l->m, &id, NULL, NULL, NULL);
	enum sasl_state state = SASL_SAY;
	int step = 0;

	if (l->initial)
		sasl_first(x, said);
	for (; step < STEPS_MAX && state == SASL_SAY; step++) {
		char *line = input_line(&challenges);
		struct buf raw = {0}, words = {0};

		decode(&raw, line, strlen(line));
		buf_char(said, '\n');
		state = sasl_next(x, (struct bytes){raw.p, raw.n}, &words);
		CLAIM(state == SASL_SAY || (state == SASL_FAULT && words.n == 0));
		buf_add(said, words.p, words.n);
		buf_free(&raw);
		buf_free(&words);
		free(line);
	}
	CLAIM(state == SASL_FAULT && sasl_fault(x) != NULL); /* no server gets words without end */
	sasl_free(x);
	return step;
}

/* How often `part` stands in `all`. */
static size_t count(const struct buf *all, const char *part)
{
	size_t n = strlen(part), found = 0;

	for (size_t i = 0; n > 0 && i + n <= all->n; i++)
		found += memcmp(all->p + i, part, n) == 0;
	return found;
}

static void claims(const struct login *l, struct input challenges)
{
	struct buf said = {0}, deaf = {0};
	int steps = talk(l, challenges, &said);

	CLAIM(steps <= 3);
	CLAIM(talk(l, (struct input){challenges.p, 0}, &deaf) == steps);
	CLAIM(is(&said, deaf.p, deaf.n)); /* order decides, not the server's words */
	if (strlen(l->secret) > 8 && strstr(l->user, l->secret) == NULL &&
	    strspn(l->secret, "abcdefghijklmnopqrstuvwxyz") == strlen(l->secret))
		CLAIM(count(&said, l->secret) == 1);
	buf_free(&said);
	buf_free(&deaf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	unsigned which = input_byte(&in);
	static const char *const names[] = {"PLAIN", "LOGIN", "XOAUTH2"};
	struct login l = {.m = sasl_find(names[which / 2 % 3])};
	struct buf decoded = {0};

	CLAIM(l.m != NULL);
	l.initial = which % 2 == 1 && l.m->client_first;
	there_and_back((const char *)in.p, in.n);
	decode(&decoded, (const char *)in.p, in.n);
	buf_free(&decoded);
	l.user = input_line(&in);
	l.secret = input_line(&in);
	claims(&l, in);
	free(l.user);
	free(l.secret);
	return 0;
}
