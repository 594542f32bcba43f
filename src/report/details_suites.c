/* The cipher suites that were found, each version in a row: nobody reads one section per session.
 */
#include "report/details.h"

#include "interpret/suites.h"
#include "record/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 15 };

static const char *const order_words[] = {
	[ORDER_UNKNOWN] = "not known whose it is",
	[ORDER_SERVER] = "the server's",
	[ORDER_CLIENT] = "the client's",
};

static void version(const struct page *p, const struct suites *s)
{
	const char *why = s->note != NULL ? note_in_words(s->note) : "no answer";

	page_labelled(p, LABEL, s->version, BODY,
		      s->names.n > 0 ? page_joined(p, &s->names) : "none found");
	if (s->names.n > 1)
		page_labelled(p, LABEL, "order", BODY, order_words[s->order]);
	if (!s->complete)
		page_labelled(p, LABEL, "others", BODY,
			      arena_printf(p->arena, "not tested: %s", why));
	if (s->compression != NULL)
		page_labelled(p, LABEL, "compression", BODY, s->compression);
}

void details_suites(const struct page *p, const struct record *r)
{
	struct list all = suites_accepted(p->arena, r);
	const struct session *at = NULL;

	LIST_EACH (const struct suites, s, &all) {
		if (at == NULL || !same_endpoint(at, s->session)) {
			at = s->session;
			page_section(p, arena_printf(p->arena, "Cipher suites of %s port %d",
						     at->address, at->port));
		}
		version(p, s);
	}
}
