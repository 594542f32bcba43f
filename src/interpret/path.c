#include "interpret/path.h"

#include "base/netaddr.h"
#include "interpret/facts.h"

#include <string.h>

/* A SYN is first sent again after that time (RFC 6298 section 2.1). */
enum { FIRST_RESEND_MS = 1000 };

bool hop_is_end(const struct hop *h)
{
	return h->answer == HOP_OPEN || h->answer == HOP_REFUSED;
}

/* ---- one trace ---- */

static const struct hop *last_passed(const struct trace *t)
{
	const struct hop *last = NULL;

	LIST_EACH (const struct hop, h, &t->hops)
		if (h->answer == HOP_PASSED)
			last = h;
	return last;
}

/* What ended it, NULL: silence did. */
static const struct hop *end_of(const struct trace *t)
{
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->answer != HOP_PASSED && h->answer != HOP_SILENT)
			return h;
	return NULL;
}

/* How many hops away the end is that took or refused the connection; 0: unknown. */
static int distance_of(const struct trace *t)
{
	const struct hop *end = end_of(t);

	return end != NULL && hop_is_end(end) ? end->ttl : 0;
}

/* The furthest hop that answered. */
static int reach_of(const struct trace *t)
{
	const struct hop *passed = last_passed(t);
	int end = distance_of(t);

	return passed != NULL && passed->ttl > end ? passed->ttl : end;
}

static const struct hop *hop_at(const struct trace *t, int ttl)
{
	LIST_EACH (const struct hop, h, &t->hops)
		if (h->ttl == ttl)
			return h;
	return NULL;
}

/* The first that answers behind hop `ttl`; rather one that did so at once, since one that limits
 * its answers may have passed the subject on without a word. */
static const struct hop *first_behind(const struct trace *t, int ttl, bool ends)
{
	const struct hop *slow = NULL;

	LIST_EACH (const struct hop, h, &t->hops) {
		if (h->ttl <= ttl || !(h->answer == HOP_PASSED || (ends && hop_is_end(h))))
			continue;
		if (!h->again)
			return h;
		slow = slow == NULL ? h : slow;
	}
	return slow;
}

/* ---- what to compare it with ---- */

static bool same_address(const struct trace *a, const struct trace *b)
{
	return strcmp(a->address, b->address) == 0;
}

/* Another host's way says something of this one as far as both are the same. */
static bool same_way(const struct path *p, const struct trace *t)
{
	const struct hop *h = p->last == NULL ? NULL : hop_at(t, p->last->ttl);

	return p->last == NULL || (h != NULL && h->address != NULL && p->last->address != NULL &&
				   strcmp(h->address, p->last->address) == 0);
}

/* Hops that the subject surely passed. */
static int passed(const struct path *p)
{
	return p->end != NULL ? p->end->ttl - 1 : p->last != NULL ? p->last->ttl : 0;
}

enum use { USE_NONE, USE_OTHER_HOST, USE_SAME_END, USE_GOES_ON };

/* What `t` can tell of the subject, and its hop behind the subject's last. */
static enum use use_of(const struct path *p, const struct trace *t, const struct hop **next)
{
	bool same = same_address(p->subject, t);

	*next = first_behind(t, passed(p), same);
	if (same)
		return *next != NULL ? USE_GOES_ON : USE_SAME_END;
	return *next != NULL && same_way(p, t) ? USE_OTHER_HOST : USE_NONE;
}

static void choose_control(struct path *p)
{
	const struct trace *mine = NULL; /* the subject whose controls `t` is among */
	enum use best = USE_NONE;
	int furthest = 0;

	LIST_EACH (const struct trace, t, &p->record->traces) {
		bool same = same_address(p->subject, t);
		int reach = same ? reach_of(t) : 0;
		const struct hop *next;
		enum use use;

		mine = t->role == TRACE_SUBJECT ? t : mine;
		if (t == p->subject || is_ipv6(t->address) != is_ipv6(p->subject->address) ||
		    (mine != p->subject && !same) || (t->port == p->subject->port && same))
			continue;
		use = use_of(p, t, &next);
		if (use < best || (use == best && reach <= furthest))
			continue;
		best = use;
		furthest = reach;
		p->control = t;
		p->next = next;
		p->distance = same ? distance_of(t) : 0;
	}
}

/* ---- what it comes to ---- */

