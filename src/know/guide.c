#include "know/guide.h"

#include <string.h>

static bool is_for(const struct guide *g, const char *service)
{
	return g->service == NULL || service == NULL ? g->service == service
						     : strcmp(g->service, service) == 0;
}

struct list guides_of(struct arena *a, const struct knowledge *k, const char *service)
{
	struct list guides = {0};

	LIST_EACH (const struct guide, g, guides_all(k))
		if (is_for(g, service)) {
			struct guide_item *it = ARENA_NEW(a, struct guide_item);

			it->guide = g;
			list_append(&guides, it);
		}
	return guides;
}
