#include "smtp/caps.h"

#include <string.h>

enum { MECHANISMS_MAX = 64 };

void caps_read(struct arena *a, const struct reply *ehlo, struct list *caps)
{
	const char *at = ehlo->text.p, *end, *lf;

	*caps = (struct list){0};
	if (at == NULL)
		return;
	end = at + ehlo->text.n;
	lf = memchr(at, '\n', ehlo->text.n);
	while (lf != NULL && caps->n < CAPS_MAX) {
		at = lf + 1;
		lf = memchr(at, '\n', (size_t)(end - at));
		list_add_bytes(caps, a,
			       (struct bytes){(char *)at, (size_t)((lf == NULL ? end : lf) - at)});
	}
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of `line` from *at on, {0} at its end; words end at blanks and at `also`. */
static struct bytes next_word(const struct bytes *line, size_t *at, char also)
{
	size_t from, i = *at;

	while (i < line->n && (blank(line->p[i]) || line->p[i] == also))
		i++;
	for (from = i; i < line->n && !blank(line->p[i]) && line->p[i] != also;)
		i++;
	*at = i;
	return from == i ? (struct bytes){0} : (struct bytes){line->p + from, i - from};
}

/* "AUTH=LOGIN" is how servers spelled it before RFC 2554. */
static struct bytes keyword_of(const struct bytes *line, size_t *at)
{
	*at = 0;
	return next_word(line, at, '=');
}

const struct bytes *caps_find(const struct list *caps, const char *keyword)
{
	size_t at;

	LIST_EACH (struct bytes_item, it, caps) {
		if (bytes_is(keyword_of(&it->b, &at), keyword))
			return &it->b;
	}
	return NULL;
}

bool caps_has(const struct list *caps, const char *keyword)
{
	return caps_find(caps, keyword) != NULL;
}

/* Cut at a NUL a word would pass for another mechanism, or for none. */
static bool has_nul(struct bytes word)
{
	return memchr(word.p, '\0', word.n) != NULL;
}

static bool listed(const struct list *strings, struct bytes word)
{
	LIST_EACH (struct string_item, it, strings) {
		if (bytes_is(word, it->s))
			return true;
	}
	return false;
}

static const char *upper(struct arena *a, struct bytes word)
{
	char *s = arena_copy(a, word.p, word.n);

	for (char *p = s; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	return s;
}

void caps_mechanisms(struct arena *a, const struct list *caps, struct list *mechanisms)
{
	struct bytes word;
	size_t at;

	LIST_EACH (struct bytes_item, it, caps) {
		if (!bytes_is(keyword_of(&it->b, &at), "AUTH"))
			continue;
		while ((word = next_word(&it->b, &at, '=')).p != NULL)
			if (mechanisms->n < MECHANISMS_MAX && !has_nul(word) &&
			    !listed(mechanisms, word))
				list_add_string(mechanisms, a, upper(a, word));
	}
}

bool caps_offers_mechanism(const struct list *caps, const char *mechanism)
{
	struct bytes word;
	size_t at;

	LIST_EACH (struct bytes_item, it, caps) {
		if (!bytes_is(keyword_of(&it->b, &at), "AUTH"))
			continue;
		while ((word = next_word(&it->b, &at, '=')).p != NULL)
			if (bytes_is(word, mechanism))
				return true;
	}
	return false;
}

bool caps_auth_words(struct arena *a, const struct list *caps, bool old_form, struct list *words)
{
	struct bytes word;
	bool there = false;
	size_t at;

	LIST_EACH (struct bytes_item, it, caps) {
		if (!bytes_is(keyword_of(&it->b, &at), "AUTH") ||
		    (at < it->b.n && it->b.p[at] == '=') != old_form)
			continue;
		there = true;
		while (words->n < MECHANISMS_MAX && (word = next_word(&it->b, &at, '=')).p != NULL)
			list_add_bytes(words, a, word);
	}
	return there;
}

int64_t caps_size(const struct list *caps)
{
	const struct bytes *line = caps_find(caps, "SIZE");
	struct bytes word;
	int64_t size = 0;
	size_t at;

	if (line == NULL)
		return -1;
	keyword_of(line, &at);
	word = next_word(line, &at, '=');
	for (size_t i = 0; i < word.n && word.p[i] >= '0' && word.p[i] <= '9'; i++) {
		if (size > (INT64_MAX - 9) / 10)
			return INT64_MAX;
		size = size * 10 + (word.p[i] - '0');
	}
	return size;
}

static bool masked(struct bytes keyword)
{
	if (keyword.n < 3)
		return false;
	for (size_t i = 0; i + 1 < keyword.n; i++)
		if (keyword.p[i] != 'X')
			return false;
	return keyword.p[keyword.n - 1] >= 'A' && keyword.p[keyword.n - 1] < 'X';
}

bool caps_is_mask(struct bytes line)
{
	size_t at;

	return masked(keyword_of(&line, &at));
}

bool caps_masked(const struct list *caps)
{
	LIST_EACH (struct bytes_item, it, caps) {
		if (caps_is_mask(it->b))
			return true;
	}
	return false;
}
