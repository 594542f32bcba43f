#include "know/catalogue.h"

#include "know/provider.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define BEGINS_WITH_ID(type)                                                                       \
	_Static_assert(offsetof(struct type, id) == offsetof(struct identified, id), #type)
BEGINS_WITH_ID(entry);
BEGINS_WITH_ID(provider);
BEGINS_WITH_ID(network);
BEGINS_WITH_ID(hint);
BEGINS_WITH_ID(frame);
BEGINS_WITH_ID(box);
BEGINS_WITH_ID(setting);
BEGINS_WITH_ID(snippet);
BEGINS_WITH_ID(tls_client);
BEGINS_WITH_ID(tls_policy);
BEGINS_WITH_ID(mechanism);
BEGINS_WITH_ID(login_client);
BEGINS_WITH_ID(way);
BEGINS_WITH_ID(label);
BEGINS_WITH_ID(token_service);
BEGINS_WITH_ID(guide);

static const struct identified *find(const struct list *l, const char *id)
{
	LIST_EACH (const struct identified, e, l)
		if (strcmp(e->id, id) == 0)
			return e;
	return NULL;
}

/* A copy: elements are linked anew, and what is embedded must not change. What they point to is
 * shared. */
static void add_copy(struct list *l, struct arena *a, const void *element, size_t size)
{
	void *copy = arena_alloc(a, size);

	memcpy(copy, element, size);
	list_append(l, copy);
}

/* Elements of `size` bytes: what only `above` has, then all of `below` with those of the same id in
 * their places. */
static struct list laid_over(struct arena *a, const struct list *above, const struct list *below,
			     size_t size)
{
	struct list all = {0};

	LIST_EACH (const struct identified, e, above)
		if (find(below, e->id) == NULL)
			add_copy(&all, a, e, size);
	LIST_EACH (const struct identified, e, below) {
		const struct identified *other = find(above, e->id);

		add_copy(&all, a, other != NULL ? other : e, size);
	}
	return all;
}

void catalogue_add(struct catalogue *c, struct arena *a, const struct layer *below)
{
	struct layer *l = &c->layer;

	l->entries = laid_over(a, &l->entries, &below->entries, sizeof(struct entry));
	l->providers = laid_over(a, &l->providers, &below->providers, sizeof(struct provider));
	l->networks = laid_over(a, &l->networks, &below->networks, sizeof(struct network));
	l->hints = laid_over(a, &l->hints, &below->hints, sizeof(struct hint));
	l->frames = laid_over(a, &l->frames, &below->frames, sizeof(struct frame));
	l->boxes = laid_over(a, &l->boxes, &below->boxes, sizeof(struct box));
	l->settings = laid_over(a, &l->settings, &below->settings, sizeof(struct setting));
	l->snippets = laid_over(a, &l->snippets, &below->snippets, sizeof(struct snippet));
	l->clients = laid_over(a, &l->clients, &below->clients, sizeof(struct tls_client));
	l->policies = laid_over(a, &l->policies, &below->policies, sizeof(struct tls_policy));
	l->mechanisms = laid_over(a, &l->mechanisms, &below->mechanisms, sizeof(struct mechanism));
	l->labels = laid_over(a, &l->labels, &below->labels, sizeof(struct label));
	l->logins = laid_over(a, &l->logins, &below->logins, sizeof(struct login_client));
	l->ways = laid_over(a, &l->ways, &below->ways, sizeof(struct way));
	l->tokens = laid_over(a, &l->tokens, &below->tokens, sizeof(struct token_service));
	l->guides = laid_over(a, &l->guides, &below->guides, sizeof(struct guide));
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
		if (link->kind == LINK_MECHANISM && layer_mechanism(&c->layer, link->id) == NULL)
			fault_add(f, link->line, link->column, "no mechanism has the name \"%s\"",
				  link->id);
		if (link->kind == LINK_WAY && layer_way(&c->layer, link->id) == NULL)
			fault_add(f, link->line, link->column, "no way has the id \"%s\"",
				  link->id);
		if (link->kind == LINK_TOKEN_SERVICE &&
		    layer_token_service(&c->layer, link->id) == NULL)
			fault_add(f, link->line, link->column, "no token service has the id \"%s\"",
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
