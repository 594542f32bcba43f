/* The algorithm of Wu and Manber: a window as long as the shortest literal is laid over the text;
 * its last two bytes tell how far it may be moved without passing over the end of a literal. Where
 * they are the last two of one, that one is compared, backwards.
 *
 * A window fits the *ends* of the literals: "status=bounced" and "status=deferred" begin like what
 * stands in every other line, and end like nothing else. */
#include "log/scan.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 1 << 16 };

struct literal {
	const char *text;
	size_t n;
	unsigned next; /* another one with the same end: its number + 1; 0: none */
};

struct scan {
	size_t window;
	uint8_t step[PAIRS];  /* 0: a literal may end here */
	uint8_t first[PAIRS]; /* of those with this end: number + 1 */
	struct literal literals[];
};

static unsigned pair_at(const char *p)
{
	return (unsigned)(unsigned char)p[0] | (unsigned)(unsigned char)p[1] << 8;
}

static size_t shortest(const char *const *literals, size_t n)
{
	size_t least = UINT8_MAX;

	for (size_t i = 0; i < n; i++)
		least = strlen(literals[i]) < least ? strlen(literals[i]) : least;
	return least;
}

static void add(struct scan *s, size_t number, const char *text)
{
	struct literal *l = &s->literals[number];
	const char *end = text + strlen(text);
	unsigned last = pair_at(end - 2);

	l->text = text;
	l->n = (size_t)(end - text);
	l->next = s->first[last];
	s->first[last] = (uint8_t)(number + 1);
	for (size_t back = 0; back + 2 <= s->window; back++) {
		uint8_t *step = &s->step[pair_at(end - 2 - back)];

		*step = back < *step ? (uint8_t)back : *step;
	}
}

struct scan *scan_new(const char *const *literals)
{
	struct scan *s;
	size_t n = 0;

	while (literals[n] != NULL && n < SCAN_LITERALS_MAX)
		n++;
	s = mem_alloc(sizeof(*s) + n * sizeof(s->literals[0]));
	s->window = shortest(literals, n);
	memset(s->step, (int)(s->window - 1), sizeof(s->step));
	for (size_t i = 0; i < n; i++)
		add(s, i, literals[i]);
	return s;
}

struct scan *scan_free(struct scan *s)
{
	free(s);
	return NULL;
}

/* One of the literals ends before `end`, and begins no earlier than `from`. */
static int ends_here(const struct scan *s, const char *from, const char *end)
{
	for (unsigned i = s->first[pair_at(end - 2)]; i > 0; i = s->literals[i - 1].next) {
		const struct literal *l = &s->literals[i - 1];

		if (l->n <= (size_t)(end - from) && memcmp(end - l->n, l->text, l->n) == 0)
			return 1;
	}
	return 0;
}

const char *scan_find(const struct scan *s, const char *p, const char *end)
{
	const char *from = p;

	if ((size_t)(end - p) < s->window)
		return NULL;
	for (p += s->window - 2; p <= end - 2;) {
		unsigned step = s->step[pair_at(p)];

		if (step == 0 && ends_here(s, from, p + 2))
			return p + 2;
		p += step > 0 ? step : 1;
	}
	return NULL;
}
