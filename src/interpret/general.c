#include "interpret/general.h"

#include "interpret/cases.h"
#include "interpret/match.h"

#include <ctype.h>

/* A title that was made for a program's words speaks of no address: it fits them all. One with a
 * port that is known tells more. */
static struct client words_of(const struct entry *e, int port)
{
	struct client c = match_words(e, true);

	if (port == 0 && e->client.title != NULL)
		c.title = e->client.title;
	return c;
}

/* "the server's address refuses": a gap at its beginning makes a sentence of it all the same. */
static const char *as_sentence(struct arena *a, const char *title)
{
	char *s = arena_str(a, title);

	*s = (char)toupper((unsigned char)*s);
	return s;
}

struct finding *finding_in_general(struct arena *a, const struct knowledge *k, const char *id,
				   const char *of_case, int port)
{
	static const struct record nobody;
	const struct wording w = {.record = &nobody, .know = k, .port = port};
	const struct entry *e = knowledge_entry(k, id);
	struct finding *f;
	struct client said;

	if (e == NULL)
		return NULL;
	said = words_of(e, port);
	f = ARENA_NEW(a, struct finding);
	f->id = e->id;
	f->severity = e->severity;
	f->certainty = e->certainty;
	f->owner = e->owner;
	f->stage = -1;
	f->port = port;
	f->title = wording_fill(a, &w, said.title);
	f->meaning = wording_fill(a, &w, said.meaning);
	f->causes = wording_fill_all(a, &w, &said.causes);
	f->fixes = wording_fill_all(a, &w, &said.fixes);
	if (of_case != NULL)
		finding_take_case(a, f, e, of_case, &w);
	f->title = as_sentence(a, f->title);
	return f;
}
