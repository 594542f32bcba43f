/* One family of two, or some addresses of many: the host is reached another way. */
#include "base/netaddr.h"
#include "interpret/facts.h"
#include "interpret/reach.h"

#include <string.h>

/* ---- whom programs try first ---- */

/* RFC 4193: fc00::/7 */
static bool is_unique_local(const char *address)
{
	return same_network(address, "fc00::", 0, 7);
}

static bool is_tunnelled(const char *address)
{
	return same_network(address, "2002::", 0, 16) || same_network(address, "2001::", 0, 32);
}

/* RFC 6724, sections 2.1 and 6: IPv6 before IPv4 where there is a route and an address that fits; a
 * local address does not fit a global one, and what goes through a tunnel comes last. */
static bool preferred(const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);
	const char *source = tcp == NULL || tcp->tcp == NULL ? NULL : tcp->tcp->source;

	if (!is_ipv6(s->address) || without_route(s) || is_tunnelled(s->address))
		return false;
	return source == NULL || is_unique_local(source) == is_unique_local(s->address);
}

/* The first of a host's addresses in that order; sessions stand in the order of the DNS's answers.
 */
static const struct session *first_tried(const struct record *r, const char *host)
{
	const struct session *first = NULL;

	LIST_EACH (struct session, s, &r->sessions) {
		if (!is_primary(s) || strcmp(s->host, host) != 0 ||
		    (is_ipv6(s->address) && without_route(s)))
			continue;
		if (first == NULL || (preferred(s) && !preferred(first)))
			first = s;
	}
	return first;
}

static bool works(const struct record *r, const struct session *like, const char *address)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (is_primary(s) && session_open(s) && s->port == like->port &&
		    strcmp(s->host, like->host) == 0 && strcmp(s->address, address) == 0)
			return true;
	return false;
}

/* Once for each host: which addresses answer, and what that means to those who try only one. */
static void show_choice(struct diagnosis *d, const struct session *s, struct finding *f)
{
	const struct place at = tcp_place(d, s);
	const struct session *first = first_tried(d->record, s->host);
	const char *answering = "";

	LIST_EACH (struct session, o, &d->record->sessions)
		if (is_primary(o) && o->port == s->port && session_open(o) &&
		    strcmp(o->host, s->host) == 0)
			answering = arena_printf(d->arena, "%s%s%s", answering,
						 *answering == '\0' ? "" : ", ", o->address);
	show(&at, f, "note", "on port %d answers: %s", s->port, answering);
	if (first != NULL)
		show(&at, f, "note", "programs that try one address only take %s, which %s",
		     first->address, works(d->record, s, first->address) ? "works" : "fails");
}

/* ---- one family ---- */

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

static bool reached_otherwise(const struct diagnosis *d, const struct session *s)
{
	return lost(s) && cause_of(d, s) == NULL && port_open(d->record, s->port, s->host);
}

/* An RST from each: that family leads as far as the server, which does not listen there. */
static bool family_refused(const struct diagnosis *d, bool ipv6)
{
	LIST_EACH (struct session, s, &d->record->sessions)
		if (is_ipv6(s->address) == ipv6 && reached_otherwise(d, s) &&
		    (tcp_class(s) != TCP_REFUSED || forbidden(s)))
			return false;
	return true;
}

static void diagnose_family(struct diagnosis *d, bool ipv6)
{
	const char *of_case = family_refused(d, ipv6) ? "refused" : NULL;
	struct finding *f = NULL;
	const struct session *last = NULL;

	LIST_EACH (struct session, s, &d->record->sessions)
		if (is_ipv6(s->address) == ipv6 && reached_otherwise(d, s)) {
			f = put_down(d, s, "net-family-broken", of_case, ONCE);
			last = s;
		}
	if (f == NULL)
		return;
	show_choice(d, last, f);
	if (family_absent(d->record, ipv6))
		f->severity = SEVERITY_NOTICE;
}

/* ---- one address ---- */

static void diagnose_one_address(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions)
		if (s->offered && reached_otherwise(d, s))
			show_choice(d, s, put_down(d, s, "net-one-address-down", NULL, PER_HOST));
}

void diagnose_addresses(struct diagnosis *d)
{
	for (int ipv6 = 0; ipv6 <= 1; ipv6++)
		if (family_broken(d->record, ipv6))
			diagnose_family(d, ipv6);
	diagnose_one_address(d);
}
