/* Sights of one kind, name and place, side by side: a difference or none */
#include "interpret/compare_parts.h"

#include <stdlib.h>
#include <string.h>

/* Of one record: a run of sights, in the order of their values. */
struct told {
	const struct sight *const *v;
	size_t n;
};

/* Sights of all records that are about the same. */
struct subject {
	struct comparing *c;
	const struct kind *kind;
	struct place *place;
	const struct sight *first;
	struct told *by_record;
};

/* ---- order ---- */

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static size_t place_number(const struct sight *s)
{
	return s->place == NULL ? 0 : s->place->index + 1;
}

static int by_subject(const struct sight *a, const struct sight *b)
{
	if (place_number(a) != place_number(b))
		return place_number(a) < place_number(b) ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return compare_texts(a->name, b->name);
}

static int by_record(const void *left, const void *right)
{
	const struct sight *a = *(const struct sight *const *)left;
	const struct sight *b = *(const struct sight *const *)right;
	int order = by_subject(a, b);

	if (order != 0)
		return order;
	if (a->record != b->record)
		return a->record < b->record ? -1 : 1;
	order = strcmp(a->value, b->value);
	return order != 0 ? order : strcmp(a->text, b->text);
}

static const struct sight **sorted(const struct comparing *c)
{
	const struct sight **all = arena_alloc(c->arena, (c->sights.n + 1) * sizeof(all[0]));
	size_t n = 0;

	LIST_EACH (const struct sight, s, &c->sights)
		all[n++] = s;
	qsort(all, n, sizeof(all[0]), by_record);
	return all;
}

/* ---- what one record says ---- */

static enum seen seen_of(const struct subject *s, size_t record)
{
	if (s->by_record[record].n > 0)
		return SEEN_VALUE;
	if (!s->kind->absence)
		return SEEN_NOTHING;
	if (s->place == NULL || s->kind->stage < 0)
		return SEEN_ABSENT;
	return (s->place->seen[record] & (1u << s->kind->stage)) != 0 ? SEEN_ABSENT : SEEN_NOTHING;
}

/* "one; two", each once; of many the first. */
static const char *text_of(struct arena *a, const struct told *t)
{
	enum { MOST = 4 };
	const char *text = t->v[0]->text;
	size_t n = 1;

	for (size_t i = 1; i < t->n && n <= MOST; i++) {
		if (strcmp(t->v[i]->value, t->v[i - 1]->value) == 0)
			continue;
		text = arena_printf(a, "%s; %s", text, n < MOST ? t->v[i]->text : "...");
		n++;
	}
	return text;
}

/* ---- are two alike? ---- */

static bool holds(const struct told *t, const char *value)
{
	size_t from = 0, to = t->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(t->v[middle]->value, value);

		if (order == 0)
			return true;
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

static bool all_in(const struct told *a, const struct told *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!holds(b, a->v[i]->value))
			return false;
	return true;
}

static bool any_in(const struct told *a, const struct told *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (holds(b, a->v[i]->value))
			return true;
	return false;
}

static double longest(const struct told *t)
{
	double ms = 0;

	for (size_t i = 0; i < t->n; i++)
		ms = t->v[i]->ms > ms ? t->v[i]->ms : ms;
	return ms;
}

/* Networks and servers are three times as slow for no reason, and nobody minds half a second. */
static bool same_time(const struct told *a, const struct told *b)
{
	const double factor = 3, floor_ms = 1000;
	double x = longest(a), y = longest(b);

	return x > y ? x < factor * y || x - y < floor_ms : y < factor * x || y - x < floor_ms;
}

/* Of an endpoint with several addresses, or of a machine with several ways out, not all need to
 * have been met each time. */
static bool is_same(const struct subject *s, size_t one, size_t other)
{
	const struct told *a = &s->by_record[one], *b = &s->by_record[other];
	bool many = s->kind->overlap && (s->place == NULL || s->place->shown.address == NULL);

	if (s->first->kind == DIFFERS_TIME)
		return same_time(a, b);
	if ((a->n == 0) != (b->n == 0))
		return false;
	if (many && a->n > 0)
		return any_in(a, b);
	return all_in(a, b) && all_in(b, a);
}

/* ---- the difference ---- */

/* Numbers those that are alike; how many kinds there are. */
static int number(const struct subject *s, struct seen_value *values)
{
	int kinds = 0;

	for (size_t i = 0; i < s->c->n; i++) {
		values[i].seen = seen_of(s, i);
		values[i].alike = -1;
		for (size_t k = 0; k < i && values[i].alike < 0; k++)
			if (values[k].alike >= 0 && values[i].seen != SEEN_NOTHING &&
			    is_same(s, k, i))
				values[i].alike = values[k].alike;
		if (values[i].alike < 0 && values[i].seen != SEEN_NOTHING)
			values[i].alike = kinds++;
	}
	return kinds;
}

static void stands_at(struct comparing *c, struct difference *d, struct place *p)
{
	struct compared_place *copy;

	c->differs |= 1u << d->kind;
	if (p == NULL)
		return;
	p->differs |= 1u << d->kind;
	copy = ARENA_NEW(c->arena, struct compared_place);
	*copy = p->shown;
	list_append(&d->places, copy);
}

static void add_difference(const struct subject *s, struct seen_value *values)
{
	struct arena *a = s->c->arena;
	struct found_difference *found = ARENA_NEW(a, struct found_difference);
	struct difference *d = &found->d;
	struct seen_value *kept = arena_alloc(a, s->c->n * sizeof(kept[0]));

	for (size_t i = 0; i < s->c->n; i++) {
		kept[i] = values[i];
		kept[i].text = values[i].seen == SEEN_VALUE ? text_of(a, &s->by_record[i]) : "";
	}
	d->kind = s->first->kind;
	d->weight = s->kind->weight;
	d->name = s->first->name;
	d->what = d->name == NULL ? s->kind->words
				  : arena_printf(a, "%s %s", s->kind->words, d->name);
	d->values = kept;
	stands_at(s->c, d, s->place);
	found->place = s->place;
	found->number = s->c->out->differences.n;
	list_append(&s->c->out->differences, d);
}

/* `n` sights about the same thing. */
static void look_at(struct comparing *c, const struct sight *const *v, size_t n,
		    struct told *by_record, struct seen_value *values)
{
	struct subject s = {.c = c,
			    .kind = compare_kind(v[0]->kind),
			    .place = v[0]->place,
			    .first = v[0],
			    .by_record = by_record};

	memset(by_record, 0, c->n * sizeof(by_record[0]));
	for (size_t i = 0; i < n; i++) {
		struct told *t = &by_record[v[i]->record];

		if (t->n++ == 0)
			t->v = &v[i];
	}
	if (number(&s, values) > 1)
		add_difference(&s, values);
}

void compare_sights(struct comparing *c)
{
	const struct sight **all = sorted(c);
	struct told *by_record = arena_alloc(c->arena, c->n * sizeof(by_record[0]));
	struct seen_value *values = arena_alloc(c->arena, c->n * sizeof(values[0]));

	for (size_t i = 0, n; i < c->sights.n; i += n) {
		n = 1;
		while (i + n < c->sights.n && by_subject(all[i], all[i + n]) == 0)
			n++;
		look_at(c, all + i, n, by_record, values);
	}
}
