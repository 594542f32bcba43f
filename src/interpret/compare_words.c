#include "interpret/compare_parts.h"

/* ---- places ---- */

static const char *whose(const struct compared_place *p)
{
	return p->address != NULL ? p->address : p->host;
}

const char *compare_place_words(struct arena *a, const struct compared_place *p)
{
	return whose(p) == NULL ? arena_printf(a, "port %d", p->port)
				: arena_printf(a, "port %d of %s", p->port, whose(p));
}

static const struct compared_place *first_of(const struct list *places)
{
	return (const void *)places->first;
}

static bool one_owner(const struct list *places)
{
	LIST_EACH (const struct compared_place, p, places)
		if (!text_same(whose(p), whose(first_of(places))))
			return false;
	return true;
}

static bool one_port(const struct list *places)
{
	LIST_EACH (const struct compared_place, p, places)
		if (p->port != first_of(places)->port)
			return false;
	return true;
}

/* "one, two and three" of the `n`th of `count`. */
static const char *between(size_t n, size_t count)
{
	return n == 0 ? "" : n + 1 == count ? " and " : ", ";
}

static const char *ports_of_one(struct arena *a, const struct list *places)
{
	const struct compared_place *first = first_of(places);
	const char *ports = "";
	size_t n = 0;

	LIST_EACH (const struct compared_place, p, places) {
		ports = arena_printf(a, "%s%s%d", ports, between(n, places->n), p->port);
		n++;
	}
	return whose(first) == NULL ? arena_printf(a, "ports %s", ports)
				    : arena_printf(a, "ports %s of %s", ports, whose(first));
}

static const char *port_of_some(struct arena *a, const struct list *places)
{
	const char *owners = "";
	size_t n = 0;

	LIST_EACH (const struct compared_place, p, places) {
		const char *owner = whose(p) == NULL ? "other addresses" : whose(p);

		owners = arena_printf(a, "%s%s%s", owners, between(n, places->n), owner);
		n++;
	}
	return arena_printf(a, "port %d of %s", first_of(places)->port, owners);
}

const char *compare_places_words(struct arena *a, const struct list *places)
{
	enum { NAMED = 4 };

	if (places->n == 0)
		return "";
	if (places->n == 1)
		return compare_place_words(a, first_of(places));
	if (places->n <= NAMED && one_owner(places))
		return ports_of_one(a, places);
	if (places->n <= NAMED && one_port(places))
		return port_of_some(a, places);
	return arena_printf(a, "%s and %zu more endpoints",
			    compare_place_words(a, first_of(places)), places->n - 1);
}

bool compare_same_place(const struct compared_place *a, const struct compared_place *b)
{
	return a->port == b->port && a->mode == b->mode && text_same(a->host, b->host) &&
	       text_same(a->address, b->address);
}

const char *compare_outcome_words(const struct comparing *c, const struct compared_place *p,
				  size_t record)
{
	LIST_EACH (const struct endpoint_row, row, &c->out->endpoints)
		if (compare_same_place(&row->place, p))
			return row->outcomes[record].words;
	return NULL;
}

/* ---- values ---- */

const char *seen_words(const struct seen_value *v)
{
	static const char *const words[] = {[SEEN_NOTHING] = "not seen", [SEEN_ABSENT] = "none"};

	return v->seen == SEEN_VALUE ? v->text : words[v->seen];
}
