#include "interpret/clients.h"

#include "base/netaddr.h"
#include "interpret/facts.h"
#include "interpret/suites.h"

#include <stdlib.h>
#include <string.h>

/* What one class of clients meets. */
struct meeting {
	struct arena *arena;
	const struct record *r;
	const struct tls_picture *p;
	const struct tls_client *client;
	const struct version_seen *v; /* what the two would come to */
	const char *why;
};

/* ---- versions ---- */

static bool offers(const struct tls_client *c, const char *version)
{
	/* SSL 3.0 is what nobody falls back to any more */
	return strcmp(version, c->oldest != NULL ? c->oldest : "TLS1.0") >= 0 &&
	       strcmp(version, c->newest) <= 0;
}

/* The server takes the newest that both have. */
static enum client_answer meet_version(struct meeting *m)
{
	bool open = false;

	for (int i = TLS_VERSIONS_SEEN - 1; i >= 0; i--) {
		const struct version_seen *v = &m->p->versions[i];

		if (!offers(m->client, v->name))
			continue;
		if (v->answer == VERSION_ACCEPTED) {
			m->v = v;
			return CLIENT_CAN;
		}
		open |= v->answer == VERSION_UNTESTED;
	}
	if (open) {
		m->why = "its versions were not tested";
		return CLIENT_UNKNOWN;
	}
	m->why = newest_spoken(m->p) != NULL &&
				 strcmp(newest_spoken(m->p)->name, m->client->newest) > 0
			 ? arena_printf(m->arena, "%s at best", m->client->newest)
			 : arena_printf(m->arena, "%s at least",
					m->client->oldest != NULL ? m->client->oldest
								  : m->client->newest);
	return CLIENT_CANNOT;
}

/* ---- cipher suites ---- */

/* "ECDHE" of "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"; NULL: TLS 1.3, whose suites do not say. */
static const char *exchange_of(struct arena *a, const char *suite)
{
	if (strncmp(suite, "TLS_", 4) != 0 || strstr(suite, "_WITH_") == NULL)
		return NULL;
	return arena_copy(a, suite + 4, strcspn(suite + 4, "_"));
}

static bool names(const struct list *parts, const char *text)
{
	LIST_EACH (const struct string_item, it, parts)
		if (strstr(text, it->s) != NULL)
			return true;
	return parts->n == 0;
}

static bool takes(const struct meeting *m, const char *suite)
{
	const char *exchange = suite == NULL ? NULL : exchange_of(m->arena, suite);

	if (exchange == NULL || !names(&m->client->ciphers, suite))
		return false;
	LIST_EACH (const struct string_item, it, &m->client->key_exchange)
		if (strcmp(it->s, exchange) == 0)
			return true;
	return m->client->key_exchange.n == 0;
}

/* The suites of that version, where they were asked for one by one; NULL: they were not. */
static const struct suites *known_suites(const struct meeting *m)
{
	const struct session *of = m->p->session;
	struct list all = suites_accepted(m->arena, m->r);

	LIST_EACH (const struct suites, u, &all)
		if (same_endpoint(u->session, of) && strcmp(u->version, m->v->name) == 0)
			return u;
	return NULL;
}

static enum client_answer meet_suites(struct meeting *m)
{
	const struct suites *known;

	if (m->client->key_exchange.n + m->client->ciphers.n == 0 || takes(m, m->v->facts->cipher))
		return CLIENT_CAN;
	known = known_suites(m);
	if (known != NULL)
		LIST_EACH (const struct string_item, it, &known->names)
			if (takes(m, it->s))
				return CLIENT_CAN;
	if (known != NULL && known->complete) {
		m->why = "no cipher suite in common";
		return CLIENT_CANNOT;
	}
	m->why = "the server's cipher suites: --tls-versions all";
	return CLIENT_UNKNOWN;
}

static enum client_answer meet_prime(struct meeting *m)
{
	int bits = m->v->facts->dh_bits;
	const char *min = m->client->dh_bits_min, *max = m->client->dh_bits_max;

	if (bits == 0 || ((min == NULL || bits >= atoi(min)) && (max == NULL || bits <= atoi(max))))
		return CLIENT_CAN;
	m->why = arena_printf(m->arena, "Diffie-Hellman with %d bits", bits);
	return CLIENT_CANNOT;
}

/* ---- extensions ---- */

static enum client_answer meet_renegotiation(struct meeting *m)
{
	const struct tls_facts *t = m->v->facts;

