/* Whose clock is wrong: all that a run shows of the time, in one place.
 *
 * A greeting's date is anybody's word: where it contradicts this machine's clock, one of the two is
 * wrong. An OCSP response signed by a trusted authority is proof, in one direction: it cannot be of
 * the future, so a clock before it is behind; that it is days old proves nothing. Certificates of
 * servers that have nothing in common are not all of the future, or all of the past. */
#include "interpret/bannerdate.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"

#include "base/clock.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define SKEW_MS	  (5 * MINUTE_MS)
#define NO_PROOF  INT64_MIN

/* What the run knows; offsets are milliseconds by which somebody is ahead of this machine. */
struct times {
	struct diagnosis *d;
	int64_t proven; /* the true time is at least so far ahead, or NO_PROOF */
	const struct session *prover;
};

enum opinion {
	NO_OPINION,
	CLOCK_HERE,  /* this machine's is wrong, and the certificate good */
	CLOCK_RIGHT, /* this machine's is right: the dates are the server's fault */
};

/* ---- who says what ---- */

static int64_t ours_at(const struct times *t, const struct stage *st)
{
	return stage_wall_ms(t->d->record, st);
}

static bool far(int64_t offset)
{
	return offset > SKEW_MS || offset < -SKEW_MS;
}

static bool greeted_offset(const struct times *t, const struct session *s, int64_t *offset)
{
	return greeting_ahead(t->d->record, s, offset);
}

static const struct tls_facts *judged(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	return st != NULL && st->tls != NULL && st->tls->judged ? st->tls : NULL;
}

static bool out_of_date(const struct staple *s)
{
	return s != NULL && s->fault != NULL && strcmp(s->fault, "out-of-date") == 0;
}

/* Signed, and by an authority that is trusted: the server cannot have made it. */
static bool is_proof(const struct tls_facts *f)
{
	return f != NULL && f->trusted && f->staple != NULL &&
	       (f->staple->status != STAPLE_INVALID || out_of_date(f->staple));
}

static int64_t latest(const struct staple *s)
{
	return s->produced > s->this_update ? s->produced : s->this_update;
}

static void gather_proof(struct times *t)
{
	t->proven = NO_PROOF;
	LIST_EACH (const struct session, s, &t->d->record->sessions) {
		const struct tls_facts *f = judged(s);
		int64_t offset;

		if (!is_proof(f))
			continue;
		offset = latest(f->staple) - ours_at(t, session_stage(s, STAGE_TLS));
		if (offset > t->proven) {
			t->proven = offset;
			t->prover = s;
		}
	}
}

static bool proven_behind(const struct times *t)
{
	return t->proven != NO_PROOF && t->proven > SKEW_MS;
}

/* A greeting from before what is proven tells the wrong time, whoever sent it. */
static bool refuted(const struct times *t, int64_t offset)
{
	return t->proven != NO_PROOF && offset < t->proven - SKEW_MS;
}

static bool same_host(const struct session *a, const struct session *b)
{
	return a->host != NULL && b->host != NULL && strcmp(a->host, b->host) == 0;
}

/* Some other host's greeting tells the same time as this machine: two clocks against one. */
static const struct session *who_agrees(const struct times *t, const struct session *but)
{
	int64_t offset;

	LIST_EACH (const struct session, s, &t->d->record->sessions)
		if (s->host != NULL && !same_host(s, but) && greeted_offset(t, s, &offset) &&
		    !far(offset) && !refuted(t, offset))
			return s;
	return NULL;
}

/* ---- what the certificate would say at another time ---- */

static bool holds_at(const struct tls_facts *f, int64_t now)
{
	LIST_EACH (const struct certificate, c, &f->chain)
		if (!c->unused && (now < c->not_before || now > c->not_after))
			return false;
	return !out_of_date(f->staple) ||
	       (f->staple->this_update <= now + SKEW_MS &&
		(f->staple->next_update == 0 || now <= f->staple->next_update));
}

static bool holds_with(const struct times *t, const struct session *s, int64_t offset)
{
	return holds_at(judged(s), ours_at(t, session_stage(s, STAGE_TLS)) + offset);
}

static bool in_trouble(const struct session *s)
{
	const struct tls_facts *f = judged(s);

	return is_primary(s) && f != NULL &&
	       (f->expired || f->not_yet_valid || out_of_date(f->staple));
}

