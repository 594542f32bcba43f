#include "know/catalogue.h"

#include "know/provider.h"

#include <stdlib.h>
#include <string.h>

/* Copies of the elements themselves: they are linked anew, and what is embedded must not change.
 * What they point to is shared. */
void catalogue_add(struct catalogue *c, struct arena *a, const struct layer *below)
{
	LIST_EACH (const struct entry, e, &below->entries)
		if (layer_entry(&c->layer, e->id) == NULL) {
			struct entry *copy = ARENA_NEW(a, struct entry);

			*copy = *e;
			list_append(&c->layer.entries, copy);
		}
	LIST_EACH (const struct provider, p, &below->providers)
		if (layer_provider(&c->layer, p->id) == NULL) {
			struct provider *copy = ARENA_NEW(a, struct provider);

			*copy = *p;
			list_append(&c->layer.providers, copy);
		}
	LIST_EACH (const struct network, net, &below->networks)
		if (layer_network(&c->layer, net->id) == NULL) {
			struct network *copy = ARENA_NEW(a, struct network);

			*copy = *net;
			list_append(&c->layer.networks, copy);
		}
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct entry *const *)a)->id, (*(const struct entry *const *)b)->id);
}

static const struct entry **sorted(struct arena *a, const struct list *entries)
{
	const struct entry **index = arena_alloc(a, entries->n * sizeof(const struct entry *));
	size_t i = 0;

	LIST_EACH (const struct entry, e, entries)
		index[i++] = e;
	qsort(index, i, sizeof(const struct entry *), by_id);
	return index;
}

static const char *newest_date(const struct list *entries)
{
	const char *date = "";

	LIST_EACH (const struct entry, e, entries)
		LIST_EACH (const struct reference, ref, &e->references)
			if (strcmp(ref->as_of, date) > 0)
				date = ref->as_of;
	return date;
}

void catalogue_finish(struct catalogue *c, struct arena *a)
{
	c->by_id = sorted(a, &c->layer.entries);
	c->date = newest_date(&c->layer.entries);
}

void catalogue_check_links(const struct catalogue *c, const struct list *links, struct faults *f)
{
	LIST_EACH (const struct link, link, links) {
		f->file = link->file;
		if (link->kind == LINK_ENTRY && layer_entry(&c->layer, link->id) == NULL)
			fault_add(f, link->line, link->column, "no entry has the id \"%s\"",
				  link->id);
		if (link->kind == LINK_PROVIDER && layer_provider(&c->layer, link->id) == NULL)
			fault_add(f, link->line, link->column, "no profile has the id \"%s\"",
				  link->id);
	}
}

const struct entry *catalogue_entry(const struct catalogue *c, const char *id)
{
	const struct entry wanted = {.id = id}, *key = &wanted;
	const struct entry *const *found =
		bsearch(&key, c->by_id, c->layer.entries.n, sizeof(const struct entry *), by_id);

	return found == NULL ? NULL : *found;
}
