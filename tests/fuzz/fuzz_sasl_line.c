/* Lines of a login: what is told lies inside what was read, a secret never passes for a user's
 * name, and words in the place of a secret are none.
 *
 * Input: a byte (mechanism, step, what is done with the words), the server's question, the words;
 * base64 is made of the words where the byte says so. */
#include "fuzz.h"

#include "base/base64.h"
#include "transcript/sasl_line.h"

#include <stdlib.h>
#include <string.h>

static const char *const mechanisms[] = {"PLAIN",    "LOGIN",	      "XOAUTH2", "OAUTHBEARER",
					 "CRAM-MD5", "SCRAM-SHA-256", "NTLM",	 "DIGEST-MD5",
					 "EXTERNAL", "GSSAPI",	      NULL,	 "plain"};
enum { MECHANISMS = sizeof(mechanisms) / sizeof(mechanisms[0]) };

/* Read to its last byte, which a sanitizer sees. */
static size_t sum(struct bytes b)
{
	size_t n = 0;

	for (size_t i = 0; i < b.n; i++)
		n += (unsigned char)b.p[i];
	return n;
}

static bool inside(struct bytes part, struct bytes all)
{
	return part.n == 0 || (all.p != NULL && part.p >= all.p && part.n <= all.n &&
			       (size_t)(part.p - all.p) <= all.n - part.n);
}

static bool overlap(struct bytes a, struct bytes b)
{
	return a.n > 0 && b.n > 0 && a.p < b.p + b.n && b.p < a.p + a.n;
}

static void claims(const struct sasl_told *t, struct bytes words)
{
	const struct sasl_blob *b = &t->blob;
	const struct bytes raw = {t->raw.p, t->raw.n};

	CLAIM(sum(b->user) + sum(b->domain) + sum(b->secret) + 1 > 0);
	CLAIM(b->secret.n == 0 || b->secret_sent);
	CLAIM(!overlap(b->user, b->secret) && !overlap(b->domain, b->secret));
	CLAIM(inside(b->secret, raw) || inside(b->secret, words));
	CLAIM(!t->hidden || b->secret.n == 0);
	CLAIM(!t->hidden || b->user.n == 0 || t->raw.n > 0);
	CLAIM(!t->cancelled || !b->secret_sent);
	CLAIM(t->raw.n <= words.n);
}

/* What is told of two readings must be one. */
static bool same(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void plain_gives_its_parts_back(struct arena *a, const char *text)
{
	size_t n = strlen(text), half = n / 2;
	struct buf raw = {0}, line = {0};
	struct sasl_told t;

	if (half == 0 || n - half == 0)
		return;
	buf_char(&raw, '\0');
	buf_add(&raw, text, half);
	buf_char(&raw, '\0');
	buf_add(&raw, text + half, n - half);
	base64_encode(&line, raw.p, raw.n);
	t = sasl_line_read(a, "PLAIN", 0, (struct sasl_asked){0}, (struct bytes){line.p, line.n});
	CLAIM(same(t.blob.user, (struct bytes){(char *)text, half}));
	CLAIM(t.hidden || same(t.blob.secret, (struct bytes){(char *)text + half, n - half}));
	CLAIM(t.blob.secret_sent && !t.blob.malformed);
	sasl_told_free(&t);
	buf_free(&raw);
	buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const unsigned which = input_byte(&in);
	char *question = input_line(&in);
	const struct sasl_asked asked = sasl_asked((struct bytes){question, strlen(question)});
	struct arena *a = arena_new();
	struct buf encoded = {0};
	size_t n;
	char *rest = input_rest(&in, &n);
	struct bytes words = {rest, n};
	struct sasl_told t;

	CLAIM(!asked.in_clear || question[0] != '\0');
	if (which >= 128) {
		base64_encode(&encoded, rest, n);
		words = (struct bytes){encoded.p, encoded.n};
	}
	t = sasl_line_read(a, mechanisms[which % MECHANISMS], which % 128 / MECHANISMS % 3, asked,
			   words);
	claims(&t, words);
	sasl_told_free(&t);
	plain_gives_its_parts_back(a, rest);
	buf_free(&encoded);
	arena_free(a);
	free(rest);
	free(question);
	return 0;
}
