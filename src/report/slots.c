/* The tree of search.h, whose names clash with ours: nobody else includes it. */
#include "report/slots.h"

#include "base/memory.h"

#include <search.h>
#include <string.h>

struct slot {
	const char *key;
	void *kept;
};

struct slots {
	struct arena *arena;
	void *tree; /* of struct slot */
	struct slot *spare;
};

struct slots *slots_new(struct arena *a)
{
	struct slots *s = ARENA_NEW(a, struct slots);

	s->arena = a;
	return s;
}

static void leave_slot(void *slot)
{
	(void)slot; /* the arena's */
}

void slots_free(struct slots *s)
{
	tdestroy(s->tree, leave_slot);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct slot *)a)->key, ((const struct slot *)b)->key);
}

void **slots_at(struct slots *s, const char *key)
{
	struct slot **found;

	if (s->spare == NULL)
		s->spare = ARENA_NEW(s->arena, struct slot);
	s->spare->key = key;
	found = tsearch(s->spare, &s->tree, by_key);
	if (found == NULL)
		mem_used_up();
	if (*found == s->spare)
		s->spare = NULL;
	return &(*found)->kept;
}