	if (m->client->wants_rfc5746 == TRAIT_NO || strcmp(m->v->name, "TLS1.3") == 0 ||
	    t->key_exchange == NULL || t->safe_renegotiation)
		return CLIENT_CAN;
	m->why = "no secure renegotiation";
	return CLIENT_CANNOT;
}

/* What became of a handshake in which we named no server. */
static const struct stage *nameless(const struct meeting *m)
{
	const struct session *of = m->p->session;

	LIST_EACH (struct session, s, &m->r->sessions) {
		const struct stage *tls = session_stage(s, STAGE_TLS);

		if (tls != NULL && tls->tls != NULL && tls->tls->sni == NULL &&
		    !tls->tls->by_hand && s->purpose != SESSION_TLS_VERSION &&
		    same_endpoint(s, of) && address_family(s->host) == 0)
			return tls;
	}
	return NULL;
}

static enum client_answer meet_name(struct meeting *m)
{
	const struct stage *tls = m->client->without_sni == TRAIT_YES ? nameless(m) : NULL;

	if (tls == NULL)
		return CLIENT_CAN;
	if (tls_refusal(m->arena, tls) != NULL)
		m->why = "refused without a server name";
	else if (tls->tls->judged && !tls->tls->name_ok)
		m->why = "another certificate without a server name";
	else
		return CLIENT_CAN;
	return CLIENT_CANNOT;
}

static struct client_seen *meet(struct meeting *m)
{
	static enum client_answer (*const parts[])(struct meeting * m) = {
		meet_version, meet_prime, meet_renegotiation, meet_name, meet_suites,
	};
	struct client_seen *c = ARENA_NEW(m->arena, struct client_seen);

	c->client = m->client;
	c->answer = CLIENT_CAN;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && c->answer == CLIENT_CAN; i++)
		c->answer = parts[i](m);
	c->why = c->answer == CLIENT_CAN ? NULL : m->why;
	return c;
}

struct list clients_of(struct arena *a, const struct knowledge *k, const struct record *r,
		       const struct tls_picture *p)
{
	struct list all = {0};

	LIST_EACH (const struct tls_client, c, knowledge_clients(k)) {
		struct meeting m = {.arena = a, .r = r, .p = p, .client = c};

		list_append(&all, meet(&m));
	}
	return all;
}

/* ---- in words ---- */

static bool same_reason(const struct client_seen *a, const struct client_seen *b)
{
	return a->answer == b->answer && a->why != NULL && b->why != NULL
		       ? strcmp(a->why, b->why) == 0
		       : a->why == b->why;
}

static bool first_of_its_reason(const struct list *clients, const struct client_seen *c)
{
	LIST_EACH (const struct client_seen, other, clients)
		if (other->answer == c->answer && same_reason(other, c))
			return other == c;
	return false;
}

static const char *all_of_that_reason(struct arena *a, const struct list *clients,
				      const struct client_seen *c)
{
	const char *all = "";

	LIST_EACH (const struct client_seen, other, clients)
		if (other->answer == c->answer && same_reason(other, c))
			all = arena_printf(a, "%s%s%s", all, *all != '\0' ? ", " : "",
					   other->client->title);
	return c->why == NULL ? all : arena_printf(a, "%s (%s)", all, c->why);
}

const char *clients_with(struct arena *a, const struct list *clients, enum client_answer answer)
{
	const char *all = NULL;

	LIST_EACH (const struct client_seen, c, clients) {
		const char *group;

		if (c->answer != answer || !first_of_its_reason(clients, c))
			continue;
		group = all_of_that_reason(a, clients, c);
		all = all == NULL ? group : arena_printf(a, "%s; %s", all, group);
	}
	return all;
}

/* ---- policies ---- */

static bool concerns(const struct tls_policy *p, const char *provider)
{
	LIST_EACH (const struct string_item, it, &p->providers)
		if (provider != NULL && strcmp(it->s, provider) == 0)
			return true;
	return p->providers.n == 0;
}

const char *policies_against(struct arena *a, const struct knowledge *k, const char *provider,
			     const char *version, enum policy_force force)
{
	const char *all = NULL;

	LIST_EACH (const struct tls_policy, p, knowledge_policies(k)) {
		const char *one;

		if (p->force != force || strcmp(version, p->least) >= 0 || !concerns(p, provider))
			continue;
		one = arena_printf(a, "%s (%s%s%s)", p->title, p->whom != NULL ? p->whom : "",
				   p->whom != NULL ? ", " : "", p->since);
		all = all == NULL ? one : arena_printf(a, "%s, %s", all, one);
	}
	return all;
}
