/* A secret that may have changed on its way here: told where a server refused it, or nobody saw it.
 */
#include "interpret/diagnose.h"
#include "interpret/judged.h"
#include "interpret/wording.h"

#include <string.h>

#define ID "secret-suspicious"

static const struct entry_case *case_of(const struct diagnosis *d, const char *oddity)
{
	const struct entry *e = knowledge_entry(d->know, ID);

	if (e != NULL)
		LIST_EACH (const struct entry_case, c, &e->cases)
			if (strcmp(c->name, oddity) == 0)
				return c;
	return NULL;
}

static bool is_telling(const char *oddity)
{
	int i = name_find(secret_oddity_names, oddity);

	return i >= 0 && i < ODDITY_FACTS;
}

/* They are in the order of what they tell. NULL: it looks as it should. */
static const char *most_telling(const struct secret_facts *f)
{
	LIST_EACH (const struct string_item, it, &f->oddities)
		if (is_telling(it->s))
			return it->s;
	return NULL;
}

/* Where it was judged, or could have been: the first stage auth that ended so. */
static bool find_end(const struct diagnosis *d, enum login_end end, struct place *at)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = session_stage(s, STAGE_AUTH);

		if (st == NULL || login_end(d->record, d->know, st) != end)
			continue;
		at->session = s;
		at->stage = st;
		return true;
	}
	return false;
}

/* What is left of "none": nobody was told it. */
static bool was_tried(const struct diagnosis *d)
{
	struct place at;

	return find_end(d, LOGIN_END_ACCEPTED, &at) || find_end(d, LOGIN_END_UNJUDGED, &at) ||
	       find_end(d, LOGIN_END_OPEN, &at);
}

/* ---- evidence ---- */

static void show_measure(const struct place *at, struct finding *f, const struct secret_facts *s)
{
	static const struct {
		const char *from, *words;
	} sources[] = {{"file", "from a file"},		  {"fd", "from a descriptor"},
		       {"env", "from a variable"},	  {"command", "from a command"},
		       {"netrc", "from a netrc file"},	  {"keyring", "from the keyring"},
		       {"prompt", "typed or pasted here"}};
	const char *from = "";

	for (size_t i = 0; s->from != NULL && i < sizeof(sources) / sizeof(sources[0]); i++)
		if (strcmp(s->from, sources[i].from) == 0)
			from = sources[i].words;
	if (s->characters > 0)
		show(at, f, "note", "the %s, %s: %d bytes, %d characters", at->why, from, s->bytes,
		     s->characters);
	else
		show(at, f, "note", "the %s, %s: %d bytes that are no UTF-8", at->why, from,
		     s->bytes);
}

static void show_others(const struct place *at, struct finding *f, const struct secret_facts *s,
			const char *told)
{
	const struct wording w = {.record = at->d->record, .why = at->why};

	LIST_EACH (const struct string_item, it, &s->oddities) {
		const struct entry_case *c = case_of(at->d, it->s);

		if (c != NULL && c->title != NULL && strcmp(it->s, told) != 0)
			show(at, f, "note", "also: %s", wording_fill(at->d->arena, &w, c->title));
	}
}

/* ---- all together ---- */

/* What mends the secret comes before what may mend a refusal whose reason nobody knows. */
static void lead_fixes(const struct place *at, const struct finding *odd)
{
	struct finding *refusal = at->session == NULL ? NULL : cause_of(at->d, at->session);
	const struct string_item *first = (const void *)odd->fixes.first;
	struct list fixes = {0};

	if (refusal == NULL || refusal == odd || first == NULL)
		return;
	list_add_string(&fixes, at->d->arena, first->s);
	LIST_EACH (const struct string_item, it, &refusal->fixes)
		list_add_string(&fixes, at->d->arena, it->s);
	refusal->fixes = fixes;
	show(at, refusal, "note", "%s", odd->title);
}

static void tell(struct place *at, const struct secret_facts *s, const char *oddity)
{
	struct finding *f = found_case(at, ID, oddity, ONCE);

	if (at->session == NULL || f->certainty == CERTAINTY_POSSIBLE)
		f->severity = SEVERITY_NOTICE;
	else
		lead_fixes(at, f);
	show_measure(at, f, s);
	show_others(at, f, s, oddity);
}

/* The finding of the token itself says the same. */
static bool is_told_of_token(const struct diagnosis *d, const char *oddity)
{
	static const char *const same[] = {"json", "bearer-prefix", "jwt-cut"};
	bool is_same = false;

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		is_same |= strcmp(oddity, same[i]) == 0;
	LIST_EACH (const struct finding, f, &d->out->findings)
		if (is_same && strcmp(f->id, "oauth-token-malformed") == 0)
			return true;
	return false;
}

void diagnose_secret(struct diagnosis *d)
{
	const struct secret_facts *s = d->record->secret;
	const char *oddity = s == NULL ? NULL : most_telling(s);
	const struct entry_case *c = oddity == NULL ? NULL : case_of(d, oddity);
	struct place at = {.d = d, .why = s == NULL || s->kind == NULL ? "secret" : s->kind};

	if (oddity == NULL || is_told_of_token(d, oddity))
		return;
	if (find_end(d, LOGIN_END_REFUSED, &at))
		tell(&at, s, oddity);
	else if (!was_tried(d) && c != NULL && c->certainty > CERTAINTY_POSSIBLE)
		tell(&at, s, oddity);
}
