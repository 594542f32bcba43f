/* Reaching the server: one address, one family, one port, or nothing at all. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/private_address.h"
#include "know/network.h"

#include <string.h>

static enum tcp_class tcp_class(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return st == NULL || st->tcp == NULL ? TCP_LOCAL_ERROR : st->tcp->class;
}

/* A primary session that tried to connect and could not. */
static bool unreached(const struct session *s)
{
	return is_primary(s) && failed_with(session_stage(s, STAGE_TCP), FAILURE_NET);
}

/* Nothing went out: that tells nothing of the address, its family or the network. */
static bool not_even_tried(const struct session *s)
{
	return unreached(s) && tcp_class(s) == TCP_LOCAL_ERROR;
}

/* Something out there did not let us through. */
static bool lost(const struct session *s)
{
	return unreached(s) && !not_even_tried(s);
}

static struct place tcp_place(struct diagnosis *d, const struct session *s)
{
	return (struct place){.d = d, .session = s, .stage = session_stage(s, STAGE_TCP)};
}

/* ---- one session ---- */

static bool own_address(const struct place *at)
{
	const struct tcp_facts *f = at->stage->tcp;

	if (loopback_address(at->session->address))
		return true;
	if (f->source != NULL && strcmp(f->source, at->session->address) == 0)
		return true;
	return list_has_string(&at->d->record->sources, at->session->address);
}

static bool refused_locally(const struct place *at)
{
	return at->stage->tcp->class == TCP_REFUSED && own_address(at);
}

/* A profile of submission says nothing about the exchangers of a domain. */
static bool profile_holds(const struct diagnosis *d)
{
	return d->record->purpose != PURPOSE_MX || d->provider->purpose == PURPOSE_MX;
}

/* Known not to be there. */
bool port_not_offered(const struct place *at)
{
	return profile_holds(at->d) &&
	       provider_not_offered(at->d->provider, at->session->port) != NULL;
}

/* Nobody says that it is there, nobody that it is not. */
bool port_unlisted(const struct place *at)
{
	const struct provider *p = at->d->provider;

	return p->purpose == PURPOSE_SUBMISSION && p != provider_generic(at->d->know) &&
	       p->offers.n > 0 && profile_holds(at->d) &&
	       provider_offer(p, at->session->port) == NULL;
}

#define CLASS_IS(function, value)                                                                  \
	static bool function(const struct place *at)                                               \
	{                                                                                          \
		return at->stage->tcp->class == (value);                                           \
	}
CLASS_IS(refused, TCP_REFUSED)
CLASS_IS(reset, TCP_RESET)
CLASS_IS(silent, TCP_TIMEOUT)
CLASS_IS(unreachable, TCP_UNREACHABLE)
CLASS_IS(blocked_here, TCP_LOCAL_BLOCK)
CLASS_IS(local_error, TCP_LOCAL_ERROR)

/* A closed port, in the words of a machine that is not the server: a filter's REJECT. */
static bool refused_on_the_way(const struct session *s)
{
	const struct tcp_facts *f = session_stage(s, STAGE_TCP)->tcp;

	return tcp_class(s) == TCP_REFUSED && f->icmp_origin != NULL && f->offender != NULL &&
	       strcmp(f->offender, s->address) != 0;
}

static bool forbidden(const struct session *s)
{
	return tcp_class(s) == TCP_PROHIBITED || refused_on_the_way(s);
}

static bool prohibited(const struct place *at)
{
	return forbidden(at->session);
}

static bool no_route(const struct place *at)
{
	return at->stage->tcp->class == TCP_NO_ROUTE || at->stage->tcp->class == TCP_NO_FAMILY;
}

/* "192.0.2.1 port 587: refused (ECONNREFUSED)" and who said so */
static void show_tcp(const struct place *at, struct finding *f)
{
	const struct tcp_facts *t = at->stage->tcp;

	if (t->errno_name != NULL)
		show(at, f, "network", "%s: %s (%s)", place_name(at), tcp_class_names[t->class],
		     t->errno_name);
	else
		show(at, f, "network", "%s: %s%s", place_name(at), tcp_class_names[t->class],
		     time_taken(at, " after "));
	if (t->icmp_origin != NULL)
		show(at, f, "network", "%s type %d code %d from %s%s", t->icmp_origin, t->icmp_type,
		     t->icmp_code, t->offender == NULL ? "unknown" : t->offender,
		     t->offender_is_local ? ", an address of this machine" : "");
}

