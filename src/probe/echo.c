#include "probe/echo.h"

#include "base/memory.h"
#include "base/random.h"
#include "base/base64.h"

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

/* Hashes are worth nothing without a key; what is learned later has the same one. */
static void begin(struct echo *e)
{
	if (e->key != 0)
		return;
	random_bytes(&e->key, sizeof(e->key));
	e->key |= 1; /* odd: no byte's weight is ever lost */
}

static bool is_known(const struct echo *e, uint64_t hash, size_t length)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->forms[i].hash == hash && e->forms[i].length == length)
			return true;
	return false;
}

void echo_learn_words(struct echo *e, const char *words, size_t n)
{
	size_t sure = n < ECHO_SURE ? n : ECHO_SURE;

	begin(e);
	if (n < ECHO_MIN || e->n == ECHO_FORMS || is_known(e, hash_of(e, words, sure), n))
		return;
	e->forms[e->n].length = (uint32_t)n;
	e->forms[e->n].sure = (uint32_t)sure;
	e->forms[e->n].hash = hash_of(e, words, sure);
	e->forms[e->n].whole = hash_of(e, words, n);
	e->n++;
}

/* As it stands within the base64 of something longer, `before` bytes from the start of a group:
 * less the characters that it shares with its neighbours. */
static void base64_within(struct buf *own, size_t before, const char *p, size_t n)
{
	struct buf raw = {.secret = true}, words = {.secret = true};
	size_t shared = before > 0 ? before + 1 : 0, whole = (before + n) * 8 / 6;

	if (n == 0)
		return;
	buf_add(&raw, "\0\0", before);
	buf_add(&raw, p, n);
	base64_encode(&words, raw.p, raw.n);
	buf_add(own, words.p + shared, whole - shared);
	buf_free(&raw);
	buf_free(&words);
}

enum { GROUP = 3 }; /* bytes that base64 makes four characters of */

/* `depth`: how often it may have been encoded. */
static void learn(struct echo *e, const char *p, size_t n, int depth)
{
	echo_learn_words(e, p, n);
	for (size_t before = 0; depth > 0 && before < GROUP; before++) {
		struct buf own = {.secret = true};

		base64_within(&own, before, p, n);
		learn(e, own.p, own.n, depth - 1);
		buf_free(&own);
	}
}

/* ---- as gateways and logs write it ---- */

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       is_one_of(c, "-._~");
}

static void in_hex(struct buf *out, char c)
{
	buf_printf(out, "%02x", (unsigned char)c);
}

static void in_upper_hex(struct buf *out, char c)
{
	buf_printf(out, "%02X", (unsigned char)c);
}

/* RFC 3986 */
static void in_url(struct buf *out, char c)
{
	if (is_unreserved(c))
		buf_char(out, c);
	else
		buf_printf(out, "%%%02X", (unsigned char)c);
}

static void in_html(struct buf *out, char c)
{
	static const char marks[] = "&<>\"'";
	static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

	if (is_one_of(c, marks))
		buf_str(out, names[strchr(marks, c) - marks]);
	else
		buf_char(out, c);
}

static void in_quotes(struct buf *out, char c)
{
	if (is_one_of(c, "\"'\\"))
		buf_char(out, '\\');
	buf_char(out, c);
}

static void learn_escaped(struct echo *e, const char *secret, size_t n)
{
	static void (*const ways[])(struct buf * out, char c) = {in_hex, in_upper_hex, in_url,
								 in_html, in_quotes};

	for (size_t w = 0; w < sizeof(ways) / sizeof(ways[0]); w++) {
		struct buf own = {.secret = true};

		for (size_t i = 0; i < n; i++)
			ways[w](&own, secret[i]);
		if (own.n > 0)
			echo_learn_words(e, own.p, own.n);
		buf_free(&own);
	}
}

void echo_learn(struct echo *e, const char *secret, size_t n)
{
	learn(e, secret, n, 2);
	learn_escaped(e, secret, n);
}

