#include "net/known.h"

#include "base/memory.h"
#include "net/certificate.h"

#include <stdlib.h>
#include <string.h>

/* A certificate's slot goes by the end of its signature, which is as good as random; who makes one
 * for the slot of another gains that the other is read again. */
enum { SLOTS = 256, KEPT_MAX = 4096 /* bytes of DER */ };

struct slot {
	struct arena *arena;	   /* NULL: free */
	struct certificate *facts; /* in it */
	bool affordable;
};

struct known {
	struct slot slots[SLOTS];
};

struct known *known_new(void)
{
	return mem_alloc(sizeof(struct known));
}

struct known *known_free(struct known *k)
{
	for (unsigned i = 0; k != NULL && i < SLOTS; i++)
		arena_free(k->slots[i].arena);
	free(k);
	return NULL;
}

static bool is_of(const struct slot *slot, struct tls_der der)
{
	return slot->arena != NULL && slot->facts->der.n == der.size &&
	       memcmp(slot->facts->der.p, der.data, der.size) == 0;
}

/* Filled with it, or NULL: that one is not remembered. */
static const struct slot *slot_for(struct known *k, struct tls_der der)
{
	struct slot *slot;

	if (k == NULL || der.size == 0 || der.size > KEPT_MAX)
		return NULL;
	slot = &k->slots[der.data[der.size - 1] % SLOTS];
	if (is_of(slot, der))
		return slot;
	arena_free(slot->arena);
	slot->arena = arena_new();
	slot->facts = certificate_read(slot->arena, der);
	slot->affordable = certificate_affordable(der);
	return slot;
}

struct certificate *known_read(struct known *k, struct arena *a, struct tls_der der)
{
	const struct slot *slot = slot_for(k, der);

	return slot == NULL ? certificate_read(a, der) : certificate_copy(a, slot->facts);
}

bool known_affordable(struct known *k, struct tls_der der)
{
	const struct slot *slot = slot_for(k, der);

	return slot == NULL ? certificate_affordable(der) : slot->affordable;
}
