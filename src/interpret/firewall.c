#include "interpret/firewall.h"

#include "interpret/facts.h"
#include "interpret/firewall_parts.h"
#include "interpret/path.h"
#include "know/network.h"
#include "know/range.h"
#include "smtp/egress.h"

#include <string.h>

const char *const asked_names[] = {"nothing", "outgoing",   "carrier", "local", "incoming",
				   "route",   "inspection", "search",  NULL};
const char *const passage_names[] = {"open", "refused", "stopped", "unsent", NULL};

/* Findings that name something on the way, or silence. A server that refuses by itself, a port that
 * nobody offers and a machine without a route are no business of a firewall's admin. */
static const char *const stopping[] = {
	"net-connect-timeout", "net-outbound-blocked",	 "net-path-blocked-at",	 "net-prohibited",
	"net-reset",	       "net-refused-on-the-way", "net-refused-too-soon", "net-unreachable",
	"net-local-block",     "net-family-broken",	 "net-one-address-down", NULL};

/* ... and know who it was: an RST or an ICMP error in the host's name is not the host's then. */
static const char *const naming[] = {"net-prohibited", "net-refused-on-the-way",
				     "net-refused-too-soon", "net-local-block", NULL};

/* ---- one connection ---- */

static bool without_route(const struct tcp_facts *t)
{
	return t->class == TCP_NO_ROUTE || t->class == TCP_NO_FAMILY || t->class == TCP_LOCAL_ERROR;
}

static bool caused_by(const struct diagnosis *d, const struct session *s, const char *const *ids)
{
	const struct finding *f = cause_of(d, s);

	return f != NULL && name_find(ids, f->id) >= 0;
}

static bool refused_by_the_host(const struct diagnosis *d, const struct session *s,
				const struct tcp_facts *t)
{
	return t->class == TCP_REFUSED && !caused_by(d, s, naming) &&
	       (t->offender == NULL || strcmp(t->offender, s->address) == 0);
}

static enum passage passage_of(const struct diagnosis *d, const struct session *s,
			       const struct tcp_facts *t)
{
	static const char *const no_scope[] = {"net-no-scope", NULL};

	if (t->class == TCP_OPEN)
		return PASSAGE_OPEN;
	if (without_route(t) || caused_by(d, s, no_scope))
		return PASSAGE_UNSENT;
	return refused_by_the_host(d, s, t) ? PASSAGE_REFUSED : PASSAGE_STOPPED;
}

static const char *sent_words(struct arena *a, const struct tcp_facts *t)
{
	if (without_route(t) || (t->class == TCP_LOCAL_BLOCK && t->icmp_origin == NULL))
		return "nothing: this machine refused to send";
	if (t->retransmits == 0)
		return "SYN";
	if (t->retransmits == 1)
		return "SYN, retransmitted once";
	return arena_printf(a, "SYN, retransmitted %d times", t->retransmits);
}

static const char *icmp_words(struct arena *a, const struct tcp_facts *t)
{
	const char *meaning = icmp_meaning(t->icmp_origin, t->icmp_type, t->icmp_code);

	return arena_printf(a, "%s type %d code %d%s%s%s from %s%s",
			    strcmp(t->icmp_origin, "icmp6") == 0 ? "ICMPv6" : "ICMP", t->icmp_type,
			    t->icmp_code, meaning != NULL ? " (" : "",
			    meaning != NULL ? meaning : "", meaning != NULL ? ")" : "",
			    t->offender != NULL ? t->offender : "an unknown address",
			    t->offender_is_local ? ", this machine" : "");
}

static const char *answer_words(struct arena *a, const struct stage *st)
{
	const struct tcp_facts *t = st->tcp;

	if (t->class == TCP_OPEN)
		return "SYN-ACK";
	if (t->icmp_origin != NULL)
		return icmp_words(a, t);
	if (t->class == TCP_REFUSED)
		return "RST";
	if (t->class == TCP_RESET)
		return "SYN-ACK, then RST";
	if (t->class == TCP_TIMEOUT)
		return st->ms > 0 ? arena_printf(a, "nothing in %.1f s", st->ms / 1000) : "nothing";
	return t->errno_name != NULL ? arena_printf(a, "error %s of this machine", t->errno_name)
				     : "nothing";
}

/* Whom a trace names, if it does. */
static bool names_a_place(const struct path *p)
{
	return p->certainty >= CERTAINTY_LIKELY &&
	       (p->shape == PATH_CUT || p->shape == PATH_REFUSED_NEARER || p->shape == PATH_HERE ||
		p->shape == PATH_ANSWERED);
}

static enum ask ask_along(const struct path *p)
{
	switch (path_owner(p)) {
	case OWNER_YOU:
		return ASK_LOCAL;
	case OWNER_PROVIDER:
		return ASK_CARRIER;
	case OWNER_SERVER_ADMIN:
		return ASK_INCOMING;
	default:
		return ASK_OUTGOING;
	}
}