/* Somebody answered. */
static enum path_shape shape_of_end(struct path *p)
{
	p->certainty = CERTAINTY_CERTAIN;
	switch (p->end->answer) {
	case HOP_OPEN:
		return PATH_OPEN;
	case HOP_LOCAL:
		return PATH_HERE;
	case HOP_REFUSED:
		break;
	default:
		return PATH_ANSWERED;
	}
	if (p->distance <= p->end->ttl)
		return PATH_REFUSED;
	if (p->end->ttl == 1 && p->next->ttl == 1) { /* before the first router could */
		p->certainty = CERTAINTY_LIKELY;
		return PATH_HERE;
	}
	p->certainty = p->next->ttl == p->end->ttl ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE;
	return PATH_REFUSED_NEARER;
}

/* Did `t` send SYNs again, which it does a second after its first, while `counted` was under way?
 */
static bool resent_during(const struct trace *t, const struct trace *counted)
{
	return t->at_ms + FIRST_RESEND_MS < counted->at_ms + counted->ms &&
	       counted->at_ms < t->at_ms + t->ms;
}

/* The kernel counts for the whole machine: what a trace of the other family may have lost
 * meanwhile is not this one's. */
static int lost_here(const struct path *p)
{
	int n = p->subject->resends_lost;

	LIST_EACH (const struct trace, t, &p->record->traces)
		if (is_ipv6(t->address) != is_ipv6(p->subject->address) &&
		    resent_during(t, p->subject) && last_passed(t) == NULL && end_of(t) == NULL)
			n -= (int)t->hops.n;
	return n > 0 ? n : 0;
}

/* Not even the first hop has heard of it. That nothing was lost here when it was sent again says
 * that it did leave this machine. */
static bool kept_here(struct path *p)
{
	bool answers_others = p->next != NULL && p->next->ttl == 1 && !hop_is_end(p->next);
	bool lost = p->lost_here > 0;

	if (p->last != NULL || !(answers_others || lost) ||
	    (!lost && p->subject->ms >= FIRST_RESEND_MS))
		return false;
	p->certainty = answers_others && lost ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY;
	return true;
}

/* One router more is little: it may have been tired of answering. */
static bool goes_on_for_sure(const struct path *p)
{
	int n = 0;

	LIST_EACH (const struct hop, h, &p->control->hops)
		n += h->ttl > passed(p) && h->answer == HOP_PASSED;
	return distance_of(p->control) > 0 || n > 1;
}

/* Routes to the whole world are to prefixes no longer than these: who shares one shares the way. */
static bool same_prefix(const struct trace *a, const struct trace *b)
{
	return same_network(a->address, b->address, 24, 48);
}

static enum path_shape shape_of_silence(struct path *p)
{
	bool same = p->control != NULL && same_address(p->subject, p->control);
	bool beside = p->control != NULL && same_prefix(p->subject, p->control), sure;

	if (kept_here(p))
		return PATH_HERE;
	sure = p->next == NULL ? same : beside && goes_on_for_sure(p);
	p->certainty = sure ? CERTAINTY_LIKELY : CERTAINTY_POSSIBLE;
	if (p->next != NULL)
		return PATH_CUT;
	return same ? PATH_SAME_END : PATH_UNKNOWN;
}

void path_read(const struct record *r, const struct trace *t, struct path *p)
{
	*p = (struct path){.record = r, .subject = t, .last = last_passed(t), .end = end_of(t)};
	p->lost_here = lost_here(p);
	choose_control(p);
	p->shape = p->end != NULL ? shape_of_end(p) : shape_of_silence(p);
}

bool path_find(const struct record *r, const char *address, int port, struct path *p)
{
	LIST_EACH (const struct trace, t, &r->traces)
		if (t->role == TRACE_SUBJECT && t->port == port &&
		    strcmp(t->address, address) == 0) {
			path_read(r, t, p);
			return true;
		}
	return false;
}

bool path_posed(const struct path *p)
{
	return p->shape == PATH_OPEN && p->distance > p->end->ttl;
}

/* ---- whose network ---- */

static const char *address_of(const struct hop *h)
{
	return h->address == NULL ? "" : h->address;
}

/* After --redact names those of one's own network are no addresses any more. */
static bool in_public(const struct hop *h)
{
	return same_network(address_of(h), address_of(h), 0, 0) &&
	       (!private_address(address_of(h)) || carrier_address(address_of(h)));
}

/* Of the subject, else of its control. */
static const struct hop *answered_at(const struct path *p, int ttl)
{
	const struct hop *h = hop_at(p->subject, ttl);

	if ((h == NULL || h->address == NULL) && p->control != NULL)
		h = hop_at(p->control, ttl);
	return h;
}

