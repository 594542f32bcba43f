/* Capabilities: neither case nor blanks at the ends of lines change what a server offers, and what
 * is listed is found.
 *
 * Input: the text of an EHLO reply. */
#include "fuzz.h"

#include "smtp/caps.h"
#include "sasl/sasl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct offer {
	struct list caps, mechanisms;
	int64_t size;
};

static struct offer read_offer(struct arena *a, const char *text, size_t n)
{
	const struct reply ehlo = {.code = 250, .text = {(char *)text, n}};
	struct offer o = {0};

	caps_read(a, &ehlo, &o.caps);
	caps_mechanisms(a, &o.caps, &o.mechanisms);
	o.size = caps_size(&o.caps);
	return o;
}

static bool is_upper(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'a' && *s <= 'z')
			return false;
	return true;
}

/* What the line says word by word is what it offers, and both forms together are all of it. */
static void words_are_the_mechanisms(const struct offer *o)
{
	struct arena *a = arena_new();
	struct list words = {0}, old = {0};
	bool there = caps_auth_words(a, &o->caps, false, &words);

	CLAIM((caps_auth_words(a, &o->caps, true, &old) || there) == caps_has(&o->caps, "AUTH"));
	CLAIM(there || words.n == 0);
	LIST_EACH (const struct bytes_item, it, &words)
		CLAIM(it->b.n > 0 && memchr(it->b.p, ' ', it->b.n) == NULL);
	LIST_EACH (const struct string_item, it, &o->mechanisms) {
		bool found = words.n + old.n >= 64;

		LIST_EACH (const struct bytes_item, word, &words)
			found |= bytes_is(word->b, it->s);
		LIST_EACH (const struct bytes_item, word, &old)
			found |= bytes_is(word->b, it->s);
		CLAIM(found);
	}
	arena_free(a);
}

static void claims(const struct offer *o)
{
	const struct sasl_means means = {.password = true, .token = true, .binding = true};
	struct arena *a = arena_new();
	struct list able = {0};

	sasl_able(a, &o->mechanisms, &means, &able);
	CLAIM(able.n <= o->mechanisms.n);
	LIST_EACH (const struct string_item, it, &able)
		CLAIM(caps_offers_mechanism(&o->caps, it->s));
	arena_free(a);
	words_are_the_mechanisms(o);
	CLAIM(o->caps.n <= CAPS_MAX);
	CLAIM(o->size >= -1 && (o->size >= 0) == caps_has(&o->caps, "SIZE"));
	CLAIM(o->mechanisms.n == 0 || caps_has(&o->caps, "AUTH"));
	CLAIM(caps_find(&o->caps, "") == NULL);
	caps_masked(&o->caps);
	LIST_EACH (const struct string_item, it, &o->mechanisms) {
		CLAIM(caps_offers_mechanism(&o->caps, it->s));
		CLAIM(it->s[0] != '\0' && strpbrk(it->s, " \t=\n") == NULL && is_upper(it->s));
		LIST_EACH (const struct string_item, other, &o->mechanisms)
			CLAIM(other == it || text_casecmp(other->s, it->s) != 0);
	}
	LIST_EACH (const struct bytes_item, it, &o->caps)
		CLAIM(memchr(it->b.p, '\n', it->b.n) == NULL);
}

static void same_offer(const struct offer *x, const struct offer *y)
{
	const struct string_item *other = (const void *)y->mechanisms.first;

	CLAIM(x->caps.n == y->caps.n && x->size == y->size);
	CLAIM(x->mechanisms.n == y->mechanisms.n);
	LIST_EACH (const struct string_item, it, &x->mechanisms) {
		CLAIM(strcmp(it->s, other->s) == 0);
		other = (const void *)other->item.next;
	}
	CLAIM(caps_has(&x->caps, "STARTTLS") == caps_has(&y->caps, "STARTTLS"));
	CLAIM(caps_has(&x->caps, "8BITMIME") == caps_has(&y->caps, "8BITMIME"));
}

/* The same text with letters of the other case and a blank at the end of each line. */
static struct buf disguised(const char *text, size_t n)
{
	struct buf out = {0};

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\n')
			buf_char(&out, ' ');
		buf_char(&out, c >= 'a' && c <= 'z'   ? (char)(c - 32)
			       : c >= 'A' && c <= 'Z' ? (char)(c + 32)
						      : (char)c);
	}
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	size_t n;
	char *text = input_rest(&in, &n);
	struct buf other = disguised(text, n);
	struct offer plain = read_offer(a, text, n), dressed = read_offer(a, other.p, other.n);

	claims(&plain);
	same_offer(&plain, &dressed);
	buf_free(&other);
	free(text);
	arena_free(a);
	return 0;
}
