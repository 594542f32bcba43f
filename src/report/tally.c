#include "report/tally.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS_MIN = 16 };

struct tally {
	const struct tally_kind *kind;
	size_t most, n;
	size_t room;   /* of `sorted` and, twice as many, of `buckets`: a power of two */
	void **sorted; /* of items */
	struct tally_item **buckets;
	struct tally_item *others; /* NULL: none so far */
};

static size_t bucket_count(const struct tally *t)
{
	return 2 * t->room;
}

struct tally *tally_new(const struct tally_kind *kind, size_t most)
{
	struct tally *t = mem_alloc(sizeof(*t));

	t->kind = kind;
	t->most = most;
	return t;
}

static void item_free(const struct tally *t, struct tally_item *it)
{
	if (it == NULL)
		return;
	if (t->kind->release != NULL)
		t->kind->release(it);
	free((char *)(uintptr_t)it->name);
	free(it);
}

struct tally *tally_free(struct tally *t)
{
	if (t == NULL)
		return NULL;
	for (size_t i = 0; i < t->n; i++)
		item_free(t, t->sorted[i]);
	item_free(t, t->others);
	free(t->sorted);
	free(t->buckets);
	free(t);
	return NULL;
}

/* FNV-1a. Names that were made to fall into one bucket are `most` at worst. */
static uint64_t hash_of(const char *name)
{
	uint64_t h = 14695981039346656037u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 1099511628211u;
	return h;
}

static struct tally_item **bucket_of(const struct tally *t, uint64_t hash)
{
	return &t->buckets[(hash ^ hash >> 32) & (bucket_count(t) - 1)];
}

static void into_bucket(const struct tally *t, struct tally_item *it)
{
	struct tally_item **bucket = bucket_of(t, it->hash);

	it->next = *bucket;
	*bucket = it;
}

static void out_of_bucket(const struct tally *t, const struct tally_item *it)
{
	struct tally_item **at = bucket_of(t, it->hash);

	while (*at != it)
		at = &(*at)->next;
	*at = it->next;
}

static void grow(struct tally *t)
{
	t->room = t->room == 0 ? BUCKETS_MIN : 2 * t->room;
	t->sorted = mem_realloc(t->sorted, t->room * sizeof(*t->sorted));
	free(t->buckets);
	t->buckets = mem_alloc(bucket_count(t) * sizeof(*t->buckets));
	for (size_t i = 0; i < t->n; i++)
		into_bucket(t, t->sorted[i]);
}

static struct tally_item *find(const struct tally *t, const char *name, uint64_t hash)
{
	if (t->room == 0)
		return NULL;
	for (struct tally_item *it = *bucket_of(t, hash); it != NULL; it = it->next)
		if (it->hash == hash && strcmp(it->name, name) == 0)
			return it;
	return NULL;
}

static const char *name_at(const struct tally *t, size_t i)
{
	return ((const struct tally_item *)t->sorted[i])->name;
}

/* Where a name that is not there belongs. */
static size_t place_of(const struct tally *t, const char *name)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_at(t, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct tally_item *others(struct tally *t)
{
	if (t->others == NULL)
		t->others = mem_alloc(t->kind->size);
	return t->others;
}

/* The last name gives its room. */
static void drop_last(struct tally *t)
{
	struct tally_item *last = t->sorted[--t->n];

	out_of_bucket(t, last);
	t->kind->merge(others(t), last);
	item_free(t, last);
}

static struct tally_item *insert(struct tally *t, const char *name, uint64_t hash)
{
	struct tally_item *it = mem_alloc(t->kind->size);
	size_t at = place_of(t, name);

	it->name = mem_str(name);
	it->hash = hash;
	if (t->n == t->room)
		grow(t);
	memmove(t->sorted + at + 1, t->sorted + at, (t->n - at) * sizeof(*t->sorted));
	t->sorted[at] = it;
	t->n++;
	into_bucket(t, it);
	return it;
}

void *tally_at(struct tally *t, const char *name)
{
	uint64_t hash = hash_of(name);
	struct tally_item *it = find(t, name, hash);

	if (it != NULL)
		return it;
	if (t->n == t->most && strcmp(name, name_at(t, t->n - 1)) > 0)
		return others(t);
	if (t->n == t->most)
		drop_last(t);
	return insert(t, name, hash);
}

void *const *tally_items(const struct tally *t, size_t *n)
{
	*n = t->n;
	return t->sorted;
}

const void *tally_others(const struct tally *t)
{
	return t->others;
}
