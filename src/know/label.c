#include "know/label.h"

/* What a server sends may be as long as it likes. */
enum { NAME_MAX_BYTES = 200 };

const struct label *label_in(const struct knowledge *k, enum label_kind kind, struct bytes text,
			     struct bytes *name)
{
	size_t at[2];

	LIST_EACH (const struct label, l, knowledge_labels(k)) {
		if (l->kind != kind || text.n == 0 ||
		    !knowledge_find(k, l->text, text.p, text.n, at) || at[1] <= at[0] ||
		    at[1] - at[0] > NAME_MAX_BYTES)
			continue;
		*name = (struct bytes){text.p + at[0], at[1] - at[0]};
		return l;
	}
	return NULL;
}
