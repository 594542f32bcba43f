#include "domain/view.h"

#include "base/memory.h"
#include "base/table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct dns_query view_not_asked = {.name = "", .type = "", .rcode = -1, .status = DNS_OTHER};

struct known {
	struct table_item item;
	struct view_question *question;
	struct known *same_key; /* another question, should two have one key */
};

/* ---- keys: a hash is no proof, so that questions are compared, too ---- */

/* FNV-1a, 64 bits, twice; the table mixes a random number of its own in. */
static uint64_t hash(uint64_t h, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint64_t)tolower((unsigned char)s[i])) * 1099511628211u;
	return h;
}

static size_t name_length(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && name[n - 1] == '.' ? n - 1 : n;
}

static void key_of(const char *name, const char *type, unsigned char key[TABLE_KEY])
{
	uint64_t a = hash(14695981039346656037u, name, name_length(name));
	uint64_t b = hash(a ^ 0x9e3779b97f4a7c15u, type, strlen(type));

	memcpy(key, &a, sizeof(a));
	memcpy(key + sizeof(a), &b, sizeof(b));
}

static bool same(const struct view_question *q, const char *name, const char *type)
{
	size_t n = name_length(name);

	return name_length(q->name) == n && strncasecmp(q->name, name, n) == 0 &&
	       strcmp(q->type, type) == 0;
}

static struct known *find(const struct view *v, const char *name, const char *type)
{
	unsigned char key[TABLE_KEY];
	struct known *k;

	key_of(name, type, key);
	for (k = table_find(v->index, key); k != NULL; k = k->same_key)
		if (same(k->question, name, type))
			return k;
	return NULL;
}

static struct view_question *remember(struct view *v, const char *name, const char *type,
				      const struct dns_query *query)
{
	struct known *k = ARENA_NEW(v->arena, struct known), *first;
	struct view_question *q = ARENA_NEW(v->arena, struct view_question);

	q->name = arena_copy(v->arena, name, name_length(name));
	q->type = type;
	q->query = query;
	k->question = q;
	key_of(name, type, k->item.key);
	first = table_find(v->index, k->item.key);
	if (first == NULL) {
		table_add(v->index, k);
	} else {
		k->same_key = first->same_key;
		first->same_key = k;
	}
	return q;
}

/* ---- questions ---- */

/* What the record holds is known; whether anybody wants to know it shows later. */
struct view *view_new(struct arena *a, const struct record *r)
{
	struct view *v = ARENA_NEW(a, struct view);

	v->arena = a;
	v->record = r;
	v->index = ARENA_NEW(a, struct table);
	table_init(v->index);
	LIST_EACH (const struct dns_query, q, &r->queries)
		if (find(v, q->name, q->type) == NULL)
			remember(v, q->name, q->type, q);
	return v;
}

void view_end(struct view *v)
{
	table_clear(v->index, NULL);
}

static bool is_listed(const struct view *v, const struct view_question *q)
{
	return q->item.next != NULL || v->asked.last == &q->item;
}

const struct dns_query *view_ask(struct view *v, const char *name, const char *type)
{
	struct known *k = find(v, name, type);
	struct view_question *q = k == NULL ? NULL : k->question;

	if (q != NULL && is_listed(v, q))
		return q->query;
	if (v->asked.n >= VIEW_QUESTIONS_MAX) {
		v->full = true;
		return &view_not_asked;
	}
	if (q == NULL)
		q = remember(v, name, type, NULL);
	v->missing += q->query == NULL;
	list_append(&v->asked, q);
	return q->query;
}

/* ---- documents ---- */

static const struct policy_fetch *fetched(const struct view *v, const char *url)
{
	LIST_EACH (const struct policy_fetch, f, &v->record->domain->fetched)
		if (strcmp(f->url, url) == 0)
			return f;
	return NULL;
}

const struct policy_fetch *view_fetch(struct view *v, const char *url, const struct list *addresses)
{
	const struct policy_fetch *f = fetched(v, url);
	struct view_document *d;

	if (f != NULL)
		return f;
	LIST_EACH (const struct view_document, it, &v->documents)
		if (strcmp(it->url, url) == 0)
			return NULL;
	d = ARENA_NEW(v->arena, struct view_document);
	d->url = arena_str(v->arena, url);
	LIST_EACH (const struct string_item, it, addresses)
		list_add_string(&d->addresses, v->arena, it->s);
	list_append(&v->documents, d);
	return NULL;
}

/* ---- answers ---- */

bool view_is_absent(const struct dns_query *q)
{
	return q->status == DNS_NODATA || q->status == DNS_NXDOMAIN;
}

bool view_is_unknown(const struct dns_query *q)
{
	return (q->status != DNS_OK && !view_is_absent(q)) || q->cut;
}

void view_data(struct arena *a, const struct dns_query *q, struct list *out)
{
	LIST_EACH (const struct dns_answer, answer, &q->answers)
		if (q->status == DNS_OK && strcmp(answer->type, q->type) == 0)
			list_add_bytes(out, a, answer->data);
}
