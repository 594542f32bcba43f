/* Space-saving counters (Metwally): where there is no room, the rarest name gives its place and its
 * count to the new one, as an error that is taken off when it is shown. A name that makes up more
 * than one part in NAMES_MAX is never lost. */
#include "log/names.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct names {
	size_t n;
	bool lost; /* some gave their place */
	uint32_t sums[NAMES_MAX];
	uint64_t counts[NAMES_MAX], errors[NAMES_MAX];
	char texts[NAMES_MAX][NAME_SIZE];
};

struct names *names_free(struct names *n)
{
	free(n);
	return NULL;
}

/* In small letters, cut, with a NUL; the sum of its bytes is returned. */
static uint32_t taken(char out[NAME_SIZE], struct bytes name)
{
	uint32_t sum = 2166136261u;
	size_t n = name.n < NAME_SIZE - 1 ? name.n : NAME_SIZE - 1;

	for (size_t i = 0; i < n; i++) {
		char c = name.p[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '\0' ? ' ' : c;
		sum = (sum ^ (unsigned char)out[i]) * 16777619u;
	}
	out[n] = '\0';
	return sum;
}

static size_t rarest(const struct names *n)
{
	size_t least = 0;

	for (size_t i = 1; i < n->n; i++)
		least = n->counts[i] < n->counts[least] ? i : least;
	return least;
}

static void put(struct names *n, size_t at, uint32_t sum, const char *text)
{
	n->sums[at] = sum;
	n->errors[at] = n->counts[at];
	memcpy(n->texts[at], text, NAME_SIZE);
}

void names_add(struct names **names, struct bytes name)
{
	char text[NAME_SIZE];
	struct names *n;
	uint32_t sum;
	size_t at;

	if (name.n == 0)
		return;
	if (*names == NULL)
		*names = mem_alloc(sizeof(**names));
	n = *names;
	sum = taken(text, name);
	for (at = 0; at < n->n; at++)
		if (n->sums[at] == sum && strcmp(n->texts[at], text) == 0)
			break;
	if (at == NAMES_MAX) {
		at = rarest(n);
		n->lost = true;
		put(n, at, sum, text);
	} else if (at == n->n) {
		n->n++;
		put(n, at, sum, text);
	}
	n->counts[at]++;
}

static uint64_t sure(const struct names *n, size_t i)
{
	return n->counts[i] - n->errors[i];
}

/* Among equals the alphabet decides. */
static bool is_before(const struct names *n, size_t x, size_t y)
{
	if (sure(n, x) != sure(n, y))
		return sure(n, x) > sure(n, y);
	return strcmp(n->texts[x], n->texts[y]) < 0;
}

struct list names_top(const struct names *n, struct arena *a, size_t most, size_t *more)
{
	struct list top = {0};
	bool taken_already[NAMES_MAX] = {false};

	*more = 0;
	if (n == NULL)
		return top;
	while (top.n < most && top.n < n->n) {
		struct name_count *it = ARENA_NEW(a, struct name_count);
		size_t best = NAMES_MAX;

		for (size_t i = 0; i < n->n; i++)
			if (!taken_already[i] && (best == NAMES_MAX || is_before(n, i, best)))
				best = i;
		taken_already[best] = true;
		it->name = arena_str(a, n->texts[best]);
		it->count = sure(n, best);
		list_append(&top, it);
	}
	*more = n->lost ? NAMES_MAX : n->n - top.n;
	return top;
}