static void show_listed(const struct place *at, struct finding *f)
{
	struct buf ports = {0};

	show_tcp(at, f);
	LIST_EACH (const struct offer, o, &at->d->provider->offers)
		buf_printf(&ports, "%s%d", ports.n == 0 ? "" : ", ", o->port);
	show(at, f, "note", "%s lists port %s", at->d->provider->title, ports.p);
	buf_free(&ports);
}

/* Ports of the same host that answered tell a filter on one port from a dead machine. */
static void show_silence(const struct place *at, struct finding *f)
{
	struct buf ports = {0};
	int last = 0;

	show_tcp(at, f);
	LIST_EACH (struct session, s, &at->d->record->sessions)
		if (is_primary(s) && session_open(s) && s->port != last &&
		    strcmp(s->host, at->session->host) == 0) {
			buf_printf(&ports, "%s%d", ports.n == 0 ? "" : ", ", s->port);
			last = s->port;
		}
	if (ports.n > 0)
		show(at, f, "note", "the same host answers on port %s", ports.p);
	buf_free(&ports);
}

static const struct rule rules[] = {
	{port_not_offered, "net-port-not-offered", PER_PORT, show_tcp},
	{refused_locally, "net-refused-local", PER_PORT, show_tcp},
	{prohibited, "net-prohibited", PER_PORT, show_tcp},
	{blocked_here, "net-local-block", PER_PORT, show_tcp},
	{no_route, "net-no-route", PER_PORT, show_tcp},
	{local_error, "local-error", PER_PORT, show_tcp},
	{port_unlisted, "net-port-not-listed", PER_PORT, show_listed},
	{refused, "net-connect-refused", PER_PORT, show_tcp},
	{silent, "net-connect-timeout", PER_PORT, show_silence},
	{reset, "net-reset", PER_PORT, show_tcp},
	{unreachable, "net-unreachable", PER_PORT, show_tcp},
	{NULL, NULL, ONCE, NULL},
};

static void diagnose_unreached(struct diagnosis *d, const struct session *s)
{
	struct place at = tcp_place(d, s);

	if (at.stage->tcp != NULL)
		blame(&at, first_rule(&at, rules));
}

/* ---- all of them ---- */

static bool without_route(const struct session *s)
{
	return tcp_class(s) == TCP_NO_ROUTE || tcp_class(s) == TCP_NO_FAMILY;
}

static void put_down(struct diagnosis *d, const struct session *s, const char *id, enum scope scope)
{
	struct place at = tcp_place(d, s);
	struct finding *f = found(&at, id, scope);

	if (at.stage->tcp != NULL)
		show_tcp(&at, f);
	blame(&at, f);
}

static bool heard_from_a_resolver(const struct record *r)
{
	LIST_EACH (struct dns_query, q, &r->queries) {
		if (q->rcode >= 0)
			return true;
	}
	return false;
}

/* No session had a route anywhere, and nothing else was heard of the world. */
static bool offline(const struct record *r)
{
	bool any = false;

	if (heard_from_a_resolver(r))
		return false;
	LIST_EACH (struct session, s, &r->sessions) {
		if (session_open(s) || (unreached(s) && !without_route(s)))
			return false;
		any |= unreached(s);
	}
	return any;
}

/* ---- one family ---- */

static bool port_open(const struct record *r, int port, const char *host)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (is_primary(s) && s->port == port && session_open(s) &&
		    (host == NULL || strcmp(s->host, host) == 0))
			return true;
	return false;
}

/* Nothing of that family answers on ports that the other one reaches. */
static bool family_broken(const struct record *r, bool ipv6)
{
	bool broken = false;

	LIST_EACH (struct session, s, &r->sessions) {
		if (!is_primary(s) || is_ipv6(s->address) != ipv6)
			continue;
		if (session_open(s))
			return false;
		broken |= lost(s) && port_open(r, s->port, s->host);
	}
	return broken;
}

/* A machine that simply has no IPv6 is not ill: programs pass over addresses without a route. */
static bool family_absent(const struct record *r, bool ipv6)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (unreached(s) && is_ipv6(s->address) == ipv6 && !without_route(s))
			return false;
	return true;
}

