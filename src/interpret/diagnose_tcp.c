/* Reaching the server: one address, one family, one port, or nothing at all. */
#include "base/netaddr.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/reach.h"
#include "know/network.h"

#include <string.h>

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

static bool not_even_sent(const struct tcp_facts *f)
{
	return f->errno_name != NULL && strcmp(f->errno_name, "EINVAL") == 0;
}

/* A link-local address means one of the machines on one of this machine's networks. */
static bool scopeless(const struct place *at)
{
	return same_network(at->session->address, "fe80::", 0, 10) &&
	       strchr(at->session->address, '%') == NULL && not_even_sent(at->stage->tcp);
}

/* This machine's own word for a neighbour that answers no ARP or neighbour solicitation. */
static bool neighbour_silent(const struct place *at)
{
	return unreachable(at) && at->stage->tcp->offender_is_local &&
	       !life_ran_out(at->stage->tcp);
}

static bool prohibited(const struct place *at)
{
	return forbidden(at->session);
}

/* How long the way to that address takes at least, as other connections to it show. 0: unknown */
static double way_ms(const struct place *at)
{
	double way = 0;

	LIST_EACH (struct session, s, &at->d->record->sessions) {
		const struct stage *tcp = session_stage(s, STAGE_TCP);
		double ms;

		if (!session_open(s) || tcp->tcp == NULL ||
		    strcmp(s->address, at->session->address) != 0)
			continue;
		ms = tcp->tcp->rtt_ms > 0 && tcp->tcp->rtt_ms < tcp->ms ? tcp->tcp->rtt_ms
									: tcp->ms;
		way = way == 0 || ms < way ? ms : way;
	}
	return way;
}

/* A RST that was back long before anything can have been there. */
static bool refused_too_soon(const struct place *at)
{
	enum { MEASURABLE_MS = 2, TIMES = 4 };
	double way = way_ms(at);

	return refused(at) && way >= MEASURABLE_MS && at->stage->ms > 0 &&
	       at->stage->ms * TIMES < way;
}

static bool no_route(const struct place *at)
{
	return at->stage->tcp->class == TCP_NO_ROUTE || at->stage->tcp->class == TCP_NO_FAMILY;
}

/* The server's own filter is the business of its administrator. */
static void show_forbidden(const struct place *at, struct finding *f)
{
	show_tcp(at, f);
	if (at->stage->tcp->class != TCP_PROHIBITED)
		show(at, f, "note",
		     "a closed port answers with RST, and a host that is there is reachable: this "
		     "is a "
		     "filter");
	if (said_by_server(at->session))
		f->owner = OWNER_SERVER_ADMIN;
}

/* connect() tells by its error who refused: no packet was made. */
static void show_local_block(const struct place *at, struct finding *f)
{
	static const struct {
		const char *name, *words;
	} kinds[] = {
		{"EINVAL", "a blackhole route"},
		{"EACCES", "a prohibit route, or by SELinux"},
		{"EHOSTUNREACH", "an unreachable route"},
		{"EPERM", "a rule for this program or its control group"},
	};
	const struct tcp_facts *t = at->stage->tcp;

	show_tcp(at, f);
	if (t->icmp_origin != NULL)
		show(at, f, "note", "a firewall rule on this machine answers so: reject");
	for (size_t i = 0; t->icmp_origin == NULL && t->errno_name != NULL &&
			   i < sizeof(kinds) / sizeof(kinds[0]);
	     i++)
		if (strcmp(t->errno_name, kinds[i].name) == 0)
			show(at, f, "note", "%s at once: so it ends by %s", t->errno_name,
			     kinds[i].words);
}

static void show_too_soon(const struct place *at, struct finding *f)
{
	show_tcp(at, f);
	show(at, f, "network", "the RST came after %.1f ms; the way to %s takes at least %.1f ms",
	     at->stage->ms, at->session->address, way_ms(at));
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

static const struct rule rules[] = {
	{port_not_offered, "net-port-not-offered", PER_PORT, show_tcp},
	{refused_locally, "net-refused-local", PER_PORT, show_tcp},
	{scopeless, "net-no-scope", PER_ADDRESS, show_tcp},
	{neighbour_silent, "net-neighbour-silent", PER_ADDRESS, show_tcp},
	{prohibited, "net-prohibited", PER_PORT, show_forbidden},
	{blocked_here, "net-local-block", PER_PORT, show_local_block},
	{no_route, "net-no-route", PER_PORT, show_tcp},
	{local_error, "local-error", PER_PORT, show_tcp},
	{port_unlisted, "net-port-not-listed", PER_PORT, show_listed},
	{refused_too_soon, "net-refused-too-soon", PER_PORT, show_too_soon},
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

static bool heard_from_a_resolver(const struct record *r)
{
	LIST_EACH (struct dns_query, q, &r->queries) {
		if (q->rcode >= 0)
			return true;
	}
	return false;
}

/* Who looks for a resolver in vain has no way out, either; without a name to look up it takes both
 * families: a machine without IPv6 is not offline. */
static bool looked_everywhere(const struct record *r)
{
	bool seen[2] = {false};

	LIST_EACH (struct session, s, &r->sessions)
		if (unreached(s))
			seen[is_ipv6(s->address)] = true;
	return r->queries.n > 0 || (seen[0] && seen[1]);
}

/* No session had a route anywhere, and nothing else was heard of the world. */
static bool offline(const struct record *r)
{
	bool any = false;

	if (heard_from_a_resolver(r) || !looked_everywhere(r))
		return false;
	LIST_EACH (struct session, s, &r->sessions) {
		if (session_open(s) || (unreached(s) && !without_route(s)))
			return false;
		any |= unreached(s);
	}
	return any;
}

/* ---- one port towards everybody ---- */

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

	diagnose_addresses(d);
	LIST_EACH (struct session, s, &r->sessions) {
		const struct place at = tcp_place(d, s);

		if (!unreached(s) || cause_of(d, s) != NULL)
			continue;
		if (not_even_tried(s))
			diagnose_unreached(d, s);
		else if (no_way_out)
			put_down(d, s, "net-offline", NULL, ONCE);
		else if (s->offered && outbound_blocked(r, s))
			show_outbound(&at, put_down(d, s, "net-outbound-blocked", NULL, PER_PORT));
		else
			diagnose_unreached(d, s);
	}
	diagnose_networks(d);
}
