/* Rule 1 of the replies' reference: texts are compared without what differs from one session to
 * the next. */
#include "interpret/match.h"

#include "know/needs.h"
#include "know/provider.h"

#include <string.h>

enum { NORMALISED_MAX = 4096 }; /* no diagnosis stands further back in a reply */

/* Lines joined; a NUL would end the text for those who print it. */
static char *squeezed(struct arena *a, struct bytes b)
{
	size_t n = b.p == NULL ? 0 : b.n < NORMALISED_MAX ? b.n : NORMALISED_MAX;
	char *out = arena_copy(a, b.p, n);

	text_squeeze(out, n);
	return out;
}

static void cut(char *from, const char *to)
{
	memmove(from, to, strlen(to) + 1);
}

/* From where it was found on: what stands before it has been looked at. */
static void cut_all(const struct knowledge *k, const struct regex *x, char *s)
{
	size_t at[2];

	while (knowledge_find(k, x, s, strlen(s), at) && at[0] < at[1]) {
		cut(s + at[0], s + at[1]);
		s += at[0];
	}
}

/* What servers add to their replies and never say twice: the profiles know it. */
static void cut_suffixes(const struct knowledge *k, char *s)
{
	struct haystack in;

	haystack_make(&in, s, strlen(s));
	LIST_EACH (const struct provider, p, knowledge_providers(k))
		if (p->suffix != NULL && needs_met(p->suffix->needs, &in))
			cut_all(k, p->suffix, s);
}

char *match_normalise(struct arena *a, const struct knowledge *k, const struct reply *r)
{
	char *s = squeezed(a, r->text);

	cut_suffixes(k, s);
	return s;
}