static size_t line_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] != '\r' && p[i] != '\n')
		i++;
	return i;
}

static bool begins_with(const struct echo *e, size_t form, const char *p, size_t n)
{
	size_t sure = e->forms[form].sure;

	return sure <= n && hash_of(e, p, sure) == e->forms[form].hash;
}

static bool is_whole(const struct echo *e, size_t form, const char *p, size_t n)
{
	size_t length = e->forms[form].length;

	return length <= n && hash_of(e, p, length) == e->forms[form].whole;
}

/* The length of the longest form that stands there whole; where an echo is cut, of the longest that
 * begins like it. 0: none. */
static size_t form_at(const struct echo *e, const char *p, size_t n)
{
	size_t whole = 0, begun = 0;

	for (size_t i = 0; i < e->n; i++) {
		size_t length = e->forms[i].length;

		if (!begins_with(e, i, p, n))
			continue;
		if (length > begun)
			begun = length;
		if (length > whole && is_whole(e, i, p, n))
			whole = length;
	}
	return whole > 0 ? whole : begun;
}

/* How many of the `n` bytes at `p` are to go: the whole length of a form that begins there, up to
 * the end of the line; *missing: how many of it are not on that line. */
static size_t echo_at(const struct echo *e, const char *p, size_t n, size_t *missing)
{
	size_t length = form_at(e, p, n), here = line_length(p, length < n ? length : n);

	*missing = length - here;
	return here;
}

/* Text on its way to the front of its own buffer, since a mask is no longer than what it hides. */
struct move {
	char *p;
	size_t from, to, len;
};

static void keep(struct move *m, size_t n)
{
	memmove(m->p + m->to, m->p + m->from, n);
	m->to += n;
	m->from += n;
}

static void mask(struct move *m, size_t n)
{
	size_t stars = n < strlen(MASK) ? n : strlen(MASK);

	memcpy(m->p + m->to, MASK, stars);
	m->to += stars;
	m->from += n;
}

static size_t left(const struct move *m)
{
	return m->len - m->from;
}

/* A line end and the reply code behind it: what a server puts into an echo that it wraps. */
static void keep_line_start(struct move *m)
{
	const char *digits = "0123456789";

	while (left(m) > 0 && (m->p[m->from] == '\r' || m->p[m->from] == '\n'))
		keep(m, 1);
	if (left(m) > 4 && strspn(m->p + m->from, digits) == 3)
		keep(m, 4);
}

static size_t last_word(const char *p, size_t n)
{
	const char *blank = n > 0 ? memrchr(p, ' ', n) : NULL;

	return blank != NULL ? (size_t)(p + n - (blank + 1)) : n;
}

/* An echo that a line end cuts goes on below it: those lines go, until words as long as what is
 * missing are gone. What stands before them (an enhanced code) does not count. */
static void mask_lines_below(struct move *m, size_t missing)
{
	while (missing > 0 && left(m) > 0) {
		size_t n, word;

		keep_line_start(m);
		n = line_length(m->p + m->from, left(m));
		word = last_word(m->p + m->from, n);
		mask(m, n);
		missing -= word < missing ? word : missing;
	}
}

size_t echo_mask(const struct echo *e, struct buf *heard, size_t len)
{
	struct move m = {.p = heard->p, .len = len};

	if (e == NULL || e->n == 0 || len == 0)
		return len;
	while (left(&m) > 0) {
		size_t missing = 0, n = echo_at(e, m.p + m.from, left(&m), &missing);

		if (n == 0) {
			keep(&m, 1);
			continue;
		}
		mask(&m, n);
		mask_lines_below(&m, missing);
	}
	memmove(heard->p + m.to, heard->p + len, heard->n - len);
	heard->n -= len - m.to;
	mem_wipe(heard->p + heard->n, len - m.to);
	return m.to;
}
