#include "probe/echo.h"

#include "base/random.h"
#include "smtp/sasl.h"

#include <string.h>

#define MASK "****"

/* An echo is cut where the server likes: so many bytes in a row are one. Less than ECHO_MIN may be
 * an ordinary word, and is no longer than the mask. */
enum { ECHO_MIN = 4, ECHO_SURE = 12 };

static uint64_t hash_of(const struct echo *e, const char *p, size_t n)
{
	uint64_t h = 0;

	for (size_t i = 0; i < n; i++)
		h = (h + (unsigned char)p[i] + 1) * e->key;
	return h;
}

void echo_learn_words(struct echo *e, const char *words, size_t n)
{
	size_t sure = n < ECHO_SURE ? n : ECHO_SURE;

	if (n < ECHO_MIN || e->n == ECHO_FORMS)
		return;
	e->forms[e->n].length = n;
	e->forms[e->n].sure = sure;
	e->forms[e->n].hash = hash_of(e, words, sure);
	e->n++;
}

/* Within the base64 of something longer, `before` bytes from the start of a group: less the
 * characters that it shares with its neighbours. */
static void learn_base64(struct echo *e, size_t before, const char *secret, size_t n)
{
	struct buf raw = {.secret = true}, words = {.secret = true};
	size_t shared = before > 0 ? before + 1 : 0, whole = (before + n) * 8 / 6;

	buf_add(&raw, "\0\0", before);
	buf_add(&raw, secret, n);
	base64_encode(&words, raw.p, raw.n);
	echo_learn_words(e, words.p + shared, whole - shared);
	buf_free(&raw);
	buf_free(&words);
}

void echo_learn(struct echo *e, const char *secret, size_t n)
{
	random_bytes(&e->key, sizeof(e->key));
	e->key |= 1; /* odd: no byte's weight is ever lost */
	echo_learn_words(e, secret, n);
	for (size_t before = 0; before < 3; before++)
		learn_base64(e, before, secret, n);
}

/* How many of the `n` bytes at `p` are to go: the whole length of a form that begins there, up to
 * the end of the line. */
static size_t echo_at(const struct echo *e, const char *p, size_t n)
{
	const char *end;

	for (size_t i = 0; i < e->n; i++) {
		size_t sure = e->forms[i].sure, length = e->forms[i].length;

		if (sure > n || hash_of(e, p, sure) != e->forms[i].hash)
			continue;
		length = length < n ? length : n;
		end = memchr(p + sure, '\r', length - sure);
		return end != NULL ? (size_t)(end - p) : length;
	}
	return 0;
}

size_t echo_mask(const struct echo *e, struct buf *heard, size_t len)
{
	size_t to = 0, n;

	if (e->n == 0 || len == 0)
		return len;
	for (size_t from = 0; from < len; from += n) {
		n = echo_at(e, heard->p + from, len - from);
		if (n > 0) {
			memcpy(heard->p + to, MASK, strlen(MASK));
			to += strlen(MASK);
		} else {
			heard->p[to++] = heard->p[from];
			n = 1;
		}
	}
	memmove(heard->p + to, heard->p + len, heard->n - len);
	heard->n -= len - to;
	heard->p[heard->n] = '\0';
	return to;
}
