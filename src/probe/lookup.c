#include "probe/lookup.h"

#include "base/clock.h"
#include "smtp/address.h"

#include <string.h>

/* Of one host. More tell nobody more, and a peer does not decide how many sessions we begin. */
enum { ADDRESSES_MAX = 16 };

struct asked {
	struct item item;
	struct lookup *lookup;
	const char *name, *type;
	double since;
	struct asking *asking;
	struct dns_query *query; /* NULL: no answer yet */
};

/* ---- questions ---- */

static void on_answer(void *arg, struct dns_query *query)
{
	struct asked *q = arg;

	q->asking = NULL;
	q->query = query;
	if (--q->lookup->open == 0 || q->lookup->each)
		q->lookup->done(q->lookup->arg);
}

void lookup_ask(struct lookup *l, const char *name, const char *type)
{
	struct asked *q = ARENA_NEW(l->record->arena, struct asked);

	q->lookup = l;
	q->name = arena_str(l->record->arena, name);
	q->type = arena_str(l->record->arena, type);
	q->since = clock_mono_ms();
	list_append(&l->asked, q);
	l->open++;
	q->asking = answers_ask(l->answers, l->record->arena, q->name, q->type, on_answer, q);
}

/* NULL: interrupted, so that nothing is known of the server's silence. */
static struct dns_query *given_up(struct record *r, struct asked *q)
{
	struct dns_query *query;

	asking_drop(q->asking);
	if (r->interrupted)
		return NULL;
	query = ARENA_NEW(r->arena, struct dns_query);
	query->name = q->name;
	query->type = q->type;
	query->rcode = -1;
	query->status = DNS_TIMEOUT;
	query->ms = clock_mono_ms() - q->since;
	return query;
}

size_t lookup_take(struct lookup *l)
{
	struct list asked = l->asked;
	struct item *next;
	size_t taken = 0;

	l->asked = (struct list){0};
	for (struct item *it = asked.first; it != NULL; it = next) {
		struct asked *q = (struct asked *)it;

		next = it->next;
		if (q->query == NULL) {
			list_append(&l->asked, q);
			continue;
		}
		list_append(&l->record->queries, q->query);
		taken++;
	}
	return taken;
}

void lookup_end(struct lookup *l)
{
	struct record *r = l->record;

	LIST_EACH (struct asked, q, &l->asked) {
		if (q->query == NULL)
			q->query = given_up(r, q);
		if (q->query != NULL)
			list_append(&r->queries, q->query);
	}
	l->asked = (struct list){0};
	l->open = 0;
}

/* ---- addresses ---- */

static bool fits(const char *address, int family)
{
	int own = address_family(address);

	return own != 0 && (family == 0 || family == own);
}

static size_t addresses_of(const struct list *l, const char *host)
{
	size_t n = 0;

	LIST_EACH (struct address, a, l) {
		n += strcmp(a->host, host) == 0;
	}
	return n;
}

void lookup_add_address(struct arena *a, struct list *to, const char *host, const char *address,
			enum address_source source)
{
	struct address *new;

	LIST_EACH (struct address, it, to) {
		if (strcmp(it->host, host) == 0 && strcmp(it->address, address) == 0)
			return;
	}
	if (addresses_of(to, host) >= ADDRESSES_MAX)
		return;
	new = ARENA_NEW(a, struct address);
	new->address = arena_str(a, address);
	new->host = arena_str(a, host);
	new->source = source;
	list_append(to, new);
}

void lookup_host(struct lookup *l, const char *host, int family, struct list *to)
{
	struct arena *a = l->record->arena;
	struct list found = {0};
	const char *literal;

	if (address_literal(a, host, &literal)) {
		if (fits(literal, family))
			lookup_add_address(a, to, host, literal, ADDRESS_LITERAL);
		return;
	}
	hosts_lookup(l->hosts, a, host, family, &found);
	LIST_EACH (struct string_item, it, &found)
		lookup_add_address(a, to, host, it->s, ADDRESS_HOSTS);
	if (found.n > 0)
		return;
	if (family != 6)
		lookup_ask(l, host, "A");
	if (family != 4)
		lookup_ask(l, host, "AAAA");
}

static void take_answers(struct arena *a, const struct dns_query *q, const char *host, int family,
			 struct list *to)
{
	LIST_EACH (struct dns_answer, answer, &q->answers) {
		if (strcmp(answer->type, q->type) == 0 && fits(answer->data.p, family))
			lookup_add_address(a, to, host, answer->data.p, ADDRESS_DNS);
	}
}

void lookup_take_addresses(struct record *r, const char *host, int family, struct list *to)
{
	LIST_EACH (struct dns_query, q, &r->queries) {
		bool is_address = strcmp(q->type, "A") == 0 || strcmp(q->type, "AAAA") == 0;

		if (is_address && q->status == DNS_OK && text_casecmp(q->name, host) == 0)
			take_answers(r->arena, q, host, family, to);
	}
}
