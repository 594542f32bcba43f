#include "probe/tlsa.h"

#include "net/dane.h"
#include "record/dnssec.h"

#include <string.h>

enum { BASES_MAX = 2 }; /* where CNAMEs lead, then the name itself: RFC 7671 section 7 */

struct base {
	struct tlsa_lookup *of;
	const char *host, *name; /* "mx.example.org", "_25._tcp.mx.example.org" */
	struct asking *asking;
	const struct dns_query *query; /* NULL: no answer yet */
};

struct tlsa_lookup {
	struct item item;
	struct common *common;
	const char *host;
	int port;
	const char *unsigned_at; /* why nothing is asked, or NULL */
	struct base bases[BASES_MAX];
	int n;
};

static struct tlsa_lookup *lookup_of(const struct common *c, const char *host, int port)
{
	LIST_EACH (struct tlsa_lookup, l, &c->tlsa)
		if (l->port == port && text_casecmp(l->host, host) == 0)
			return l;
	return NULL;
}

/* ---- asking ---- */

static void on_answer(void *arg, struct dns_query *query)
{
	struct base *b = arg;

	b->asking = NULL;
	b->query = query;
	list_append(&b->of->common->record->queries, query);
	common_nudge(b->of->common);
}

static void ask(struct tlsa_lookup *l, const char *host)
{
	struct arena *a = l->common->record->arena;
	struct base *b = &l->bases[l->n++];

	b->of = l;
	b->host = host;
	b->name = arena_printf(a, "_%d._tcp.%s", l->port, host);
	b->asking = answers_ask(l->common->hub->answers, a, b->name, "TLSA", on_answer, b);
}

static struct tlsa_lookup *lookup_new(struct common *c, const char *host, int port)
{
	struct tlsa_lookup *l = ARENA_NEW(c->record->arena, struct tlsa_lookup);

	l->common = c;
	l->host = host;
	l->port = port;
	return list_append(&c->tlsa, l);
}

static void ask_for(struct common *c, const struct endpoint *ep)
{
	const struct record *rec = c->record;
	const struct signed_way way = signed_way(rec, ep->host);
	const char *expanded = host_expanded(rec, ep->host);
	struct tlsa_lookup *l;

	if (!rec->resolver_trusted || !way.any || lookup_of(c, ep->host, ep->port) != NULL)
		return;
	l = lookup_new(c, ep->host, ep->port);
	if (way.gap != NULL)
		l->unsigned_at = arena_printf(rec->arena, "%s %s", way.gap->name, way.gap->type);
	if (!way.whole)
		return;
	if (text_casecmp(expanded, ep->host) != 0)
		ask(l, expanded);
	ask(l, ep->host);
}

static bool has_tls(const struct common *c, const struct endpoint *ep)
{
	return c->hub->trust != NULL && ep->purpose == SESSION_PRIMARY &&
	       ep->mode != TLS_MODE_NONE && ep->offered && !ep->connect_only;
}

void tlsa_ask(struct common *c, const struct list *endpoints)
{
	LIST_EACH (const struct endpoint, ep, endpoints)
		if (has_tls(c, ep))
			ask_for(c, ep);
}

void tlsa_end(struct common *c)
{
	LIST_EACH (struct tlsa_lookup, l, &c->tlsa)
		for (int i = 0; i < l->n; i++)
			asking_drop(l->bases[i].asking);
	c->tlsa = (struct list){0};
}

/* ---- what came ---- */

bool tlsa_ready(const struct common *c, const struct session *s)
{
	const struct tlsa_lookup *l = lookup_of(c, s->host, s->port);

	for (int i = 0; l != NULL && i < l->n; i++)
		if (l->bases[i].query == NULL)
			return false;
	return true;
}

static bool has_records(const struct dns_query *q)
{
	LIST_EACH (const struct dns_answer, answer, &q->answers)
		if (strcmp(answer->type, "TLSA") == 0)
			return true;
	return false;
}

static enum dane_state state_of(const struct base *b)
{
	const struct dns_query *q = b->query;

	if (q == NULL)
		return DANE_BOGUS;
	if (q->status == DNS_OK && has_records(q))
		return q->ad ? DANE_SECURE : DANE_INSECURE;
	return q->status == DNS_OK || q->status == DNS_NODATA || q->status == DNS_NXDOMAIN
		       ? DANE_NONE
		       : DANE_BOGUS;
}

/* The first whose signed records are there, or that cannot be asked; else the name itself. */
static const struct base *deciding(const struct tlsa_lookup *l)
{
	int i = 0;

	while (i < l->n - 1 && state_of(&l->bases[i]) != DANE_SECURE &&
	       state_of(&l->bases[i]) != DANE_BOGUS)
		i++;
	return &l->bases[i];
}

const char *tlsa_base(const struct common *c, const struct session *s)
{
	const struct tlsa_lookup *l = lookup_of(c, s->host, s->port);
	const struct base *b = l != NULL && l->n > 1 ? deciding(l) : NULL;

	return b != NULL && state_of(b) == DANE_SECURE ? b->host : NULL;
}

bool tlsa_binds(const struct common *c, const struct session *s)
{
	const struct tlsa_lookup *l = lookup_of(c, s->host, s->port);
	enum dane_state state = l != NULL && l->n > 0 ? state_of(deciding(l)) : DANE_NONE;

	return state == DANE_SECURE || state == DANE_BOGUS;
}

/* RFC 7672 section 3.2.2: the base, and the domain whose signed MX or SRV answer led to it, with
 * what CNAMEs make of it. */
static void reference_names(const struct record *r, const struct base *b, struct list *names)
{
	const char *expanded = r->host;

	list_add_string(names, r->arena, b->host);
	if (r->purpose != PURPOSE_MX || r->host == NULL) /* mail programs ask for the server's */
		return;
	LIST_EACH (const struct dns_query, q, &r->queries)
		LIST_EACH (const struct dns_answer, answer, &q->answers)
			if (strcmp(q->type, "MX") == 0 && strcmp(answer->type, "CNAME") == 0 &&
			    text_casecmp(q->name, r->host) == 0)
				expanded = answer->data.p;
	list_add_string(names, r->arena, r->host);
	list_add_string(names, r->arena, expanded);
}

static void judge(struct record *r, const struct base *b, struct tls_facts *f, int64_t now)
{
	struct tls_der der[TLS_DER_MAX];
	struct list names = {0};
	unsigned n = 0;

	LIST_EACH (const struct certificate, c, &f->chain)
		if (n < TLS_DER_MAX)
			der[n++] = (struct tls_der){(const unsigned char *)c->der.p,
						    (unsigned)c->der.n};
	reference_names(r, b, &names);
	dane_judge(r->arena, f->dane, &b->query->answers, der, n, &names, now);
}

void tlsa_judge(struct common *c, const struct session *s, struct tls_facts *f, int64_t now)
{
	const struct tlsa_lookup *l = lookup_of(c, s->host, s->port);
	const struct base *b;

	if (l == NULL)
		return;
	f->dane = ARENA_NEW(c->record->arena, struct dane_facts);
	f->dane->unsigned_at = l->unsigned_at;
	f->dane->state = DANE_INSECURE;
	if (l->n == 0)
		return;
	b = deciding(l);
	f->dane->name = b->name;
	f->dane->state = state_of(b);
	if (f->dane->state == DANE_SECURE || f->dane->state == DANE_INSECURE)
		judge(c->record, b, f, now);
}