/* By the place if a trace names one, else by what other ports and other servers show. */
static void ask_for_the_silent(const struct diagnosis *d, const struct session *s,
			       struct attempt *it)
{
	static const char *const by_port[] = {"net-outbound-blocked", NULL};
	struct path p;
	bool traced = path_find(d->record, s->address, s->port, &p);

	it->located = true;
	if (traced && names_a_place(&p))
		it->ask = ask_along(&p);
	else if (traced && p.shape == PATH_SAME_END && !caused_by(d, s, by_port))
		it->ask = ASK_SEARCH;
	else if (cause_of(d, s)->owner == OWNER_SERVER_ADMIN)
		it->ask = ASK_INCOMING;
	else
		it->located = false;
}

static void choose_ask(const struct diagnosis *d, const struct session *s, struct attempt *it)
{
	const struct tcp_facts *t = session_stage(s, STAGE_TCP)->tcp;
	static const char *const local[] = {"net-local-block", NULL};
	bool by_itself = t->offender != NULL && strcmp(t->offender, s->address) == 0;

	it->ask = t->class == TCP_LOCAL_BLOCK || caused_by(d, s, local) ? ASK_LOCAL
		  : by_itself						? ASK_INCOMING
		  : t->class == TCP_UNREACHABLE				? ASK_ROUTE
		  : t->class == TCP_RESET				? ASK_INSPECTION
									: ASK_OUTGOING;
	it->located = it->ask != ASK_OUTGOING || t->offender != NULL;
	if (!it->located)
		ask_for_the_silent(d, s, it);
}

static const char *remark_on(const struct diagnosis *d, const struct session *s,
			     const struct attempt *it)
{
	const struct not_offered *n = provider_not_offered(d->provider, s->port);

	if (it->finding != NULL && strcmp(it->finding, "net-port-not-offered") == 0 && n != NULL)
		return n->why;
	if (it->finding != NULL && strcmp(it->finding, "net-port-not-listed") == 0)
		return "the provider does not list this port";
	if (it->passage == PASSAGE_UNSENT)
		return "no packet left this machine";
	if (it->passage == PASSAGE_REFUSED)
		return "nobody listens there, or a firewall answers in its name";
	return it->control ? "tried for comparison" : NULL;
}

static struct attempt *add_attempt(struct diagnosis *d, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);
	struct attempt *it = ARENA_NEW(d->arena, struct attempt);

	it->passage = passage_of(d, s, st->tcp);
	it->control = s->purpose == SESSION_CONTROL;
	it->source = st->tcp->source;
	it->host = s->host;
	it->address = s->address;
	it->port = s->port;
	it->sent = sent_words(d->arena, st->tcp);
	it->answer = answer_words(d->arena, st);
	it->at = has_times(d->record) ? d->record->started + (int64_t)st->at_ms : 0;
	it->rtt_ms = st->tcp->class == TCP_OPEN ? st->tcp->rtt_ms : 0;
	it->hop = it->passage == PASSAGE_STOPPED ? way_words(d, s) : NULL;
	it->finding = cause_of(d, s) != NULL ? cause_of(d, s)->id : NULL;
	it->remark = remark_on(d, s, it);
	return list_append(&d->out->firewall.attempts, it);
}

/* ---- which ones ---- */

/* By a proxy the way to the server is not ours; and whose SYN was never sent was not tried. */
static bool was_tried(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return session_stage(s, STAGE_PROXY) == NULL && st != NULL && st->tcp != NULL &&
	       (st->outcome == OUTCOME_PASS || failed_with(st, FAILURE_NET));
}

/* A port that nobody misses is no reason to trouble anybody. */
static bool was_stopped(const struct diagnosis *d, const struct session *s)
{
	const struct finding *f = cause_of(d, s);

	return is_primary(s) && was_tried(s) && f != NULL && f->severity >= SEVERITY_WARNING &&
	       caused_by(d, s, stopping) &&
	       passage_of(d, s, session_stage(s, STAGE_TCP)->tcp) == PASSAGE_STOPPED;
}

static bool any_stopped(const struct diagnosis *d)
{
	LIST_EACH (const struct session, s, &d->record->sessions)
		if (was_stopped(d, s))
			return true;
	return false;
}

/* Where nothing was said to any server, the connections are all that was asked for; but none that
 * left this machine shows anything of a firewall. */
static bool is_proof(const struct diagnosis *d)
{
	bool tried = false;

	LIST_EACH (const struct session, s, &d->record->sessions)
		tried |= is_primary(s) && was_tried(s) &&
			 passage_of(d, s, session_stage(s, STAGE_TCP)->tcp) != PASSAGE_UNSENT;
	return tried && !beyond_tcp(d->record);
}

static bool is_compared(const struct session *s)
{
	return was_tried(s) && session_open(s) &&
	       (is_primary(s) || (s->purpose == SESSION_CONTROL && s->changed == NULL));
}