/* Trusted servers of two owners, none in its time, all on the same side of it. */
static bool all_on_one_side(const struct times *t, const struct session *first)
{
	const struct tls_facts *mine = judged(first), *f;
	bool unrelated = false;

	LIST_EACH (const struct session, s, &t->d->record->sessions) {
		f = judged(s);
		if (f == NULL || !f->trusted)
			continue;
		if (f->not_yet_valid != mine->not_yet_valid || f->expired != mine->expired)
			return false;
		unrelated |= hosts_unrelated(s->host, first->host);
	}
	return unrelated && mine->trusted && mine->expired != mine->not_yet_valid;
}

/* ---- whose fault the dates are ---- */

static enum opinion by_greeting(const struct times *t, const struct session *s, int64_t offset)
{
	if (refuted(t, offset))
		return NO_OPINION;
	if (!far(offset))
		return CLOCK_RIGHT;
	if (!holds_with(t, s, offset))
		return NO_OPINION;
	return who_agrees(t, s) != NULL ? CLOCK_RIGHT : CLOCK_HERE;
}

static enum opinion by_others(const struct times *t, const struct session *s)
{
	int64_t offset;

	if (who_agrees(t, s) != NULL)
		return CLOCK_RIGHT;
	LIST_EACH (const struct session, o, &t->d->record->sessions)
		if (greeted_offset(t, o, &offset) && far(offset) && !refuted(t, offset) &&
		    holds_with(t, s, offset))
			return CLOCK_HERE;
	return all_on_one_side(t, s) ? CLOCK_HERE : NO_OPINION;
}

/* Proof goes before words: with a clock that is behind, what has expired did so for certain. */
static enum opinion whose_fault(const struct times *t, const struct session *s)
{
	int64_t offset;

	if (proven_behind(t))
		return judged(s)->expired ? NO_OPINION : CLOCK_HERE;
	if (greeted_offset(t, s, &offset))
		return by_greeting(t, s, offset);
	return by_others(t, s);
}

/* ---- the finding ---- */

static struct place place_of(const struct times *t, const struct session *s, enum stage_id id)
{
	return (struct place){.d = t->d, .session = s, .stage = session_stage(s, id)};
}

static const char *span(struct arena *a, int64_t ms)
{
	int64_t minutes = (ms < 0 ? -ms : ms) / MINUTE_MS;
	int n = (int)(minutes >= 2880 ? minutes / 1440 : minutes >= 120 ? minutes / 60 : minutes);

	return arena_printf(a, "%d %s", n,
			    minutes >= 2880  ? "days"
			    : minutes >= 120 ? "hours"
					     : "minutes");
}

static void show_ours(const struct place *at, struct finding *f, int64_t ours)
{
	char text[CLOCK_TEXT_SIZE];

	show(at, f, "note", "this machine's clock: %s", clock_text(ours, text));
}

static struct finding *found_behind(const struct times *t)
{
	struct place at = place_of(t, t->prover, STAGE_TLS);
	const struct staple *s = at.stage->tls->staple;
	char text[CLOCK_TEXT_SIZE];
	struct finding *f;

	at.why = span(t->d->arena, t->proven);
	f = found_case(&at, "clock-skew", "behind", ONCE);
	show(&at, f, "certificate", "%s: an OCSP response, signed on %s by a trusted authority",
	     place_name(&at), clock_text(latest(s), text));
	show_ours(&at, f, ours_at(t, at.stage));
	return f;
}

/* One sighting a host: its ports have one clock. */
static bool seen_before(const struct times *t, const struct session *s)
{
	int64_t offset;

	LIST_EACH (const struct session, o, &t->d->record->sessions) {
		if (o == s)
			return false;
		if (greeted_offset(t, o, &offset) && far(offset) && same_host(o, s))
			return true;
	}
	return false;
}

static void show_conflict(const struct times *t, const struct place *at, struct finding *f,
			  int64_t offset)
{
	const struct session *other = who_agrees(t, at->session);

	if (refuted(t, offset))
		show(at, f, "note",
		     "the server's own OCSP response was signed %s after the time in its greeting",
		     span(t->d->arena, t->proven - offset));
	else if (other != NULL)
		show(at, f, "note", "the greeting of %s tells the same time as this machine",
		     other->host);
}

static struct finding *found_difference(const struct times *t, const struct session *s,
					int64_t offset)
{
	struct place at = place_of(t, s, STAGE_BANNER);
	bool theirs = refuted(t, offset) || who_agrees(t, s) != NULL;
	char text[CLOCK_TEXT_SIZE];
	struct finding *f;

	at.why = span(t->d->arena, offset);
	f = theirs ? found_case(&at, "clock-skew", "server", ONCE) : found(&at, "clock-skew", ONCE);
	show(&at, f, "note", "the server's clock: %s",
	     clock_text(ours_at(t, at.stage) + offset, text));
	show_ours(&at, f, ours_at(t, at.stage));
	show_conflict(t, &at, f, offset);
	return f;
}

