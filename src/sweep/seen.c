#include "sweep/seen.h"

#include "base/fatal.h"
#include "base/memory.h"
#include "base/random.h"

#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing: a hash stands in the first free place from the one on that it names. The hash is
 * keyed, so that nobody can make a list whose names all want the same place. */
struct hash {
	uint64_t place, rest; /* both 0: the place is free */
};

struct seen {
	gnutls_hmac_hd_t hmac; /* has the key; between two texts it has heard nothing */
	struct hash *places;
	size_t room, n; /* room is a power of two */
};

enum { ROOM_FIRST = 1024 };

struct seen *seen_new(void)
{
	struct seen *s = mem_alloc(sizeof(*s));
	unsigned char key[32];

	random_bytes(key, sizeof(key));
	if (gnutls_hmac_init(&s->hmac, GNUTLS_MAC_SHA256, key, sizeof(key)) < 0)
		fatal("internal error: this system's GnuTLS has no HMAC-SHA-256");
	s->room = ROOM_FIRST;
	s->places = mem_alloc(s->room * sizeof(*s->places));
	return s;
}

struct seen *seen_free(struct seen *s)
{
	if (s == NULL)
		return NULL;
	gnutls_hmac_deinit(s->hmac, NULL);
	free(s->places);
	free(s);
	return NULL;
}

static struct hash hash_of(const struct seen *s, const char *key)
{
	unsigned char mac[32];
	struct hash h;

	if (gnutls_hmac(s->hmac, key, strlen(key)) < 0)
		fatal("internal error: GnuTLS cannot hash");
	gnutls_hmac_output(s->hmac, mac);
	memcpy(&h, mac, sizeof(h));
	h.rest |= h.place == 0 && h.rest == 0;
	return h;
}

static bool is_free(const struct hash *place)
{
	return place->place == 0 && place->rest == 0;
}

/* Where it stands, or the free place where it would. */
static struct hash *place_of(struct hash *places, size_t room, const struct hash *h)
{
	size_t i = (size_t)h->place & (room - 1);

	while (!is_free(&places[i]) && (places[i].place != h->place || places[i].rest != h->rest))
		i = (i + 1) & (room - 1);
	return &places[i];
}

static void grow(struct seen *s)
{
	size_t room = 2 * s->room;
	struct hash *places = mem_alloc(room * sizeof(*places));

	for (size_t i = 0; i < s->room; i++)
		if (!is_free(&s->places[i]))
			*place_of(places, room, &s->places[i]) = s->places[i];
	free(s->places);
	s->places = places;
	s->room = room;
}

bool seen_add(struct seen *s, const char *key)
{
	struct hash h = hash_of(s, key), *place = place_of(s->places, s->room, &h);

	if (!is_free(place))
		return false;
	*place = h;
	s->n++;
	if (s->n > s->room / 4 * 3)
		grow(s);
	return true;
}

bool seen_has(const struct seen *s, const char *key)
{
	struct hash h;

	if (s->n == 0)
		return false;
	h = hash_of(s, key);
	return !is_free(place_of(s->places, s->room, &h));
}

size_t seen_count(const struct seen *s)
{
	return s->n;
}
