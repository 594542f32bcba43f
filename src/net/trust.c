#include "net/trust.h"

#include "base/memory.h"
#include "net/anchors.h"
#include "net/loop.h"

#include <stdlib.h>
#include <string.h>

/* A chain's slot goes by its digest: one that many hosts show is judged anew once in as many others
 * as there are slots, and each slot takes some kB. */
enum { SLOTS = 1024 };

struct slot {
	struct question question;
	const struct judgement *judgement; /* NULL: free */
};

/* All that changes once the store is ready. */
struct shared {
	uv_mutex_t lock;
	struct anchors *anchors;
	struct trust_counts counts;
	struct slot slots[SLOTS];
};

/* Loaded by one thread of its own: libuv's pool is four, and ends the program without them. */
struct trust {
	uv_thread_t thread;
	uv_async_t loaded;
	struct shared *shared;
	char *file; /* NULL: the system's store */
	int count;  /* of anchors */
	bool threaded, ready;
	trust_fn *fn; /* NULL: freed while loading */
	void *arg;
};

/* ---- loading ---- */

static void load(void *arg) /* on a thread */
{
	struct trust *t = arg;

	t->shared->anchors = anchors_read(t->file);
	t->count = anchors_count(t->shared->anchors);
	uv_async_send(&t->loaded);
}

static void slot_clear(struct slot *slot)
{
	if (slot->judgement != NULL)
		arena_free(slot->judgement->arena);
}

static void destroy(struct trust *t)
{
	anchors_free(t->shared->anchors);
	for (unsigned i = 0; i < SLOTS; i++)
		slot_clear(&t->shared->slots[i]);
	uv_mutex_destroy(&t->shared->lock);
	free(t->shared);
	free(t->file);
	free(t);
}

static void on_closed(uv_handle_t *handle)
{
	struct trust *t = handle->data;

	t->ready = true;
	if (t->fn == NULL)
		destroy(t);
	else
		t->fn(t->arg);
}

static void on_loaded(uv_async_t *handle)
{
	struct trust *t = handle->data;

	if (t->threaded)
		uv_thread_join(&t->thread);
	uv_close((uv_handle_t *)handle, on_closed);
}

struct trust *trust_load(uv_loop_t *loop, const char *ca_file, trust_fn *fn, void *arg)
{
	struct trust *t = mem_alloc(sizeof(*t));

	t->file = mem_str(ca_file);
	t->fn = fn;
	t->arg = arg;
	loop_need(uv_async_init(loop, &t->loaded, on_loaded), "event loop");
	t->loaded.data = t;
	t->shared = mem_alloc(sizeof(*t->shared));
	uv_mutex_init(&t->shared->lock);
	t->threaded = uv_thread_create(&t->thread, load, t) == 0;
	if (!t->threaded)
		load(t); /* others have to wait, then */
	return t;
}

struct trust *trust_free(struct trust *t)
{
	if (t == NULL)
		return NULL;
	if (t->ready)
		destroy(t);
	else
		t->fn = NULL;
	return NULL;
}

bool trust_ready(const struct trust *t)
{
	return t->ready;
}

const char *trust_name(const struct trust *t)
{
	return t->file != NULL ? t->file : "system";
}

int trust_anchors(const struct trust *t)
{
	return t->count;
}

/* ---- judgements ---- */

struct anchors *trust_lock(const struct trust *t)
{
	uv_mutex_lock(&t->shared->lock);
	return t->shared->anchors;
}

void trust_unlock(const struct trust *t)
{
	uv_mutex_unlock(&t->shared->lock);
}

static struct slot *slot_of(const struct trust *t, const struct question *q)
{
	return &t->shared->slots[(q->digest[0] << 8 | q->digest[1]) % SLOTS];
}

const struct judgement *trust_recall(const struct trust *t, const struct question *q)
{
	const struct slot *slot = slot_of(t, q);

	if (slot->judgement == NULL || memcmp(&slot->question, q, sizeof(*q)) != 0)
		return NULL;
	t->shared->counts.recalled++;
	return slot->judgement;
}

void trust_keep(const struct trust *t, const struct question *q, const struct judgement *j)
{
	struct slot *slot = slot_of(t, q);

	slot_clear(slot);
	*slot = (struct slot){*q, j};
	t->shared->counts.made++;
}

struct trust_counts trust_counts(const struct trust *t)
{
	return t->shared->counts;
}
