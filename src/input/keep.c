#include "input/keep.h"

#include "base/memory.h"
#include "bounce/bounce.h"
#include "input/gather.h"

#include <stdlib.h>
#include <string.h>

/* How often one finding was met. */
struct tally {
	struct item item;
	const char *id;
	struct explanation *first; /* that is kept */
};

struct held {
	struct item item;
	struct arena *arena;
};

struct keep {
	struct arena *arena;
	const struct knowledge *knowledge;
	const struct explain_context *context;
	struct list explained; /* of struct explanation */
	size_t dialogues;
	struct list tallies;
	struct list held;
};

struct keep *keep_new(struct arena *a, const struct knowledge *knowledge,
		      const struct explain_context *context)
{
	struct keep *k = ARENA_NEW(a, struct keep);

	k->arena = a;
	k->knowledge = knowledge;
	k->context = context;
	return k;
}

struct keep *keep_free(struct keep *k)
{
	if (k != NULL)
		LIST_EACH (struct held, h, &k->held)
			arena_free(h->arena);
	return NULL;
}

struct keeping keep_begin(struct keep *k, bool many)
{
	return (struct keeping){.arena = many ? arena_new() : k->arena, .own = many};
}

void keep_end(struct keep *k, struct keeping *kept)
{
	struct held *h;

	if (kept->own && kept->held) {
		h = ARENA_NEW(k->arena, struct held);
		h->arena = kept->arena;
		list_append(&k->held, h);
	} else if (kept->own) {
		arena_free(kept->arena);
	}
}

/* ---- copies ---- */

static struct bytes copy_bytes(struct arena *a, struct bytes b)
{
	return b.p == NULL ? b : bytes_copy(a, b.p, b.n);
}

static const struct bounced *copy_bounced(struct arena *a, const struct bounced *b)
{
	struct bounced *copy;

	if (b == NULL)
		return NULL;
	copy = ARENA_NEW(a, struct bounced);
	*copy = *b;
	copy->kind = arena_str(a, b->kind);
	copy->date = arena_str(a, b->date);
	copy->retry_until = arena_str(a, b->retry_until);
	copy->sender = arena_str(a, b->sender);
	copy->recipients = (struct list){0};
	LIST_EACH (const struct string_item, it, &b->recipients)
		list_add_string(&copy->recipients, a, it->s);
	return copy;
}

static struct paste_item *copy_item(struct arena *a, const struct paste_item *it)
{
	struct paste_item *copy = ARENA_NEW(a, struct paste_item);

	*copy = *it;
	copy->input = copy_bytes(a, it->input);
	copy->words = copy_bytes(a, it->words);
	/* that they are the same tells that there was no reply */
	copy->reply.text =
		it->reply.text.p == it->words.p ? copy->words : copy_bytes(a, it->reply.text);
	copy->reply.enhanced = arena_str(a, it->reply.enhanced);
	copy->provider = arena_str(a, it->provider);
	copy->command = arena_str(a, it->command);
	copy->reported = arena_str(a, it->reported);
	copy->recipient = arena_str(a, it->recipient);
	copy->refused_by = arena_str(a, it->refused_by);
	copy->reported_by = arena_str(a, it->reported_by);
	copy->file = arena_str(a, it->file);
	copy->bounced = copy_bounced(a, it->bounced);
	return copy;
}

/* ---- what is kept ---- */

static struct tally *tally_of(struct keep *k, const char *id)
{
	LIST_EACH (struct tally, t, &k->tallies)
		if (t->id == id || strcmp(t->id, id) == 0)
			return t;
	return NULL;
}

static void append(struct keep *k, struct explanation *x)
{
	const char *id = explanation_finding(x)->id;
	struct tally *t;

	list_append(&k->explained, x);
	if (tally_of(k, id) != NULL)
		return;
	t = ARENA_NEW(k->arena, struct tally);
	t->id = arena_str(k->arena, id);
	t->first = x;
	list_append(&k->tallies, t);
}

/* Counted with one that means the same, where there are enough of them. */
static bool only_counted(struct keep *k, const struct explanation *x, bool enough)
{
	struct tally *t = enough ? tally_of(k, explanation_finding(x)->id) : NULL;

	if (t != NULL)
		t->first->more++;
	return t != NULL;
}

static struct explanation *explained_again(struct keep *k, const struct paste_item *it)
{
	struct list items = {0}, all;

	list_append(&items, copy_item(k->arena, it));
	all = explain_items(k->arena, k->knowledge, &items, k->context);
	return (struct explanation *)(void *)all.first;
}

void keep_all(struct keep *k, struct keeping *kept, const struct list *explained)
{
	struct item *next;

	for (struct item *it = explained->first; it != NULL; it = next) {
		struct explanation *x = (struct explanation *)(void *)it;

		next = it->next;
		if (only_counted(k, x, k->explained.n >= GATHERED_MAX))
			continue;
		if (kept->own)
			x = explained_again(k, x->of);
		if (x != NULL)
			append(k, x);
	}
}

void keep_dialogues(struct keep *k, struct keeping *kept, const struct list *explained)
{
	struct item *next;

	for (struct item *it = explained->first; it != NULL; it = next) {
		struct explanation *x = (struct explanation *)(void *)it;

		next = it->next;
		if (only_counted(k, x, k->dialogues >= GATHER_DIALOGUES))
			continue;
		kept->held = true;
		k->dialogues++;
		append(k, x);
	}
}

/* ---- order ---- */

struct weighed {
	struct explanation *x;
	int weight;
	size_t order;
};

static int heavier_first(const void *px, const void *py)
{
	const struct weighed *x = px, *y = py;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

struct list keep_sorted(struct keep *k, struct arena *a, const struct list *logs)
{
	struct weighed *all = mem_alloc((k->explained.n + 1) * sizeof(*all));
	struct explanation *log = (struct explanation *)(void *)logs->first;
	struct list sorted = {0};
	size_t n = 0;

	LIST_EACH (struct explanation, x, &k->explained) {
		all[n] = (struct weighed){x, explanation_weight(k->knowledge, x), n};
		n++;
	}
	qsort(all, n, sizeof(*all), heavier_first);
	for (size_t i = 0; i < n || log != NULL;) {
		bool from_log = log != NULL &&
				(i == n || explanation_weight(k->knowledge, log) >= all[i].weight);
		const struct explanation *x = from_log ? log : all[i++].x;
		struct explanation *copy = ARENA_NEW(a, struct explanation);

		*copy = *x;
		list_append(&sorted, copy);
		if (from_log)
			log = (struct explanation *)(void *)log->item.next;
	}
	free(all);
	return sorted;
}
