/* Silence: whose it is, as far as others on the same way tell.
 *
 * A filter, a dead machine and lost packets look alike. What tells them apart are others: unrelated
 * servers that are silent on the same port, and some that answer all the while. */
#include "base/netaddr.h"
#include "interpret/facts.h"
#include "interpret/reach.h"

#include <string.h>

/* ---- who has to do with whom ---- */

/* Two names may be one machine; and networks of that size are given to one owner, with one firewall
 * in front. */
static bool unrelated(const struct session *a, const struct session *b)
{
	return hosts_unrelated(a->host, b->host) && !same_network(a->address, b->address, 24, 48);
}

/* ---- what happened in the same seconds, in the same family ---- */

static const struct tcp_facts *facts_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return st == NULL ? NULL : st->tcp;
}

static bool is_pulse(const struct session *s)
{
	return s->changed != NULL && strcmp(s->changed, "again") == 0;
}

/* Connections of the first round: follow-ups came later, when the weather may have changed. */
static bool together(const struct session *o, const struct session *s)
{
	return facts_of(o) != NULL && is_ipv6(o->address) == is_ipv6(s->address) &&
	       (is_primary(o) ||
		(o->purpose == SESSION_CONTROL && (o->changed == NULL || is_pulse(o))));
}

static bool is_silent(const struct session *s)
{
	return failed_with(session_stage(s, STAGE_TCP), FAILURE_NET) && tcp_class(s) == TCP_TIMEOUT;
}

/* It answers, but not every time: packets get lost on the way, or are let through by number. */
static bool lossy(const struct session *s)
{
	return (session_open(s) && facts_of(s)->retransmits > 0) || (is_pulse(s) && is_silent(s));
}

/* How likely is it at most that mere loss, whatever its rate, took all of `lost` packets and none
 * of `answered`? The rate that does it best is lost / (lost + answered). */
static double chance_of_loss(int lost, int answered)
{
	double all = lost + answered, chance = 1;

	for (int i = 0; i < lost; i++)
		chance *= lost / all;
	for (int i = 0; i < answered; i++)
		chance *= answered / all;
	return chance;
}

#define LOSS_UNLIKELY (1.0 / 4000)

/* Of one connection: a kernel gives up long before, and a saved record may say anything. */
enum { SYNS_MAX = 255 };

static int syns(const struct session *s)
{
	int again = facts_of(s)->retransmits;

	return again < 0 ? 1 : again < SYNS_MAX ? 1 + again : SYNS_MAX;
}

struct tally {
	int lost, answered;	/* SYNs */
	bool stranger_silent;	/* on the same port */
	bool stranger_filtered; /* ... in so many words */
	bool port_answers;	/* to anybody: it is not blocked */
	bool loss;
};

static struct tally count(const struct record *r, const struct session *s)
{
	struct tally t = {0};

	LIST_EACH (struct session, o, &r->sessions) {
		if (!together(o, s))
			continue;
		t.loss |= lossy(o);
		if (o->port != s->port) {
			t.answered += session_open(o);
			continue;
		}
		t.port_answers |= facts_of(o)->machine_open > 0;
		if (is_silent(o))
			t.lost += syns(o);
		t.stranger_silent |= is_silent(o) && unrelated(o, s);
		t.stranger_filtered |= forbidden(o) && !said_by_server(o) && unrelated(o, s);
		t.port_answers |= session_open(o) || (tcp_class(o) == TCP_REFUSED && !forbidden(o));
	}
	return t;
}

bool outbound_blocked(const struct record *r, const struct session *s)
{
	struct tally t;

	if (!is_silent(s))
		return false;
	t = count(r, s);
	if (t.port_answers || t.answered == 0)
		return false;
	return t.stranger_filtered ||
	       (t.stranger_silent && !t.loss && chance_of_loss(t.lost, t.answered) < LOSS_UNLIKELY);
}

/* ---- evidence ---- */

