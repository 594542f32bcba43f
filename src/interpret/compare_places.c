/* Which endpoints of several records are the same one
 *
 * An endpoint is the same by host, port and mode. Its addresses count where all records that were
 * there have them; those that differ (round robin, a provider's pools) are one place together. */
#include "interpret/compare_parts.h"
#include "interpret/facts.h"

#include <stdlib.h>
#include <string.h>

/* A session and whose it is. */
struct visit {
	size_t record;
	const struct session *session;
	const char *host; /* "": the target's own, whatever it is called */
	struct place *place;
};

struct visits {
	struct visit *v;
	size_t n;
};

/* ---- order ---- */

static int compare_numbers(long a, long b)
{
	return a < b ? -1 : a > b;
}

static int by_endpoint(const struct visit *a, const struct visit *b)
{
	int order = text_casecmp(a->host, b->host);

	if (order == 0)
		order = compare_numbers(a->session->port, b->session->port);
	return order != 0 ? order : compare_numbers(a->session->mode, b->session->mode);
}

static int by_address(const struct visit *a, const struct visit *b)
{
	int order = by_endpoint(a, b);

	return order != 0 ? order : strcmp(a->session->address, b->session->address);
}

static int by_record(const void *left, const void *right)
{
	const struct visit *a = left, *b = right;
	int order = by_address(a, b);

	return order != 0 ? order : compare_numbers((long)a->record, (long)b->record);
}

static bool is_compared(const struct session *s)
{
	return is_primary(s) || s->purpose == SESSION_TLS_VERSION;
}

static const char *host_of(const struct record *r, const struct session *s)
{
	return r->host != NULL && text_casecmp(r->host, s->host) == 0 ? "" : s->host;
}

static struct visits all_visits(struct comparing *c)
{
	struct visits all = {0};
	size_t most = 1;

	for (size_t i = 0; i < c->n; i++)
		most += c->records[i].record->sessions.n;
	all.v = arena_alloc(c->arena, most * sizeof(all.v[0]));
	for (size_t i = 0; i < c->n; i++) {
		const struct record *r = c->records[i].record;

		LIST_EACH (const struct session, s, &r->sessions)
			if (is_compared(s))
				all.v[all.n++] = (struct visit){i, s, host_of(r, s), NULL};
	}
	qsort(all.v, all.n, sizeof(all.v[0]), by_record);
	return all;
}

/* ---- places ---- */

/* How many visits from `from` on are alike by `order`. */
static size_t alike(const struct visits *all, size_t from,
		    int (*order)(const struct visit *a, const struct visit *b))
{
	size_t n = 1;

	while (from + n < all->n && order(&all->v[from], &all->v[from + n]) == 0)
		n++;
	return n;
}

/* Of how many records those visits are, which stand in their order where `v` has one address. */
static size_t records_of(const struct visit *v, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += i == 0 || v[i].record != v[i - 1].record ? 1 : 0;
	return count;
}

static size_t records_there(const struct comparing *c, const struct visit *v, size_t n)
{
	bool *there = arena_alloc(c->arena, c->n * sizeof(there[0]));
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		count += there[v[i].record] ? 0 : 1;
		there[v[i].record] = true;
	}
	return count;
}

static struct place *new_place(struct comparing *c, const struct visit *e, bool address)
{
	struct place *p = &c->places[c->place_count];

	p->index = c->place_count++;
	p->shown = (struct compared_place){.host = *e->host != '\0' ? e->host : NULL,
					   .address = address ? e->session->address : NULL,
					   .port = e->session->port,
					   .mode = e->session->mode};
	p->seen = arena_alloc(c->arena, c->n * sizeof(p->seen[0]));
	p->outcomes = arena_alloc(c->arena, c->n * sizeof(p->outcomes[0]));
	return p;
}

/* Visits of one endpoint: a place for each address that all records have which were there,
 * and one for all others. */
static void place_endpoint(struct comparing *c, const struct visits *all, size_t from, size_t n)
{
	size_t there = records_there(c, all->v + from, n);
	struct place *others = NULL;

	for (size_t i = from, next; i < from + n; i = next) {
		struct place *p;

		next = i + alike(all, i, by_address);
		if (records_of(all->v + i, next - i) == there)
			p = new_place(c, &all->v[i], true);
		else
			p = others = others != NULL ? others : new_place(c, &all->v[i], false);
		for (size_t k = i; k < next; k++)
			all->v[k].place = p;
	}
}

static void add_row(struct comparing *c, const struct place *p)
{
	struct endpoint_row *row = ARENA_NEW(c->arena, struct endpoint_row);

	row->place = p->shown;
	row->outcomes = p->outcomes;
	list_append(&c->out->endpoints, row);
}

void compare_places(struct comparing *c)
{
	struct visits all = all_visits(c);

	c->places = arena_alloc(c->arena, (all.n + 1) * sizeof(c->places[0]));
	for (size_t i = 0, n; i < all.n; i += n) {
		n = alike(&all, i, by_endpoint);
		place_endpoint(c, &all, i, n);
	}
	for (size_t i = 0; i < all.n; i++)
		compare_session(c, all.v[i].record, all.v[i].place, all.v[i].session);
	for (size_t i = 0; i < c->place_count; i++)
		add_row(c, &c->places[i]);
}
