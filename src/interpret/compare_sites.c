/* One sentence for who is blocked where */
#include "interpret/compare_parts.h"

#include <string.h>

/* Sites that say the same of one difference. */
struct camp {
	size_t n;
	const char *text;  /* what they say */
	const char *names; /* "oslo and rome", "oslo, rome and 3 more" */
	bool good;
};

struct camps {
	struct camp *v;
	size_t n;
	size_t sites; /* that were looked at */
};

static const char *name_list(const struct comparing *c, const struct difference *d, int alike)
{
	enum { NAMED = 4 };
	const char *last = NULL, *all = "";
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		if (d->values[i].alike != alike)
			continue;
		if (n > 0 && n < NAMED)
			all = arena_printf(c->arena, "%s%s%s", all, n > 1 ? ", " : "", last);
		last = c->records[i].label;
		n++;
	}
	if (n > NAMED)
		return arena_printf(c->arena, "%s and %zu more", all, n - NAMED + 1);
	return n == 1 ? last : arena_printf(c->arena, "%s and %s", all, last);
}

static bool works(const char *text)
{
	return strcmp(text, "open") == 0 || strcmp(text, "works") == 0 ||
	       strcmp(text, "taken") == 0;
}

/* Of a connection also where it ends. */
static const char *text_of(const struct comparing *c, const struct difference *d, size_t site)
{
	const struct compared_place *p = (const void *)d->places.first;
	const char *words = NULL;

	if (d->kind == DIFFERS_REACH)
		words = compare_outcome_words(c, p, site);
	return words != NULL && !works(seen_words(&d->values[site])) ? words
								     : seen_words(&d->values[site]);
}

static struct camps camps_of(const struct comparing *c, const struct difference *d)
{
	struct camps all = {.v = arena_alloc(c->arena, c->n * sizeof(all.v[0]))};

	for (size_t i = 0; i < c->n; i++) {
		const struct seen_value *v = &d->values[i];

		if (v->alike < 0)
			continue;
		all.sites++;
		if ((size_t)v->alike >= all.n)
			all.v[all.n++] = (struct camp){.text = text_of(c, d, i),
						       .names = name_list(c, d, v->alike),
						       .good = works(seen_words(v))};
		all.v[v->alike].n++;
	}
	return all;
}

static const struct camp *good_camp(const struct camps *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].good)
			return &all->v[i];
	return NULL;
}

/* ---- words ---- */

static const char *subject_of(const struct comparing *c, const struct difference *d)
{
	const char *where = compare_places_words(c->arena, &d->places);

	if (compare_kind(d->kind)->outcome && *where != '\0')
		return where;
	return *where == '\0' ? d->what : arena_printf(c->arena, "%s of %s", d->what, where);
}

/* "berlin: silent; rome: refused" */
static const char *camp_list(const struct comparing *c, const struct camps *all, bool bad_only)
{
	const char *text = "";

	for (size_t i = 0; i < all->n; i++) {
		if (bad_only && all->v[i].good)
			continue;
		text = arena_printf(c->arena, "%s%s%s: %s", text, *text == '\0' ? "" : "; ",
				    all->v[i].names, all->v[i].text);
	}
	return text;
}

static const char *verb_of(const struct difference *d)
{
	return d->kind == DIFFERS_REACH	    ? "reach"
	       : d->kind == DIFFERS_SERVICE ? "get through on"
	       : d->kind == DIFFERS_LOGIN   ? "succeed with the"
					    : "get a yes in";
}

/* "3 of 4 sites reach port 587 of 192.0.2.1; only berlin does not: silent" */
static const char *who_is_blocked(const struct comparing *c, const struct difference *d,
				  const struct camps *all, const struct camp *good)
{
	bool two = all->n == 2;
	const struct camp *bad = &all->v[good == &all->v[0] ? 1 : 0];
	const char *head = arena_printf(c->arena, "%zu of %zu sites %s %s", good->n, all->sites,
					verb_of(d), subject_of(c, d));

	if (good->n == 1)
		head = arena_printf(c->arena, "Only %s of %zu sites can %s %s", good->names,
				    all->sites, verb_of(d), subject_of(c, d));
	if (two)
		return arena_printf(c->arena, "%s; %s%s %s not: %s", head,
				    bad->n == 1 && all->sites > 2 ? "only " : "", bad->names,
				    bad->n == 1 ? "does" : "do", bad->text);
	return arena_printf(c->arena, "%s; %s", head, camp_list(c, all, true));
}

static const char *what_differs(const struct comparing *c, const struct difference *d)
{
	const struct camps all = camps_of(c, d);
	const struct camp *good = good_camp(&all);

	if (compare_kind(d->kind)->outcome && good != NULL)
		return who_is_blocked(c, d, &all, good);
	return arena_printf(c->arena, "What differs is the %s: %s", subject_of(c, d),
			    camp_list(c, &all, false));
}

/* Outcomes first: that is what people ask. */
static const struct difference *lead_of(const struct comparing *c)
{
	const struct difference *first = NULL;

	LIST_EACH (const struct difference, d, &c->out->differences) {
		if (d->weight >= WEIGHT_SLIGHT)
			continue;
		if (compare_kind(d->kind)->outcome)
			return d;
		if (first == NULL)
			first = d;
	}
	return first;
}

const char *compare_sites_sentence(struct comparing *c)
{
	const struct difference *lead = lead_of(c);

	if (lead == NULL && c->n == 2)
		return "Both sites see the same.";
	if (lead == NULL)
		return arena_printf(c->arena, "All %zu sites see the same.", c->n);
	return arena_printf(c->arena, "%s.", what_differs(c, lead));
}