/* How often it was asked and how often it answered. */
static void show_answers(const struct place *at, struct finding *f, const struct session *o)
{
	int asked = 1, open = 1;

	LIST_EACH (struct session, p, &at->d->record->sessions)
		if (is_pulse_of(p, o)) {
			asked++;
			open += session_open(p);
		}
	show(at, f, "network", "%s (%s) port %d: open, %d of %d times meanwhile", o->host,
	     o->address, o->port, open, asked);
}

void show_outbound(const struct place *at, struct finding *f)
{
	const struct session *s = at->session;

	LIST_EACH (struct session, o, &at->d->record->sessions) {
		if (!together(o, s) || o == s || is_pulse(o))
			continue;
		if (o->port == s->port && unrelated(o, s))
			show(at, f, "network", "%s (%s) port %d: %s, too", o->host, o->address,
			     o->port, tcp_class_names[tcp_class(o)]);
		else if (o->port != s->port && session_open(o))
			show_answers(at, f, o);
	}
}

/* Ports of the same host that answered tell a filter on one port from a dead machine. */
static void show_other_ports(const struct place *at, struct finding *f)
{
	struct buf ports = {0};
	int last = 0;

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

/* Who reaches a stranger on that port has the port open: the silence is the server's own. */
static void show_port_is_open(const struct place *at, struct finding *f)
{
	const struct session *s = at->session;

	LIST_EACH (struct session, o, &at->d->record->sessions)
		if (together(o, s) && o->port == s->port && session_open(o) && unrelated(o, s)) {
			show(at, f, "note", "%s (%s) answers on port %d: this network lets it out",
			     o->host, o->address, o->port);
			f->owner = OWNER_SERVER_ADMIN;
			drop_advice(f, " --control "); /* it was done */
			return;
		}
}

/* Another program of this machine has just been let out there. */
static void show_machine(const struct place *at, struct finding *f)
{
	int open = at->stage->tcp->machine_open;

	if (open == 0)
		return;
	show(at, f, "note",
	     "this machine has or had %d other connection%s to port %d: it is not blocked for all",
	     open, open == 1 ? "" : "s", at->session->port);
	if (f->certainty > CERTAINTY_LIKELY)
		f->certainty = CERTAINTY_LIKELY;
}

static const struct session *lossy_one(const struct record *r, const struct session *s)
{
	LIST_EACH (const struct session, o, &r->sessions)
		if (together(o, s) && lossy(o))
			return o;
	return NULL;
}

static void show_loss(const struct place *at, struct finding *f)
{
	const struct session *o = lossy_one(at->d->record, at->session);

	if (o == NULL)
		return;
	show(at, f, "note",
	     "%s port %d did not answer every packet: some get lost here, and this may be no more "
	     "than that",
	     o->address, o->port);
	f->certainty = CERTAINTY_POSSIBLE;
}

/* Connections that waited for an answer at the same time: ours, or of all programs here. */
static int waiting(const struct record *r, const struct stage *st)
{
	int n = 0;

	LIST_EACH (struct session, o, &r->sessions) {
		const struct stage *tcp = session_stage(o, STAGE_TCP);

		n += has_times(r) && tcp != NULL && tcp->tcp != NULL &&
		     tcp->at_ms < st->at_ms + st->ms && tcp->at_ms + tcp->ms > st->at_ms;
	}
	return n > st->tcp->machine_waiting ? n : st->tcp->machine_waiting;
}

/* Many at once are what rate limits are for. */
enum { CROWD = 24 };

static void show_crowd(const struct place *at, struct finding *f)
{
	int n = waiting(at->d->record, at->stage);

	if (n < CROWD)
		return;
	show(at, f, "note", "%d connections were waiting at once: try this one alone", n);
	if (f->certainty > CERTAINTY_LIKELY)
		f->certainty = CERTAINTY_LIKELY;
}

bool silence_may_be_loss(const struct record *r, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TCP);

	return is_silent(s) && st->tcp != NULL &&
	       (lossy_one(r, s) != NULL || waiting(r, st) >= CROWD);
}

void show_silence(const struct place *at, struct finding *f)
{
	show_tcp(at, f);
	show_other_ports(at, f);
	show_port_is_open(at, f);
	show_machine(at, f);
	show_loss(at, f);
	show_crowd(at, f);
}
