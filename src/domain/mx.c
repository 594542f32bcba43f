#include "domain/mx.h"

#include "base/hostname.h"
#include "base/netaddr.h"
#include "domain/mx_ptr.h"
#include "domain/study.h"
#include "record/rdata.h"

#include <stdlib.h>
#include <string.h>

const char *const mx_state_names[] = {"unknown", "listed",  "null", "implicit",
				      "nowhere", "no-name", NULL};

/* ---- which hosts ---- */

static struct mx_host *new_host(struct arena *a, int preference, const char *name)
{
	struct mx_host *h = ARENA_NEW(a, struct mx_host);

	h->preference = preference;
	h->name = host_name(a, name);
	return h;
}

/* Resolvers turn the order of records; a report does not. */
static int by_preference(const void *one, const void *other)
{
	const struct mx_host *a = *(struct mx_host *const *)one;
	const struct mx_host *b = *(struct mx_host *const *)other;

	return a->preference != b->preference
		       ? (a->preference > b->preference) - (a->preference < b->preference)
		       : strcmp(a->name, b->name);
}

static void keep_best(struct mx_study *mx, struct mx_host **hosts, size_t n)
{
	qsort(hosts, n, sizeof(struct mx_host *), by_preference);
	for (size_t i = 0; i < n; i++) {
		LIST_EACH (const struct mx_host, above, &mx->hosts)
			hosts[i]->again =
				hosts[i]->again || strcmp(above->name, hosts[i]->name) == 0;
		if (i < MX_HOSTS_MAX)
			list_append(&mx->hosts, hosts[i]);
		else
			mx->left_out++;
	}
}

static void read_hosts(struct study *s, const struct list *data)
{
	struct mx_host **hosts = arena_alloc(s->arena, (data->n + 1) * sizeof(struct mx_host *));
	bool null_mx = false;
	size_t n = 0;

	LIST_EACH (const struct bytes_item, it, data) {
		int preference = 0;
		const char *name = rdata_read(it->b, RDATA_MX, &preference);

		if (name == NULL) {
			s->mx.left_out++;
		} else if (strcmp(name, ".") == 0 || *name == '\0') {
			null_mx = true;
			s->mx.null_preference = preference;
		} else {
			hosts[n++] = new_host(s->arena, preference, name);
		}
	}
	s->mx.null_mx = null_mx && n == 0;
	s->mx.null_beside = null_mx && n > 0;
	keep_best(&s->mx, hosts, n);
}

/* ---- what they lead to ---- */

static void add_address(struct study *s, struct view *v, struct mx_host *h, const char *text,
			size_t *asked)
{
	struct mx_address *address = ARENA_NEW(s->arena, struct mx_address);

	address->address = text;
	list_append(&h->addresses, address);
	if ((*asked)++ < MX_PTR_MAX)
		mx_read_ptr(v, address);
}

/* "mx.example.net.example.org": a name server appends the zone's name to what has no final dot. */
static const char *without_domain(struct study *s, const char *name)
{
	size_t n = strlen(name), tail = strlen(s->domain) + 1;

	if (n <= tail || !host_is_below(name, s->domain))
		return NULL;
	name = arena_copy(s->arena, name, n - tail);
	return strchr(name, '.') != NULL ? name : NULL;
}

static void look_behind_dot(struct study *s, struct view *v, struct mx_host *h)
{
	const char *meant = without_domain(s, h->name);
	struct host_look look;

	if (h->fate != HOST_NO_NAME || meant == NULL)
		return;
	look = host_look(v, meant);
	if (look.fate == HOST_LITERAL || look.fate == HOST_FOUND)
		h->meant = meant;
	if (look.fate == HOST_LITERAL)
		h->fate = HOST_LITERAL;
}

static void read_provider(struct study *s, struct mx_host *h)
{
	h->provider = provider_by_proof(s->know, h->name);
	h->proof = h->provider != NULL;
	if (h->provider == NULL)
		h->provider = provider_by_mx(s->know, h->name);
	if (h->provider == NULL && h->alias != NULL)
		h->provider = provider_by_mx(s->know, h->alias);
}

static void read_host(struct study *s, struct view *v, struct mx_host *h, size_t *asked)
{
	struct host_look look = host_look(v, h->name);

	h->a = look.a;
	h->aaaa = look.aaaa;
	h->fate = look.fate;
	h->alias = look.alias;
	LIST_EACH (const struct string_item, it, &look.addresses)
		add_address(s, v, h, it->s, asked);
	look_behind_dot(s, v, h);
	if (h->fate == HOST_LITERAL)
		add_address(s, v, h, h->meant != NULL ? h->meant : h->name, asked);
	read_provider(s, h);
}

/* ---- whose they are ---- */

static void compare_providers(struct mx_study *mx)
{
	const struct mx_host *best = (const struct mx_host *)(void *)mx->hosts.first;

	LIST_EACH (const struct mx_host, h, &mx->hosts)
		mx->mixed = mx->mixed || h->provider != best->provider;
	mx->provider = best == NULL || mx->mixed ? NULL : best->provider;
}

const struct provider *mx_provider(const struct study *s)
{
	LIST_EACH (const struct mx_host, h, &s->mx.hosts)
		if (h->provider != NULL)
			return h->provider;
	return NULL;
}

bool mx_is_usable(const struct mx_study *mx)
{
	LIST_EACH (const struct mx_host, h, &mx->hosts)
		if (h->fate == HOST_FOUND)
			return true;
	return false;
}

/* ---- the whole ---- */

/* Without MX records the domain is its own host. */
static enum mx_state read_implicit(struct study *s)
{
	list_append(&s->mx.hosts, new_host(s->arena, 0, s->domain));
	s->mx.implicit = true;
	return MX_IMPLICIT;
}

static enum mx_state read_answer(struct study *s)
{
	const struct dns_query *q = s->mx.query;
	struct list data = {0};

	if (q == NULL)
		return MX_UNKNOWN;
	if (q->status == DNS_NXDOMAIN)
		return MX_NO_NAME;
	if (q->status == DNS_NODATA && !q->cut)
		return read_implicit(s);
	view_data(s->arena, q, &data);
	read_hosts(s, &data);
	return s->mx.null_mx ? MX_NULL : s->mx.hosts.n > 0 ? MX_LISTED : MX_UNKNOWN;
}

static bool has_no_address(const struct mx_study *mx)
{
	const struct mx_host *own = (const struct mx_host *)(void *)mx->hosts.first;

	return own->fate == HOST_NO_ADDRESS || own->fate == HOST_NO_NAME;
}

static void read_nowhere(struct mx_study *mx)
{
	mx->state = MX_NOWHERE;
	mx->implicit = false;
	mx->hosts = (struct list){0};
}

void mx_read(struct study *s, struct view *v)
{
	struct mx_study *mx = &s->mx;
	size_t asked = 0;

	mx->query = view_ask(v, s->domain, "MX");
	mx->state = read_answer(s);
	LIST_EACH (struct mx_host, h, &mx->hosts)
		read_host(s, v, h, &asked);
	if (mx->state == MX_IMPLICIT && has_no_address(mx))
		read_nowhere(mx);
	compare_providers(mx);
}
