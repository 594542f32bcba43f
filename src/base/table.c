#include "base/table.h"

#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE_AT_FIRST = 64 };

/* Multiplication spreads what is below it upwards, the shift brings it down again. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	return x ^ (x >> 32);
}

static struct table_item **slot_of(const struct table *t, const unsigned char key[TABLE_KEY])
{
	uint64_t half[2];

	memcpy(half, key, sizeof(half));
	return &t->slots[mix(mix(half[0] ^ t->seed[0]) + (half[1] ^ t->seed[1])) & (t->size - 1)];
}

static void set_size(struct table *t, size_t size)
{
	t->slots = mem_alloc(size * sizeof(struct table_item *));
	t->size = size;
}

void table_init(struct table *t)
{
	*t = (struct table){0};
	set_size(t, SIZE_AT_FIRST);
	random_bytes(t->seed, sizeof(t->seed));
}

void table_clear(struct table *t, void (*end)(struct table_item *))
{
	for (size_t i = 0; i < t->size && end != NULL; i++)
		for (struct table_item *m = t->slots[i], *next; m != NULL; m = next) {
			next = m->next;
			end(m);
		}
	free(t->slots);
	*t = (struct table){0};
}

void *table_find(const struct table *t, const unsigned char key[TABLE_KEY])
{
	struct table_item *m = *slot_of(t, key);

	while (m != NULL && memcmp(m->key, key, TABLE_KEY) != 0)
		m = m->next;
	return m;
}

static void put(struct table *t, struct table_item *m)
{
	struct table_item **slot = slot_of(t, m->key);

	m->next = *slot;
	*slot = m;
}

static void grow(struct table *t)
{
	struct table_item **old = t->slots, *next;
	size_t n = t->size;

	set_size(t, 2 * n);
	for (size_t i = 0; i < n; i++)
		for (struct table_item *m = old[i]; m != NULL; m = next) {
			next = m->next;
			put(t, m);
		}
	free(old);
}

void table_add(struct table *t, void *member)
{
	if (t->n == t->size)
		grow(t);
	put(t, member);
	t->n++;
}

void table_remove(struct table *t, void *member)
{
	struct table_item *m = member, **at = slot_of(t, m->key);

	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	t->n--;
}
