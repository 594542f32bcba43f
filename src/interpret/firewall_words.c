/* What came back, and how far the way goes, in the words of the field. */
#include "interpret/facts.h"
#include "interpret/firewall_parts.h"

#include <string.h>

static const struct {
	const char *origin;
	int type, code;
	const char *meaning;
} icmp[] = {
	/* RFC 792, 1122, 1812 */
	{"icmp", 3, 0, "net unreachable"},
	{"icmp", 3, 1, "host unreachable"},
	{"icmp", 3, 2, "protocol unreachable"},
	{"icmp", 3, 3, "port unreachable"},
	{"icmp", 3, 9, "net administratively prohibited"},
	{"icmp", 3, 10, "host administratively prohibited"},
	{"icmp", 3, 13, "administratively prohibited"},
	{"icmp", 11, 0, "time to live exceeded"},
	/* RFC 4443 */
	{"icmp6", 1, 0, "no route"},
	{"icmp6", 1, 1, "administratively prohibited"},
	{"icmp6", 1, 3, "address unreachable"},
	{"icmp6", 1, 4, "port unreachable"},
	{"icmp6", 1, 5, "source address failed policy"},
	{"icmp6", 1, 6, "reject route"},
	{"icmp6", 3, 0, "hop limit exceeded"},
};

const char *icmp_meaning(const char *origin, int type, int code)
{
	for (size_t i = 0; i < sizeof(icmp) / sizeof(icmp[0]); i++)
		if (strcmp(icmp[i].origin, origin) == 0 && icmp[i].type == type &&
		    icmp[i].code == code)
			return icmp[i].meaning;
	return NULL;
}

/* ---- the way ---- */

static const struct trace *trace_of(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct trace, t, &r->traces)
		if (t->role == TRACE_SUBJECT && t->port == s->port &&
		    strcmp(t->address, s->address) == 0)
			return t;
	return NULL;
}

/* A control of the same path: those that follow a subject are its own. */
static const struct trace *control_of(const struct trace *subject)
{
	const struct trace *t = (const void *)subject->item.next;

	return t != NULL && t->role == TRACE_CONTROL ? t : NULL;
}

static const struct hop *last_router(const struct trace *t)
{
	const struct hop *last = NULL;

	LIST_EACH (const struct hop, h, &t->hops)
		if (h->answer == HOP_PASSED)
			last = h;
	return last;
}

/* The nearest that answers behind `ttl`. */
static const struct hop *next_hop(const struct trace *t, int ttl)
{
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl > ttl && h->answer != HOP_SILENT && h->address != NULL)
			return h;
	return NULL;
}

static bool ends_in_silence(const struct trace *t)
{
	const struct hop *last = (const void *)t->hops.last;

	return last != NULL && last->answer == HOP_SILENT;
}

const char *way_words(const struct diagnosis *d, const struct session *s)
{
	const struct trace *subject = trace_of(d->record, s), *control;
	const struct hop *last, *next;
	const char *so_far;

	if (subject == NULL || !ends_in_silence(subject))
		return NULL;
	last = last_router(subject);
	control = control_of(subject);
	next = control == NULL ? NULL : next_hop(control, last == NULL ? 0 : last->ttl);
	so_far = last == NULL ? "not even hop 1 answers on this port"
			      : arena_printf(d->arena,
					     "hop %d (%s) is the last that answers on "
					     "this port",
					     last->ttl, last->address);
	if (next == NULL)
		return so_far;
	return arena_printf(d->arena, "%s, hop %d (%s) the next that answers on port %d", so_far,
			    next->ttl, next->address, control->port);
}
