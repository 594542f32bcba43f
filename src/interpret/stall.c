#include "interpret/stall.h"

#include "interpret/facts.h"

#include <string.h>

enum {
	SMALL = 1200, /* what a packet of 1280, the least that IPv6 allows, has room for */
	SYN = 1,      /* counts as a byte */
	ETHERNET_MTU = 1500,
	SILENT_MS = 3000, /* a packet lost by chance is back by then */
	RESENT_SURE = 2,
};

/* ---- one connection ---- */

bool fell_silent(const struct stage *st)
{
	return failed_with(st, FAILURE_TIMEOUT) ||
	       (failed_with(st, FAILURE_RESET) && st->stall != NULL);
}

static bool lost_ours(const struct stall_facts *f)
{
	return f->in_flight > 0 && f->resent > 0;
}

enum loss loss_in(const struct stage *st)
{
	const struct stall_facts *f = st->stall;

	if (f == NULL || !fell_silent(st))
		return LOSS_NONE;
	if (lost_ours(f) && f->acked <= SYN && f->received == 0)
		return LOSS_ALL;
	if (lost_ours(f))
		return f->pending > SMALL ? LOSS_LARGE : LOSS_SMALL;
	return f->in_flight == 0 && f->out_of_order > 0 ? LOSS_BACK : LOSS_NONE;
}

static const struct stage *silent_stage(const struct session *s)
{
	const struct stage *st = fatal_stage(s);

	return fell_silent(st) && st->stall != NULL ? st : NULL;
}

/* Of all that a server says unasked for, its part of the handshake alone is large: there, silence
 * without any other sign may be a lost packet. */
static bool undecided(const struct stage *st)
{
	return st->id == STAGE_TLS && loss_in(st) == LOSS_NONE;
}

/* No follow-up does it again. */
static bool happens_once(enum stage_id id)
{
	return id == STAGE_AUTH || id == STAGE_ENVELOPE || id == STAGE_MESSAGE;
}

bool asks_small_segments(const struct session *s)
{
	const struct stage *st = silent_stage(s);
	enum loss loss = st == NULL ? LOSS_NONE : loss_in(st);

	if (st == NULL)
		return false;
	if (loss == LOSS_ALL)
		return st->stall->pending > SMALL;
	/* what answers a login does not come without one */
	if (happens_once(st->id))
		return loss == LOSS_LARGE;
	return loss == LOSS_LARGE || loss == LOSS_BACK || undecided(st);
}

/* Words that came only when we had spoken, or packets that nobody acknowledges: always so? And what
 * small segments have cured may have been a matter of that one connection. */
bool asks_again(const struct session *s)
{
	const struct stage *st = silent_stage(s);

	if (st == NULL)
		return false;
	if (st->id == STAGE_BANNER)
		return loss_in(st) == LOSS_ALL || (st->banner != NULL && st->banner->after_client);
	return undecided(st);
}

/* ---- connections compared ---- */

static bool same_address(const struct session *a, const struct session *b)
{
	return strcmp(a->address, b->address) == 0;
}

static bool is_sibling(const struct session *a, const struct session *b)
{
	return a != b && same_endpoint(a, b);
}

static const struct session *primary_of(const struct record *r, const struct session *retry)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (is_primary(s) && is_sibling(s, retry) && s->mode == retry->mode)
			return s;
	return NULL;
}

/* Where a follow-up shows whether that stage would go on: the place of a login is taken by a line
 * as long. */
static const struct stage *counterpart(const struct session *retry, enum stage_id id)
{
	return session_stage(retry, happens_once(id) ? STAGE_NOOP : id);
}

/* The packets passed, whatever was said in them. */
static bool went_on(const struct stage *st)
{
	if (st == NULL)
		return false;
	return st->outcome == OUTCOME_PASS || failed_with(st, FAILURE_REPLY) ||
	       failed_with(st, FAILURE_CERTIFICATE) ||
	       (st->id == STAGE_NOOP && failed_with(st, FAILURE_CLOSED));
}

/* A hole in the path's MTU, and the connections that show it. */
struct hole {
	const struct session *first, *small, *again; /* `again` may be NULL */
	const struct stage *silent;		     /* of the first */
	bool certain;
};