/* A site's routers come before the first public address, but for those that share the one of this
 * machine. */
static bool in_own_network(const struct path *p, const struct hop *h)
{
	const char *source = p->subject->source;

	if (h->ttl == 1 || (source != NULL && same_network(address_of(h), source, 24, 64)))
		return true;
	for (int ttl = 2; ttl < h->ttl; ttl++) {
		const struct hop *before = answered_at(p, ttl);

		if (before != NULL && in_public(before))
			return false;
	}
	return !in_public(h);
}

static const char *without_dot(struct arena *a, const char *name)
{
	size_t n = strlen(name);

	return n > 1 && name[n - 1] == '.' ? arena_copy(a, name, n - 1) : name;
}

const char *hop_name(struct arena *a, const struct record *r, const struct hop *h)
{
	const char *reverse = address_reverse(a, address_of(h));

	LIST_EACH (const struct dns_query, q, &r->queries) {
		if (reverse == NULL || strcmp(q->type, "PTR") != 0 || strcmp(q->name, reverse) != 0)
			continue;
		LIST_EACH (const struct dns_answer, d, &q->answers)
			if (strcmp(d->type, "PTR") == 0)
				return without_dot(a, text_safe(a, d->data));
	}
	return NULL;
}

static bool named_like_the_destination(const struct path *p, const struct hop *h)
{
	struct arena *a = arena_new();
	const char *name = hop_name(a, p->record, h);
	bool same = name != NULL && strchr(name, '.') != NULL &&
		    !hosts_unrelated(name, p->subject->host);

	arena_free(a);
	return same;
}

static bool in_destination_network(const struct path *p, const struct hop *h)
{
	return (p->distance > 0 && h->ttl == p->distance - 1) ||
	       same_network(address_of(h), p->subject->address, 24, 48) ||
	       named_like_the_destination(p, h);
}

enum path_zone path_zone(const struct path *p, const struct hop *h)
{
	if (h == NULL)
		return ZONE_OWN;
	if (hop_is_end(h) || strcmp(address_of(h), p->subject->address) == 0)
		return ZONE_DESTINATION;
	if (in_own_network(p, h))
		return ZONE_OWN;
	return in_destination_network(p, h) ? ZONE_DESTINATION : ZONE_CARRIER;
}

const struct hop *path_answerer(const struct path *p)
{
	return p->last != NULL && strcmp(address_of(p->last), address_of(p->end)) == 0 ? p->last
										       : p->end;
}

/* Whoever filters what he forwards has answered before he does so: `last` comes first; before it
 * comes only this machine, and what it could not send is PATH_HERE. */
static const struct hop *culprit(const struct path *p)
{
	if (p->shape == PATH_ANSWERED)
		return path_answerer(p);
	return p->last == NULL ? p->next : p->last;
}

enum owner path_owner(const struct path *p)
{
	static const enum owner owners[] = {
		[ZONE_OWN] = OWNER_NETWORK_ADMIN,
		[ZONE_CARRIER] = OWNER_PROVIDER,
		[ZONE_DESTINATION] = OWNER_SERVER_ADMIN,
	};

	if (p->shape == PATH_HERE)
		return OWNER_YOU;
	return owners[path_zone(p, culprit(p))];
}

/* ---- words ---- */

const char *hop_words(struct arena *a, const struct hop *h)
{
	if (h == NULL)
		return "this machine";
	if (hop_is_end(h))
		return "the server";
	return arena_printf(a, "hop %d (%s)", h->ttl, h->address == NULL ? "unknown" : h->address);
}

/* Without its address. */
static const char *hop_number(struct arena *a, const struct hop *h)
{
	return h == NULL || hop_is_end(h) ? hop_words(a, h) : arena_printf(a, "hop %d", h->ttl);
}

const char *path_place(struct arena *a, const struct path *p)
{
	enum { ROOM = 57 };
	const char *words;

	if (p->next == NULL)
		return NULL;
	words = arena_printf(a, "between %s and %s", hop_words(a, p->last), hop_words(a, p->next));
	if (strlen(words) > ROOM)
		words = arena_printf(a, "between %s and %s", hop_words(a, p->last),
				     hop_number(a, p->next));
	if (strlen(words) > ROOM)
		words = arena_printf(a, "between %s and %s", hop_number(a, p->last),
				     hop_number(a, p->next));
	return words;
}
