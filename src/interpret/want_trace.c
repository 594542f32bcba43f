/* Which failures to connect are worth the hops that they passed: few, since each hop is asked and a
 * control connects once more. */
#include "base/netaddr.h"
#include "interpret/facts.h"
#include "interpret/verdict.h"

#include <string.h>

enum { TRACES_PER_FAMILY = 2 };

static bool other_port_open(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct session, o, &r->sessions)
		if (is_primary(o) && o->port != s->port && session_open(o) &&
		    strcmp(o->address, s->address) == 0)
			return true;
	return false;
}

/* Silence may come from anywhere. So may a refusal of one port where another is open. */
static bool may_come_from_the_way(const struct record *r, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	if (!failed_with(st, FAILURE_NET) || st->tcp == NULL)
		return false;
	switch (st->tcp->class) {
	case TCP_TIMEOUT:
		return true;
	case TCP_REFUSED:
	case TCP_RESET:
	case TCP_PROHIBITED:
		return other_port_open(r, s);
	default:
		return false;
	}
}

/* Nobody would act on where it ends. */
static bool is_by_design(const struct diagnosis *d, const struct session *s)
{
	const struct finding *cause = cause_of(d, s);

	return cause == NULL || strcmp(cause->id, "net-port-not-offered") == 0;
}

/* The target lacks that port, or it works at another address or in the other family only. */
static bool matters(const struct diagnosis *d, const struct session *s)
{
	return s->offered && needs_port(d->record, s->port) &&
	       (port_unmet(d, s->port) || port_open(d->record, s->port, s->host));
}

static bool traced(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct trace, t, &r->traces)
		if (t->role == TRACE_SUBJECT && trace_stands_for(t->address, t->port, s))
			return true;
	return false;
}

/* ... of the same family; and whether this one is among them. */
static int traces_wanted(const struct diagnosis *d, const struct session *s, bool *same)
{
	int n = 0;

	LIST_EACH (const struct want, w, &d->out->wants) {
		if (w->kind != WANT_TRACE || is_ipv6(w->session->address) != is_ipv6(s->address))
			continue;
		n++;
		*same |= trace_stands_for(w->session->address, w->session->port, s);
	}
	return n;
}

void want_traces(struct diagnosis *d)
{
	if (d->record->proxy != NULL) /* the way is the proxy's */
		return;
	LIST_EACH (const struct session, s, &d->record->sessions) {
		bool same = false;

		if (is_primary(s) && session_state(d, s) == SESSION_FAULT &&
		    may_come_from_the_way(d->record, s) && !loopback_address(s->address) &&
		    !is_by_design(d, s) && matters(d, s) && !traced(d->record, s) &&
		    traces_wanted(d, s, &same) < TRACES_PER_FAMILY && !same)
			want(d, WANT_TRACE, s);
	}
}