static bool is_hole(const struct record *r, const struct session *small, struct hole *h)
{
	const struct session *first = primary_of(r, small);
	const struct stage *st = first == NULL ? NULL : silent_stage(first);
	const struct stage *again;

	if (st == NULL || !went_on(counterpart(small, st->id)))
		return false;
	*h = (struct hole){first, small, retry_of(r, first, "again"), st, st->ms >= SILENT_MS};
	if (loss_in(st) != LOSS_NONE)
		return true;
	again = h->again == NULL ? NULL : counterpart(h->again, st->id);
	h->certain &= fell_silent(again);
	return !went_on(again);
}

/* The path is the same for all ports. */
static bool find_hole(const struct record *r, const struct session *s, struct hole *h)
{
	LIST_EACH (struct session, small, &r->sessions)
		if (small->purpose == SESSION_RETRY && small->changed != NULL &&
		    strcmp(small->changed, "mss") == 0 && same_address(small, s) &&
		    is_hole(r, small, h))
			return true;
	return false;
}

bool path_drops_large(const struct place *at)
{
	struct hole h;

	return !record_is_proxied(at->d->record) && silent_stage(at->session) == at->stage &&
	       at->stage != NULL && asks_small_segments(at->session) &&
	       find_hole(at->d->record, at->session, &h);
}

/* Somebody at the other end has heard us, or spoken, on another connection to that port. */
static bool somebody_there(const struct record *r, const struct session *s)
{
	LIST_EACH (struct session, o, &r->sessions) {
		const struct stage *st = silent_stage(o);

		if (is_sibling(o, s) &&
		    (heard_from(o) ||
		     (st != NULL && (st->stall->acked > SYN || st->stall->received > 0))))
			return true;
	}
	return false;
}

bool half_open(const struct place *at)
{
	return !record_is_proxied(at->d->record) && fell_silent(at->stage) &&
	       loss_in(at->stage) == LOSS_ALL && !somebody_there(at->d->record, at->session);
}

static const struct session *greeted_at_once(const struct record *r, const struct session *s)
{
	LIST_EACH (struct session, o, &r->sessions)
		if (is_sibling(o, s) && o->mode == s->mode && session_passed(o, STAGE_BANNER))
			return o;
	return NULL;
}

static const struct session *shut_out(const struct record *r, const struct session *s)
{
	LIST_EACH (struct session, o, &r->sessions) {
		const struct stage *tcp = session_stage(o, STAGE_TCP);

		if (is_sibling(o, s) && failed_with(tcp, FAILURE_NET) && tcp->tcp != NULL &&
		    tcp->tcp->class == TCP_TIMEOUT)
			return o;
	}
	return NULL;
}

/* The first word of the session was not answered, by TLS or by a greeting. */
static bool at_first_word(const struct place *at)
{
	return at->stage->id == STAGE_BANNER ||
	       (at->stage->id == STAGE_TLS && at->session->mode == TLS_MODE_IMPLICIT);
}

/* Held by the server's system, and there was no room for a second one. */
static bool held_and_no_room(const struct place *at)
{
	const struct stall_facts *f = at->stage->stall;

	return f->in_flight == 0 && f->received == 0 &&
	       shut_out(at->d->record, at->session) != NULL;
}

/* Forgotten, and remembered when we spoke, or never; another time all was well. A proxy would wait
 * each time. */
static bool forgotten_once(const struct place *at)
{
	return asks_again(at->session) && at->stage->id == STAGE_BANNER &&
	       greeted_at_once(at->d->record, at->session) != NULL;
}

bool queue_full(const struct place *at)
{
	return !record_is_proxied(at->d->record) && fell_silent(at->stage) &&
	       at->stage->stall != NULL && at_first_word(at) &&
	       (held_and_no_room(at) || forgotten_once(at));
}

/* ---- evidence ---- */

/* What further connections met at the same stage. */
static void show_retries(const struct place *at, struct finding *f)
{
	const struct session *small = retry_of(at->d->record, at->session, "mss");
	const struct session *again = retry_of(at->d->record, at->session, "again");

	if (small != NULL && fell_silent(counterpart(small, at->stage->id)))
		show(at, f, "network", "%s: the same with segments of at most %d bytes",
		     place_name(at), SMALL);
	if (again != NULL && fell_silent(counterpart(again, at->stage->id)))
		show(at, f, "network", "%s: the same at a second try", place_name(at));
	else if (again != NULL && went_on(counterpart(again, at->stage->id)))
		show(at, f, "network", "%s: %s went on at a second try", place_name(at),
		     stage_names[at->stage->id]);
}