/* Beside a proof, a greeting that says something else is worth a line. */
static void show_contradiction(const struct times *t, struct finding *f)
{
	int64_t offset;

	LIST_EACH (const struct session, s, &t->d->record->sessions)
		if (greeted_offset(t, s, &offset) && refuted(t, offset)) {
			const struct place at = place_of(t, s, STAGE_BANNER);

			show(&at, f, "note",
			     "%s greets with a time before that, too: a clock is wrong there",
			     s->host);
			return;
		}
}

/* What is to be said of this machine's clock; NULL: nothing is. */
static struct finding *note_clocks(const struct times *t)
{
	struct finding *ours = NULL, *f;
	int64_t offset;

	if (proven_behind(t)) {
		ours = found_behind(t);
		show_contradiction(t, ours);
		return ours;
	}
	LIST_EACH (const struct session, s, &t->d->record->sessions)
		if (is_primary(s) && greeted_offset(t, s, &offset) && far(offset) &&
		    !seen_before(t, s)) {
			f = found_difference(t, s, offset);
			ours = f->of_case == NULL ? f : ours;
		}
	return ours;
}

static struct finding *found_by_certificates(const struct times *t, const struct session *s)
{
	struct place at = place_of(t, s, STAGE_TLS);
	struct finding *f = found_case(&at, "clock-skew", "certificates", ONCE);

	show_ours(&at, f, ours_at(t, at.stage));
	return f;
}

/* ---- what follows from it ---- */

static bool about_dates(const struct finding *f)
{
	return strcmp(f->id, "cert-expired") == 0 || strcmp(f->id, "cert-not-yet-valid") == 0 ||
	       (strcmp(f->id, "cert-staple-invalid") == 0 && f->of_case != NULL &&
		strcmp(f->of_case, "out-of-date") == 0);
}

static bool ends_somebody(const struct times *t, const struct finding *f)
{
	LIST_EACH (const struct session, s, &t->d->record->sessions)
		if (cause_of(t->d, s) == f)
			return true;
	return false;
}

static void is_consequence(const struct times *t, const struct session *s, struct finding *clock)
{
	const struct place at = place_of(t, s, STAGE_TLS);
	struct finding *cause = cause_of(t->d, s);

	if (cause != NULL && about_dates(cause))
		blame_instead(&at, clock);
	LIST_EACH (struct finding, f, &t->d->out->findings)
		if (f != clock && f->port == s->port && about_dates(f) && !ends_somebody(t, f))
			f->root = clock;
}

static void show_agreement(const struct times *t, const struct place *at, struct finding *f)
{
	const struct session *other = who_agrees(t, at->session);
	int64_t offset;

	if (greeted_offset(t, at->session, &offset) && !far(offset))
		show(at, f, "note", "%s: the greeting tells the same time as this machine",
		     place_name(at));
	else if (other != NULL)
		show(at, f, "note", "the greeting of %s tells the same time as this machine",
		     other->host);
}

static void is_the_servers(const struct times *t, const struct session *s)
{
	const struct place at = place_of(t, s, STAGE_TLS);

	LIST_EACH (struct finding, f, &t->d->out->findings) {
		if (f->session != s || !about_dates(f))
			continue;
		if (strcmp(f->id, "cert-not-yet-valid") == 0 && f->of_case == NULL)
			finding_in_case(&at, f, "server");
		f->owner = OWNER_SERVER_ADMIN; /* another case has words of its own */
		show_agreement(t, &at, f);
	}
}

static void weigh_dates(const struct times *t, const struct session *s, struct finding *clock)
{
	switch (whose_fault(t, s)) {
	case CLOCK_HERE:
		is_consequence(t, s, clock != NULL ? clock : found_by_certificates(t, s));
		break;
	case CLOCK_RIGHT:
		is_the_servers(t, s);
		break;
	case NO_OPINION:
		break;
	}
}

void diagnose_clock(struct diagnosis *d)
{
	struct times t = {.d = d};
	struct finding *clock;

	if (!has_times(d->record))
		return;
	gather_proof(&t);
	clock = note_clocks(&t);
	LIST_EACH (const struct session, s, &d->record->sessions)
		if (in_trouble(s))
			weigh_dates(&t, s, clock);
}
