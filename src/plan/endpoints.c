#include "plan/plan.h"

#include "plan/answers.h"

#include <string.h>

/* A port to probe, on every host or on the one that an SRV answer names. */
struct wanted {
	struct item item;
	int port;
	enum tls_mode mode;
	bool offered;
	const char *host; /* NULL: on every host */
};

struct planning {
	struct record *r;
	const struct target *t;
	const struct plan_options *o;
	const struct knowledge *k;
	const struct provider *profile;
	bool generic; /* nothing is known of what this server offers */
	struct list wanted;
};

/* Zeros end the lists. */
static const int submission_ports[] = {587, 465, 25, 0};
static const int starttls_ports[] = {587, 25, 0};
static const int implicit_ports[] = {465, 0};
static const int exchange_ports[] = {25, 0};

/* Where providers speak TLS at once. */
static const int tls_first_ports[] = {465, 2465, 8465, 443, 0};

static bool among(const int *ports, int port)
{
	while (*ports != 0 && *ports != port)
		ports++;
	return *ports != 0;
}

/* A profile of submission says nothing about the exchangers of a domain. */
static bool offered(const struct planning *pl, int port)
{
	if (pl->t->kind == TARGET_MX)
		return true;
	if (pl->generic)
		return provider_not_offered(pl->profile, port) == NULL;
	return provider_offer(pl->profile, port) != NULL;
}

static enum tls_mode mode_of(const struct planning *pl, int port)
{
	const struct offer *offer;

	if (pl->o->tls_mode >= 0)
		return (enum tls_mode)pl->o->tls_mode;
	if (pl->t->scheme != 0)
		return pl->t->scheme == 't' ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS;
	offer = pl->t->kind == TARGET_MX ? NULL : provider_offer(pl->profile, port);
	if (offer != NULL)
		return offer->mode;
	return among(tls_first_ports, port) ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS;
}

static void want(struct planning *pl, int port, enum tls_mode mode, bool is_offered,
		 const char *host)
{
	struct wanted *w;

	LIST_EACH (struct wanted, other, &pl->wanted) {
		if (other->port == port && (host == NULL || other->host == host))
			return;
	}
	w = ARENA_NEW(pl->r->arena, struct wanted);
	w->port = port;
	w->mode = mode;
	w->offered = is_offered;
	w->host = host;
	list_append(&pl->wanted, w);
}

/* With -p or HOST:PORT: those, with full patience, whatever the profile says. */
static bool want_named(struct planning *pl)
{
	if (pl->t->port != 0)
		want(pl, pl->t->port, mode_of(pl, pl->t->port), true, NULL);
	LIST_EACH (struct need, n, &pl->o->ports) {
		want(pl, n->port, mode_of(pl, n->port), true, NULL);
	}
	return pl->wanted.n > 0;
}

static bool want_services(struct planning *pl)
{
	struct list services = {0};

	if (pl->t->kind != TARGET_MAILBOX)
		return false;
	answers_services(pl->r, pl->t->host, &services);
	LIST_EACH (struct service, s, &services) {
		want(pl, s->port, pl->o->tls_mode < 0 ? s->mode : mode_of(pl, s->port), true,
		     s->host);
	}
	return services.n > 0;
}

static const int *usual_ports(const struct target *t)
{
	if (t->kind == TARGET_MX)
		return exchange_ports;
	return t->scheme == 't'	  ? implicit_ports
	       : t->scheme == 's' ? starttls_ports
				  : submission_ports;
}

/* The ports of the purpose, those included that the provider does not offer: the result shows that
 * there is nothing to open in a firewall. What it offers elsewhere counts where these have none. */
static void want_usual(struct planning *pl)
{
	bool any = false;

	for (const int *port = usual_ports(pl->t); *port != 0; port++) {
		want(pl, *port, mode_of(pl, *port), offered(pl, *port), NULL);
		any = any || offered(pl, *port);
	}
	if (any || pl->t->scheme != 0)
		return;
	LIST_EACH (struct offer, of, &pl->profile->offers) {
		want(pl, of->port, mode_of(pl, of->port), true, NULL);
	}
}

