#include "know/box.h"

#include <string.h>

/* Who speaks shows in the first words. */
enum { GREETING_MAX = 512 };

const struct box *box_of_issuer(const struct knowledge *k, const char *issuer)
{
	LIST_EACH (const struct box, b, knowledge_boxes(k))
		if (b->issuer != NULL && knowledge_match(k, b->issuer, issuer, strlen(issuer)))
			return b;
	return NULL;
}

const struct box *box_of_greeting(const struct knowledge *k, struct bytes first)
{
	size_t n = first.n < GREETING_MAX ? first.n : GREETING_MAX;

	LIST_EACH (const struct box, b, knowledge_boxes(k))
		if (n > 0 && b->greeting != NULL && knowledge_match(k, b->greeting, first.p, n))
			return b;
	return NULL;
}

bool box_inspects(const struct box *b)
{
	return b->kind == BOX_ANTIVIRUS || b->kind == BOX_GATEWAY;
}
