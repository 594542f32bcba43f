#include "know/knowledge.h"

#include "base/memory.h"
#include "know/layer.h"
#include "know/pattern.h"
#include "know/provider.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct knowledge {
	struct arena *arena;
	struct list entries, providers;
	struct list patterns;	    /* of struct pattern_item */
	const struct entry **by_id; /* the first `indexed` entries, sorted by id */
	size_t indexed;
	const char *date;
};

/* What a layer holds goes behind what is there already, save what has an id that is indexed: a
 * directory is merged first, so that it replaces what is embedded and wins where two entries fit
 * equally well. */
static void merge(struct knowledge *k, struct layer *l)
{
	struct item *next;

	for (struct item *it = l->entries.first; it != NULL; it = next) {
		next = it->next;
		if (knowledge_entry(k, ((struct entry *)(void *)it)->id) == NULL)
			list_append(&k->entries, it);
	}
	for (struct item *it = l->providers.first; it != NULL; it = next) {
		next = it->next;
		if (provider_by_id(k, ((struct provider *)(void *)it)->id) == NULL)
			list_append(&k->providers, it);
	}
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct entry *const *)a)->id, (*(const struct entry *const *)b)->id);
}

static void index_entries(struct knowledge *k)
{
	size_t i = 0;

	k->by_id = arena_alloc(k->arena, k->entries.n * sizeof(*k->by_id));
	LIST_EACH (struct entry, e, &k->entries)
		k->by_id[i++] = e;
	k->indexed = i;
	qsort(k->by_id, i, sizeof(*k->by_id), by_id);
}

static void check_links(const struct knowledge *k, const struct list *links, struct faults *f)
{
	LIST_EACH (struct link, link, links) {
		f->file = link->file;
		if (link->kind == LINK_ENTRY && knowledge_entry(k, link->id) == NULL)
			fault_add(f, link->line, link->column, "no entry has the id \"%s\"",
				  link->id);
		if (link->kind == LINK_PROVIDER && provider_by_id(k, link->id) == NULL)
			fault_add(f, link->line, link->column, "no profile has the id \"%s\"",
				  link->id);
	}
}

static void find_date(struct knowledge *k)
{
	k->date = "";
	LIST_EACH (struct entry, e, &k->entries)
		LIST_EACH (struct reference, ref, &e->references)
			if (strcmp(ref->as_of, k->date) > 0)
				k->date = ref->as_of;
}

static struct knowledge *unread(struct knowledge *k)
{
	int why = errno;

	k = knowledge_free(k);
	errno = why;
	return k;
}

struct knowledge *knowledge_load(const char *dir, struct list *faults, struct arena *fault_arena)
{
	struct knowledge *k = mem_alloc(sizeof(*k));
	struct faults f = {.list = faults, .arena = fault_arena};
	struct list links = {0};
	struct layer own = {0}, theirs = {0};
	struct reader r = {.faults = &f, .patterns = &k->patterns, .links = &links};

	r.arena = k->arena = arena_new();
	if (dir != NULL && layer_directory(&theirs, &r, dir) < 0)
		return unread(k);
	layer_embedded(&own, &r);
	merge(k, &theirs);
	index_entries(k);
	merge(k, &own);
	index_entries(k);
	check_links(k, &links, &f);
	find_date(k);
	return k;
}

struct knowledge *knowledge_free(struct knowledge *k)
{
	if (k != NULL) {
		LIST_EACH (struct pattern_item, it, &k->patterns)
			pattern_free(it->pattern);
		arena_free(k->arena);
		free(k);
	}
	return NULL;
}

const char *knowledge_date(const struct knowledge *k)
{
	return k->date;
}

const struct entry *knowledge_entry(const struct knowledge *k, const char *id)
{
	const struct entry wanted = {.id = id}, *key = &wanted, **found;

	if (k->by_id == NULL)
		return NULL;
	found = bsearch(&key, k->by_id, k->indexed, sizeof(*k->by_id), by_id);
	return found == NULL ? NULL : *found;
}

const struct list *knowledge_entries(const struct knowledge *k)
{
	return &k->entries;
}

const struct list *knowledge_providers(const struct knowledge *k)
{
	return &k->providers;
}
