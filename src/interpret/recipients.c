#include "interpret/recipients.h"

#include <string.h>

static bool refused(const struct reply *r)
{
	return r->code >= 400;
}

/* Servers put the recipient into the words that they have for all. */
static bool same_words(const struct recipient *a, const struct recipient *b)
{
	struct bytes x = a->reply.text, y = b->reply.text;
	size_t i = 0, j = 0, n = strlen(a->address), m = strlen(b->address);

	if (a->reply.code != b->reply.code)
		return false;
	while (i < x.n && j < y.n) {
		if (x.n - i >= n && y.n - j >= m && memcmp(x.p + i, a->address, n) == 0 &&
		    memcmp(y.p + j, b->address, m) == 0) {
			i += n;
			j += m;
		} else if (x.p[i++] != y.p[j++]) {
			return false;
		}
	}
	return i == x.n && j == y.n;
}

static enum recipients both_refused(const struct recipient *a, const struct recipient *b)
{
	return same_words(a, b) ? RECIPIENTS_ALIKE : RECIPIENTS_APART;
}

enum recipients recipients_tell(const struct record *r, const struct session *s,
				const struct envelope_facts *f)
{
	const struct recipient *own = NULL, *foreign = NULL, *last = NULL;

	LIST_EACH (const struct recipient, to, &f->recipients) {
		if (to->reply.code == 0)
			continue;
		if (last != NULL && refused(&last->reply) && refused(&to->reply))
			return both_refused(last, to);
		last = to;
		if (mailbox_is_own(r, s, to->address))
			own = to;
		else
			foreign = to;
	}
	if (own == NULL || foreign == NULL || refused(&own->reply) == refused(&foreign->reply))
		return RECIPIENTS_UNTOLD;
	return refused(&own->reply) ? RECIPIENTS_OWN_NO : RECIPIENTS_FOREIGN_NO;
}
