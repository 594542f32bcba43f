#include "know/hint.h"

#include <string.h>

const struct hint *hint_in(const struct knowledge *k, struct bytes text)
{
	const struct hint *best = NULL;
	size_t longest = 0;

	LIST_EACH (const struct hint, h, knowledge_hints(k))
		LIST_EACH (const struct string_item, it, &h->words)
			if (strlen(it->s) > longest && bytes_has(text, it->s)) {
				longest = strlen(it->s);
				best = h;
			}
	return best;
}
