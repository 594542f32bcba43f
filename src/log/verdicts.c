#include "log/verdicts.h"

#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { BUCKETS = 1 << 13, WAYS = 4 };

struct verdict {
	struct verdict_key key;
	const struct entry *finding;
	uint32_t asked; /* when; 0: nothing is here */
};

struct verdicts {
	uint64_t secret[2];
	uv_mutex_t lock; /* what follows */
	uint32_t now;
	struct verdict at[BUCKETS][WAYS];
};

struct verdicts *verdicts_new(void)
{
	struct verdicts *v = mem_alloc(sizeof(*v));

	if (uv_mutex_init(&v->lock) != 0)
		mem_used_up();
	random_bytes(v->secret, sizeof(v->secret));
	return v;
}

struct verdicts *verdicts_free(struct verdicts *v)
{
	if (v != NULL)
		uv_mutex_destroy(&v->lock);
	free(v);
	return NULL;
}

static uint64_t mixed(uint64_t x)
{
	x ^= x >> 32;
	x *= 0xd6e8feb86659fd93u;
	x ^= x >> 29;
	x *= 0xa0761d6478bd642fu;
	return x ^ x >> 32;
}

static uint64_t word_at(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

struct verdict_key verdict_key_of(const struct verdicts *v, const char *text, size_t n)
{
	struct verdict_key k = {v->secret[0] ^ n, v->secret[1] + n};
	char tail[8] = {0};

	for (; n >= sizeof(tail); text += sizeof(tail), n -= sizeof(tail)) {
		k.high = mixed(k.high ^ word_at(text));
		k.low = mixed(k.low + word_at(text));
	}
	memcpy(tail, text, n);
	k.high = mixed(k.high ^ word_at(tail));
	k.low = mixed(k.low + word_at(tail));
	return k;
}

static struct verdict *find(struct verdicts *v, struct verdict_key k)
{
	struct verdict *bucket = v->at[k.high % BUCKETS];

	for (int i = 0; i < WAYS; i++)
		if (bucket[i].asked != 0 && bucket[i].key.high == k.high &&
		    bucket[i].key.low == k.low)
			return &bucket[i];
	return NULL;
}

bool verdicts_get(struct verdicts *v, struct verdict_key k, const struct entry **finding)
{
	struct verdict *it;

	uv_mutex_lock(&v->lock);
	it = find(v, k);
	if (it != NULL) {
		it->asked = ++v->now;
		*finding = it->finding;
	}
	uv_mutex_unlock(&v->lock);
	return it != NULL;
}

void verdicts_put(struct verdicts *v, struct verdict_key k, const struct entry *finding)
{
	struct verdict *bucket = v->at[k.high % BUCKETS], *oldest = bucket;

	uv_mutex_lock(&v->lock);
	for (int i = 1; i < WAYS; i++)
		if (bucket[i].asked < oldest->asked)
			oldest = &bucket[i];
	*oldest = (struct verdict){k, finding, ++v->now};
	uv_mutex_unlock(&v->lock);
}