/* Port 25 is where mail servers meet: for submission it counts only where nothing better is. */
static bool submits(const struct wanted *w)
{
	return w->offered && w->port != 25;
}

static bool delivers(const struct wanted *w)
{
	return w->offered;
}

static bool whatever(const struct wanted *w)
{
	return w->port != 0;
}

static void add_needs(struct planning *pl, bool (*counts)(const struct wanted *w))
{
	struct need *n;

	if (pl->r->needs.n > 0)
		return;
	LIST_EACH (struct wanted, w, &pl->wanted) {
		if (!counts(w))
			continue;
		n = ARENA_NEW(pl->r->arena, struct need);
		n->port = w->port;
		n->mode = w->mode;
		list_append(&pl->r->needs, n);
	}
}

static void set_needs(struct planning *pl, bool named)
{
	pl->r->needs = (struct list){0};
	pl->r->needs_all = named;
	if (!named && pl->r->purpose == PURPOSE_SUBMISSION)
		add_needs(pl, submits);
	if (!named)
		add_needs(pl, delivers);
	add_needs(pl, whatever);
}

/* Named ports of which the profile knows none serve a purpose of the user's own. */
static void set_purpose(struct planning *pl)
{
	if (pl->r->purpose != PURPOSE_SUBMISSION)
		return;
	LIST_EACH (struct wanted, w, &pl->wanted) {
		if (provider_offer(pl->profile, w->port) != NULL)
			return;
	}
	pl->r->purpose = PURPOSE_CUSTOM;
}

/* SRV and MX answers come over an unprotected path (RFC 6186 section 6): a forged one must not
 * carry a secret away. A server of the user's own domain or of a provider we know may have it. */
static bool trusted(const struct planning *pl, const char *host)
{
	const struct provider *p;

	if ((pl->t->kind != TARGET_MAILBOX && pl->t->kind != TARGET_MX) ||
	    strcmp(host, pl->t->host) == 0 ||
	    text_has_suffix(host, arena_printf(pl->r->arena, ".%s", pl->t->host)))
		return true;
	p = provider_by_host(pl->k, host);
	return p != NULL && p != provider_generic(pl->k);
}

static void add_endpoint(struct planning *pl, const struct wanted *w, const char *host,
			 struct list *endpoints)
{
	struct endpoint *e = ARENA_NEW(pl->r->arena, struct endpoint);

	e->host = host;
	e->address = pl->o->address;
	e->port = w->port;
	e->mode = w->mode;
	e->purpose = SESSION_PRIMARY;
	e->offered = w->offered;
	e->login = w->offered && trusted(pl, host);
	list_append(endpoints, e);
}

/* Who comes first may log in: submission's own ports, then others, 25 last. */
static int rank(int port)
{
	return port == 587 ? 0 : port == 465 ? 1 : port == 25 ? 3 : 2;
}

static void add_endpoints(struct planning *pl, const struct list *hosts, struct list *endpoints)
{
	for (int now = 0; now <= 3; now++) {
		LIST_EACH (struct wanted, w, &pl->wanted) {
			if (rank(w->port) != now)
				continue;
			LIST_EACH (struct string_item, host, hosts) {
				if (w->host == NULL || strcmp(w->host, host->s) == 0)
					add_endpoint(pl, w, host->s, endpoints);
			}
		}
	}
}

static const struct provider *profile_of(const struct record *r, const struct knowledge *k)
{
	const struct provider *p = r->provider == NULL ? NULL : provider_by_id(k, r->provider);

	return p == NULL ? provider_generic(k) : p;
}

void plan_endpoints(struct record *r, const struct target *t, const struct plan_options *o,
		    const struct knowledge *k, const struct list *hosts, struct list *endpoints)
{
	struct planning pl = {.r = r, .t = t, .o = o, .k = k, .profile = profile_of(r, k)};
	bool named;

	pl.generic = pl.profile == provider_generic(k) || pl.profile->offers.n == 0;
	named = want_named(&pl);
	if (named)
		set_purpose(&pl);
	else if (!want_services(&pl))
		want_usual(&pl);
	set_needs(&pl, named);
	add_endpoints(&pl, hosts, endpoints);
}
