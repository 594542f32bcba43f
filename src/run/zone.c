#include "run/zone.h"

#include "base/memory.h"
#include "domain/study.h"
#include "probe/lookup.h"

#include <stdlib.h>

struct zone {
	struct engine *engine;
	struct record *record;
	const struct knowledge *know;
	struct record *nothing; /* that `begun` is a view of */
	struct view *begun;	/* who was asked for already, answered or not */
	struct list documents;	/* of struct string_item: URLs that were asked for */
};

/* ---- one look ---- */

static bool is_new(struct zone *z, const char *name, const char *type)
{
	size_t before = z->begun->asked.n;

	view_ask(z->begun, name, type);
	return z->begun->asked.n > before;
}

static void ask_missing(struct zone *z, const struct view *v)
{
	LIST_EACH (const struct view_question, q, &v->asked)
		if (q->query == NULL && is_new(z, q->name, q->type))
			engine_ask_more(z->engine, q->name, q->type);
	LIST_EACH (const struct view_document, d, &v->documents) {
		if (list_has_string(&z->documents, d->url))
			continue;
		list_add_string(&z->documents, z->nothing->arena, d->url);
		engine_fetch(z->engine, d->url, &d->addresses);
	}
}

/* Everything anew: what an answer means may hang on all others. */
static void look(void *arg)
{
	struct zone *z = arg;
	struct arena *a = arena_new();
	struct view *v = view_new(a, z->record);

	study_domain(a, v, z->record, z->know);
	ask_missing(z, v);
	view_end(v);
	arena_free(a);
}

struct zone *zone_begin(struct engine *e, struct record *r, const struct knowledge *k)
{
	struct zone *z = mem_alloc(sizeof(*z));

	z->engine = e;
	z->record = r;
	z->know = k;
	z->nothing = record_new();
	z->begun = view_new(z->nothing->arena, z->nothing);
	engine_begin_study(e, look, z);
	return z;
}

/* ---- the end ---- */

/* Takes `query` out of the list, whose other members keep their order. */
static bool take_out(struct list *queries, const struct dns_query *query)
{
	struct item **at = &queries->first;

	while (*at != NULL && *at != &query->item)
		at = &(*at)->next;
	if (*at == NULL)
		return false;
	*at = (*at)->next;
	return true;
}

/* Those that nobody wants in the end follow. */
static void put_in_order(struct record *r, const struct view *v)
{
	struct list rest = r->queries, wanted = {0};
	struct item *next;

	LIST_EACH (const struct view_question, q, &v->asked)
		if (q->query != NULL && take_out(&rest, q->query))
			list_append(&wanted, (struct dns_query *)q->query);
	for (struct item *it = rest.first; it != NULL; it = next) {
		next = it->next;
		list_append(&wanted, it);
	}
	r->queries = wanted;
}

void zone_end(struct zone *z)
{
	struct arena *a;
	struct view *v;
	const struct provider *p;

	if (z == NULL)
		return;
	a = arena_new();
	v = view_new(a, z->record);
	p = mx_provider(study_domain(a, v, z->record, z->know));
	if (p != NULL)
		z->record->provider = p->id;
	put_in_order(z->record, v);
	view_end(v);
	arena_free(a);
	view_end(z->begun);
	record_free(z->nothing);
	free(z);
}

/* ---- its mail servers ---- */

void zone_hosts(struct record *r, const struct knowledge *k, int family, struct list *hosts)
{
	struct arena *a = arena_new();
	const struct study *s = study_of_record(a, r, k);

	LIST_EACH (const struct mx_host, h, &s->mx.hosts) {
		if (h->addresses.n == 0 || h->again || s->mx.null_mx)
			continue;
		if (hosts->n == ZONE_HOSTS_MAX)
			break;
		list_add_string(hosts, r->arena, h->name);
		lookup_take_addresses(r, h->name, family, &r->addresses);
	}
	arena_free(a);
}