static void diagnose_families(struct diagnosis *d)
{
	for (int ipv6 = 0; ipv6 <= 1; ipv6++) {
		struct finding *f = NULL;

		if (!family_broken(d->record, ipv6))
			continue;
		LIST_EACH (struct session, s, &d->record->sessions)
			if (lost(s) && is_ipv6(s->address) == ipv6 &&
			    port_open(d->record, s->port, s->host))
				put_down(d, s, "net-family-broken", ONCE);
		LIST_EACH (struct finding, it, &d->out->findings)
			if (strcmp(it->id, "net-family-broken") == 0)
				f = it;
		if (f != NULL && family_absent(d->record, ipv6))
			f->severity = SEVERITY_NOTICE;
	}
}

/* ---- one port towards everybody ---- */

static bool unrelated(const struct session *a, const struct session *b)
{
	return text_casecmp(organisation(a->host), organisation(b->host)) != 0;
}

static bool silent_towards(const struct session *s, int port)
{
	return s->port == port && (is_primary(s) || s->purpose == SESSION_CONTROL) &&
	       failed_with(session_stage(s, STAGE_TCP), FAILURE_NET) &&
	       (tcp_class(s) == TCP_TIMEOUT || forbidden(s));
}

/* Silence from two unrelated destinations, while another port gets through: one destination alone
 * may simply be dead. */
static bool outbound_blocked(const struct record *r, const struct session *s)
{
	bool other_silent = false, other_port_open = false;

	if (!silent_towards(s, s->port))
		return false;
	LIST_EACH (struct session, o, &r->sessions) {
		if (o->port == s->port && session_open(o))
			return false;
		other_silent |= silent_towards(o, s->port) && unrelated(o, s);
		other_port_open |= o->port != s->port && session_open(o);
	}
	return other_silent && other_port_open;
}

enum { PORTS_MAX = 16 };

/* All ports that this network lets nobody out to. */
static size_t blocked_ports(const struct record *r, int ports[PORTS_MAX])
{
	size_t n = 0;

	LIST_EACH (struct session, s, &r->sessions) {
		bool known = false;

		for (size_t i = 0; i < n; i++)
			known |= ports[i] == s->port;
		if (!known && n < PORTS_MAX && unreached(s) && outbound_blocked(r, s))
			ports[n++] = s->port;
	}
	return n;
}

/* Whose customers meet just that as long as they ask for nothing else. */
static void show_networks(const struct place *at, struct finding *f)
{
	enum { NAMED = 2 };
	int ports[PORTS_MAX], found = 0;
	size_t n = blocked_ports(at->d->record, ports);
	struct buf names = {0};

	LIST_EACH (const struct network, net, knowledge_networks(at->d->know)) {
		if (!network_blocks_exactly(net, ports, n))
			continue;
		if (found++ < NAMED)
			buf_printf(&names, "%s%s (%s)", names.n == 0 ? "" : ", ", net->title,
				   net->id);
	}
	if (found > NAMED)
		buf_printf(&names, " and %d more", found - NAMED);
	if (found > 0)
		show(at, f, "note", "blocked by default just so: %s; see smtpscope providers",
		     names.p);
	buf_free(&names);
}

static void diagnose_networks(struct diagnosis *d)
{
	LIST_EACH (struct finding, f, &d->out->findings) {
		const struct place at = {.d = d, .session = f->session};

		if (strcmp(f->id, "net-outbound-blocked") == 0)
			show_networks(&at, f);
	}
}

void diagnose_tcp(struct diagnosis *d)
{
	const struct record *r = d->record;
	bool no_way_out = offline(r);

	diagnose_families(d);
	LIST_EACH (struct session, s, &r->sessions) {
		if (!unreached(s) || cause_of(d, s) != NULL)
			continue;
		if (not_even_tried(s))
			diagnose_unreached(d, s);
		else if (no_way_out)
			put_down(d, s, "net-offline", ONCE);
		else if (s->offered && port_open(r, s->port, s->host))
			put_down(d, s, "net-one-address-down", PER_ADDRESS);
		else if (s->offered && outbound_blocked(r, s))
			put_down(d, s, "net-outbound-blocked", PER_PORT);
		else
			diagnose_unreached(d, s);
	}
	diagnose_networks(d);
}