/* Whose packets were lost. */
static void show_packets(const struct place *at, struct finding *f)
{
	const struct stall_facts *s = at->stage->stall;
	const char *place = place_name(at);

	switch (loss_in(at->stage)) {
	case LOSS_ALL:
	case LOSS_SMALL:
	case LOSS_LARGE:
		show(at, f, "network", "%s: %u bytes of ours not acknowledged, sent again %d times",
		     place, (unsigned)s->pending, s->resent);
		show(at, f, "network", "%s: %u bytes before them arrived, %u came", place,
		     (unsigned)(s->acked > SYN ? s->acked - SYN : 0), (unsigned)s->received);
		break;
	case LOSS_BACK:
		show(at, f, "network",
		     "%s: all that we said arrived, and %d packets came behind a gap", place,
		     s->out_of_order);
		break;
	case LOSS_NONE:
		if (s->in_flight == 0)
			show(at, f, "network", "%s: the system there acknowledged all that we said",
			     place);
	}
}

void show_stall(const struct place *at, struct finding *f)
{
	if (at->stage->stall == NULL || !fell_silent(at->stage))
		return;
	show_packets(at, f);
	show_retries(at, f);
}

/* With one packet in a second, even a way that is slow or loses some may look so. */
void show_half_open(const struct place *at, struct finding *f)
{
	show_stall(at, f);
	if (at->stage->stall->resent < RESENT_SURE)
		f->certainty = CERTAINTY_LIKELY;
}

static void show_sizes(const struct place *at, struct finding *f, const struct stall_facts *s)
{
	show(at, f, "network", "largest segment: %d bytes to the server, %d from it", s->snd_mss,
	     s->rcv_mss);
	if (s->path_mtu > 0)
		show(at, f, "network", "path MTU, as this machine believes: %d", s->path_mtu);
	if (s->path_mtu > ETHERNET_MTU)
		show(at, f, "note",
		     "that is more than Ethernet's %d: look at this machine's link first",
		     ETHERNET_MTU);
	else if (s->path_mtu > 0 && s->path_mtu < ETHERNET_MTU)
		show(at, f, "note", "the limit that nobody tells of is smaller, and further away");
}

static bool is_ours(enum loss loss)
{
	return loss == LOSS_LARGE || loss == LOSS_ALL;
}

void show_black_hole(const struct place *at, struct finding *f)
{
	const struct stage *passed;
	struct place first = *at;
	struct hole h;

	if (!find_hole(at->d->record, at->session, &h))
		return;
	first.stage = h.silent;
	first.session = h.first;
	passed = counterpart(h.small, h.silent->id);
	show(&first, f, "network", "%s: large packets %s the server get lost: silence in %s%s",
	     place_name(&first), is_ours(loss_in(h.silent)) ? "to" : "from",
	     stage_names[h.silent->id], time_taken(&first, " for "));
	show_packets(&first, f);
	show(&first, f, "network",
	     "%s: with segments of at most %d bytes, %s went on after %.0f ms", place_name(&first),
	     SMALL, stage_names[passed->id], passed->ms);
	if (h.again != NULL && fell_silent(counterpart(h.again, h.silent->id)))
		show(&first, f, "network",
		     "%s: a third connection, with large ones, fell silent too",
		     place_name(&first));
	show_sizes(&first, f, h.silent->stall);
	if (!h.certain)
		f->certainty = CERTAINTY_LIKELY;
}

void show_queue(const struct place *at, struct finding *f)
{
	bool after = at->stage->banner != NULL && at->stage->banner->after_client;
	const char *place = place_name(at);

	if (after)
		show(at, f, "network", "%s: the greeting came only when we had spoken%s", place,
		     time_taken(at, ", after "));
	else
		show(at, f, "network", "%s: connected, and no word came%s", place,
		     time_taken(at, " within "));
	if (!after)
		show_packets(at, f);
	if (shut_out(at->d->record, at->session) != NULL)
		show(at, f, "network",
		     "%s: a later connection got no answer; a filter would stop the first, too",
		     place);
	if (greeted_at_once(at->d->record, at->session) != NULL)
		show(at, f, "network",
		     "%s: a later connection was greeted at once; a proxy would wait each time",
		     place);
}