/* One address of a host was traced: what is silent at the others is taken for the same. */
static void follow_the_located(struct firewall *f)
{
	LIST_EACH (struct attempt, it, &f->attempts)
		LIST_EACH (const struct attempt, other, &f->attempts)
			if (it->ask == ASK_OUTGOING && !it->located && other->located &&
			    strcmp(other->host, it->host) == 0)
				it->ask = other->ask;
}

static void list_attempts(struct diagnosis *d, bool proof)
{
	LIST_EACH (const struct session, s, &d->record->sessions) {
		if (was_stopped(d, s))
			choose_ask(d, s, add_attempt(d, s));
		else if (is_compared(s) || (proof && is_primary(s) && was_tried(s)))
			add_attempt(d, s);
	}
}

/* ---- whose block it may be ---- */

static void add_block(struct diagnosis *d, const struct network *net)
{
	struct block *b = ARENA_NEW(d->arena, struct block);

	b->network = net->id;
	b->title = net->title;
	b->lifting = net->lifting;
	b->instead = net->instead;
	LIST_EACH (const struct reference, ref, &net->references) {
		if (b->as_of != NULL && strcmp(ref->as_of, b->as_of) <= 0)
			continue;
		b->source = ref->source;
		b->as_of = ref->as_of;
	}
	list_append(&d->out->firewall.blocks, b);
}

/* One cloud only that blocks just these ports: its procedure is worth reading. Of several, none is:
 * the finding names them. */
static void list_blocks(struct diagnosis *d)
{
	enum { PORTS_MAX = 16 };
	int ports[PORTS_MAX];
	size_t n = 0, fitting = 0;
	const struct network *fits = NULL;

	LIST_EACH (const struct finding, f, &d->out->findings)
		if (n < PORTS_MAX && strcmp(f->id, "net-outbound-blocked") == 0)
			ports[n++] = f->port;
	LIST_EACH (const struct network, net, knowledge_networks(d->know)) {
		if (n == 0 || !network_blocks_exactly(net, ports, n))
			continue;
		fits = net;
		fitting++;
	}
	if (fitting == 1)
		add_block(d, fits);
}

/* ---- what the rule should name ---- */

static bool in_ranges(const struct list *ranges, const char *address)
{
	LIST_EACH (const struct string_item, it, ranges)
		if (range_has(it->s, address))
			return true;
	return false;
}

static const char *publisher(const struct knowledge *k, const struct published *wanted)
{
	LIST_EACH (const struct provider, p, knowledge_providers(k))
		LIST_EACH (const struct published, it, &p->published)
			if (it == wanted)
				return p->id;
	return NULL;
}

static struct allowing *allowing_of(struct diagnosis *d, const struct published *p,
				    const char *host)
{
	struct allowing *it;

	LIST_EACH (struct allowing, known, &d->out->firewall.allowing)
		if (strcmp(known->host, host) == 0 && known->source == p->source)
			return known;
	it = ARENA_NEW(d->arena, struct allowing);
	it->host = host;
	it->provider = publisher(d->know, p);
	it->names = p->names;
	it->ports = p->ports;
	it->ranges = p->ranges;
	it->url = p->url;
	it->note = p->note;
	it->source = p->source;
	it->as_of = p->as_of;
	return list_append(&d->out->firewall.allowing, it);
}

/* At the server's own firewall it is our address that the rule names. */
bool rule_names_the_server(enum ask ask)
{
	return ask == ASK_OUTGOING || ask == ASK_CARRIER || ask == ASK_LOCAL ||
	       ask == ASK_INSPECTION;
}

static void list_allowing(struct diagnosis *d)
{
	LIST_EACH (const struct attempt, t, &d->out->firewall.attempts) {
		const struct published *p = provider_published(d->know, t->host, t->port);
		struct allowing *it;

		if (!rule_names_the_server(t->ask) || p == NULL)
			continue;
		it = allowing_of(d, p, t->host);
		if (p->ranges.n > 0 && !in_ranges(&p->ranges, t->address) &&
		    !list_has_string(&it->unlisted, t->address))
			list_add_string(&it->unlisted, d->arena, t->address);
	}
}

/* ---- the whole ---- */

/* Of texts of other programs nobody has noted it yet. */
static void list_egress(struct diagnosis *d)
{
	struct list *egress = &d->out->firewall.egress;

	LIST_EACH (const struct string_item, it, &d->record->egress)
		list_add_string(egress, d->arena, it->s);
	egress_addresses(d->arena, d->record, egress);
}

void list_firewall(struct diagnosis *d)
{
	struct firewall *f = &d->out->firewall;

	f->proof = is_proof(d);
	if (!f->proof && !any_stopped(d))
		return;
	list_attempts(d, f->proof);
	follow_the_located(f);
	list_egress(d);
	list_requests(d);
	list_allowing(d);
	list_blocks(d);
}

bool firewall_is_empty(const struct firewall *f)
{
	return f->attempts.n == 0;
}

size_t firewall_count(const struct firewall *f, enum passage passage)
{
	size_t n = 0;

	LIST_EACH (const struct attempt, it, &f->attempts)
		n += !it->control && it->passage == passage;
	return n;
}
