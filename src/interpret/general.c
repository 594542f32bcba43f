#include "interpret/general.h"

#include "interpret/cases.h"
#include "interpret/match.h"

#include <ctype.h>
#include <string.h>

/* Figures of one session say nothing of many. */
static bool has_figures(const char *title)
{
	static const char *const figures[] = {"{seconds}", "{not_after}", "{not_before}"};

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		if (strstr(title, figures[i]) != NULL)
			return true;
	return false;
}

/* Up to what is added behind a comma or in brackets and is little more than a gap: ", on
 * {not_after}", " ({why})". */
static const char *without_aside(struct arena *a, const char *title)
{
	const char *comma = strrchr(title, ','), *bracket = strstr(title, " (");
	const char *at = comma > bracket ? comma : bracket;
	size_t blanks = 0;

	if (at == NULL || (!text_has_suffix(at, "}") && !text_has_suffix(at, "})")))
		return title;
	for (const char *p = at + 1; *p != '\0'; p++)
		blanks += *p == ' ';
	if (blanks > 2) /* a clause of its own */
		return title;
	return arena_copy(a, title, (size_t)(at - title));
}

/* What was found to say of a program's words knows no figures. */
static const char *title_of(struct arena *a, const struct entry *e)
{
	const char *title = without_aside(a, e->title);

	return has_figures(title) && e->client.title != NULL ? e->client.title : title;
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

	if (e == NULL)
		return NULL;
	f = ARENA_NEW(a, struct finding);
	f->id = e->id;
	f->severity = e->severity;
	f->certainty = e->certainty;
	f->owner = e->owner;
	f->stage = -1;
	f->port = port;
	f->title = wording_fill(a, &w, title_of(a, e));
	f->meaning = wording_fill(a, &w, e->meaning);
	f->causes = wording_fill_all(a, &w, &e->causes);
	f->fixes = wording_fill_all(a, &w, &e->fixes);
	if (of_case != NULL)
		finding_take_case(a, f, e, of_case, &w);
	f->title = as_sentence(a, f->title);
	return f;
}
