#include "know/knowledge.h"

#include "base/memory.h"
#include "know/catalogue.h"
#include "know/guide.h"
#include "know/needs.h"
#include "know/pattern.h"
#include "know/snippet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct knowledge {
	struct arena *arena; /* NULL where nothing was read */
	struct catalogue catalogue;
	struct pattern_cache *patterns;
};

static int read_directory(struct knowledge *k, const char *dir, struct faults *f)
{
	struct list links = {0};
	struct reader r = {.arena = k->arena = arena_new(),
			   .faults = f,
			   .links = &links,
			   .patterns = embedded.patterns};

	if (layer_directory(&k->catalogue.layer, &r, dir) < 0)
		return -1;
	catalogue_add(&k->catalogue, k->arena, &embedded.layer);
	catalogue_finish(&k->catalogue, k->arena);
	catalogue_check_links(&k->catalogue, &links, f);
	k->catalogue.patterns = r.patterns;
	return 0;
}

struct knowledge *knowledge_load(const char *dir, struct list *faults, struct arena *fault_arena)
{
	struct knowledge *k = mem_alloc(sizeof(*k));
	struct faults f = {.list = faults, .arena = fault_arena};
	int error;

	if (dir == NULL) {
		k->catalogue = embedded;
	} else if (read_directory(k, dir, &f) < 0) {
		error = errno;
		k = knowledge_free(k);
		errno = error;
		return NULL;
	}
	k->patterns = pattern_cache_new(k->catalogue.patterns);
	return k;
}

struct knowledge *knowledge_free(struct knowledge *k)
{
	if (k != NULL) {
		pattern_cache_free(k->patterns);
		arena_free(k->arena);
		free(k);
	}
	return NULL;
}

void knowledge_expect_many(const struct knowledge *k)
{
	pattern_cache_expect_many(k->patterns);
}

bool knowledge_match(const struct knowledge *k, const struct regex *x, const char *text, size_t len)
{
	return pattern_match(pattern_cache_get(k->patterns, x->number, x->source), text, len);
}

bool knowledge_find(const struct knowledge *k, const struct regex *x, const char *text, size_t len,
		    size_t at[2])
{
	return pattern_find(pattern_cache_get(k->patterns, x->number, x->source), text, len, at);
}

bool knowledge_match_in(const struct knowledge *k, const struct regex *x, const struct haystack *in)
{
	return needs_met(x->needs, in) && knowledge_match(k, x, in->text, in->len);
}

size_t knowledge_files(const struct knowledge *k)
{
	return k->catalogue.layer.files;
}

bool knowledge_is_embedded(const char *id)
{
	return catalogue_entry(&embedded, id) != NULL;
}

const char *knowledge_date(const struct knowledge *k)
{
	return k->catalogue.date;
}

const struct entry *knowledge_entry(const struct knowledge *k, const char *id)
{
	return catalogue_entry(&k->catalogue, id);
}

const struct list *knowledge_entries(const struct knowledge *k)
{
	return &k->catalogue.layer.entries;
}

const struct list *knowledge_providers(const struct knowledge *k)
{
	return &k->catalogue.layer.providers;
}

const struct list *knowledge_hints(const struct knowledge *k)
{
	return &k->catalogue.layer.hints;
}

const struct list *knowledge_frames(const struct knowledge *k)
{
	return &k->catalogue.layer.frames;
}

const struct list *knowledge_boxes(const struct knowledge *k)
{
	return &k->catalogue.layer.boxes;
}

const struct list *knowledge_settings(const struct knowledge *k)
{
	return &k->catalogue.layer.settings;
}

const struct list *knowledge_snippets(const struct knowledge *k)
{
	return &k->catalogue.layer.snippets;
}

const struct snippet *snippet_find(const struct knowledge *k, const char *id)
{
	LIST_EACH (const struct snippet, s, knowledge_snippets(k))
		if (strcmp(s->id, id) == 0)
			return s;
	return NULL;
}

const struct list *knowledge_clients(const struct knowledge *k)
{
	return &k->catalogue.layer.clients;
}

const struct list *knowledge_policies(const struct knowledge *k)
{
	return &k->catalogue.layer.policies;
}

const struct list *knowledge_mechanisms(const struct knowledge *k)
{
	return &k->catalogue.layer.mechanisms;
}

const struct list *knowledge_labels(const struct knowledge *k)
{
	return &k->catalogue.layer.labels;
}

const struct list *token_services(const struct knowledge *k)
{
	return &k->catalogue.layer.tokens;
}

const struct list *guides_all(const struct knowledge *k)
{
	return &k->catalogue.layer.guides;
}

const struct list *knowledge_logins(const struct knowledge *k)
{
	return &k->catalogue.layer.logins;
}

const struct list *knowledge_ways(const struct knowledge *k)
{
	return &k->catalogue.layer.ways;
}

const struct list *knowledge_networks(const struct knowledge *k)
{
	return &k->catalogue.layer.networks;
}
