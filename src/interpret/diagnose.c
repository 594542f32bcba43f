#include "interpret/certificate.h"
#include "interpret/context.h"
#include "interpret/dane.h"
#include "interpret/diagnose.h"
#include "interpret/diagnose_domain.h"
#include "interpret/diagnose_token.h"
#include "interpret/facts.h"
#include "interpret/hygiene.h"
#include "interpret/interpret.h"
#include "interpret/sent.h"
#include "interpret/server_name.h"
#include "interpret/stall.h"
#include "interpret/sts.h"
#include "interpret/tried.h"
#include "interpret/way.h"

#include <string.h>

/* ---- failures that mean the same in every stage ---- */

static void show_interruption(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: ended in %s%s%s%s", place_name(at), stage_names[at->stage->id],
	     time_taken(at, " after "), at->stage->note != NULL ? ": " : "",
	     at->stage->note != NULL ? at->stage->note : "");
	show_message_underway(at, f);
}

static void show_out_of_time(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: still in %s when the time was up, %.0f s after the start",
	     place_name(at), stage_names[at->stage->id], (at->stage->at_ms + at->stage->ms) / 1000);
	show_message_underway(at, f);
}

static void show_local(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: %s", place_name(at), text_safe(at->d->arena, at->stage->detail));
}

static void show_malformed(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: in reply to %s", place_name(at), stage_names[at->stage->id]);
	show_bytes(at, f, "reply", at->stage->detail);
}

static bool interrupted(const struct place *at)
{
	return failed_with(at->stage, FAILURE_INTERRUPTED);
}

static bool out_of_time(const struct place *at)
{
	return interrupted(at) && at->stage->note != NULL &&
	       strcmp(at->stage->note, "total-timeout") == 0;
}

static bool local(const struct place *at)
{
	return failed_with(at->stage, FAILURE_LOCAL);
}

/* That we broke the login off was answered by yet another challenge: a reply, if no right one. */
static bool asks_on(const struct place *at)
{
	return at->stage->id == STAGE_AUTH && at->stage->auth != NULL &&
	       at->stage->auth->own_fault != NULL && at->stage->detail.n == 0;
}

/* In place of a greeting, a handshake or a proxy it may be another protocol: their parts tell. */
static bool malformed(const struct place *at)
{
	return at->stage->id != STAGE_BANNER && at->stage->id != STAGE_TLS &&
	       at->stage->id != STAGE_PROXY && !asks_on(at) &&
	       (failed_with(at->stage, FAILURE_PROTOCOL) ||
		failed_with(at->stage, FAILURE_TOO_LONG));
}

static const struct rule anywhere[] = {
	{out_of_time, "check-timeout", ONCE, show_out_of_time},
	{interrupted, "interrupted", ONCE, show_interruption},
	{local, "local-error", ONCE, show_local},
	{malformed, "reply-malformed", PER_PORT, show_malformed},
	{path_drops_large, "net-mtu-black-hole", PER_ADDRESS, show_black_hole},
	{queue_full, "banner-queue-full", PER_PORT, show_queue},
	{half_open, "net-half-open", PER_PORT, show_half_open},
	{NULL, NULL, ONCE, NULL},
};

static struct finding *found_anywhere(const struct place *at)
{
	struct finding *f = found_forbidden(at);

	return f != NULL ? f : first_rule(at, anywhere);
}

/* ---- the walk ---- */

static void diagnose_tls_and_cert(const struct place *at)
{
	diagnose_tls(at);
	diagnose_dane(at);
	diagnose_staple(at);
	diagnose_cert(at);
	diagnose_server_name(at);
}

static void (*const parts[STAGE_COUNT])(const struct place *at) = {
	[STAGE_PROXY] = diagnose_proxy,	     [STAGE_BANNER] = diagnose_greeting,
	[STAGE_EHLO] = diagnose_ehlo,	     [STAGE_STARTTLS] = diagnose_starttls,
	[STAGE_TLS] = diagnose_tls_and_cert, [STAGE_EHLO_AGAIN] = diagnose_ehlo,
	[STAGE_AUTH] = diagnose_auth,	     [STAGE_ENVELOPE] = diagnose_envelope,
	[STAGE_MESSAGE] = diagnose_message,
};

/* Mail servers that find no TLS, or one that they cannot verify, hand over in clear or unverified,
 * unless signed records or a policy speak against it; greylisting, of which nobody need take
 * notice, is meant to pass. Said, but no reason to call it a failure. */
static bool forgiven(const struct diagnosis *d, const struct session *s, const struct stage *st,
		     const struct finding *cause)
{
	bool between_servers = d->record->purpose == PURPOSE_MX && !sts_demands(d, s);

	if (between_servers && failed_with(st, FAILURE_CERTIFICATE))
		return strncmp(cause->id, "dane-", strlen("dane-")) != 0;
	if (between_servers && st->id == STAGE_STARTTLS &&
	    (failed_with(st, FAILURE_NOT_OFFERED) || failed_with(st, FAILURE_REPLY)))
		return dane_promise(d->record, s) == NULL;
	return (st->id == STAGE_ENVELOPE || st->id == STAGE_MESSAGE) &&
	       failed_with(st, FAILURE_REPLY) && st->reply.code / 100 == 4 &&
	       cause->severity < SEVERITY_WARNING;
}

/* The part of the stage, then two things that hold for all: a failure has a cause, and what fails
 * after a failure is its consequence. */
static void diagnose_stage(struct diagnosis *d, const struct session *s, const struct stage *st)
{
	struct place at = {.d = d, .session = s, .stage = st};
	struct finding *before = cause_of(d, s), *general = found_anywhere(&at);
	struct item *last = d->out->findings.last;

	blame(&at, general);
	if (general == NULL && parts[st->id] != NULL)
		parts[st->id](&at);
	if (st->outcome != OUTCOME_FAIL)
		return;
	if (cause_of(d, s) == NULL)
		blame(&at, found(&at, "local-error", ONCE));
	if (before == NULL && forgiven(d, s, st, cause_of(d, s)))
		forgive(&at);
	if (before != NULL)
		for (struct item *it = last == NULL ? d->out->findings.first : last->next;
		     it != NULL; it = it->next)
			((struct finding *)(void *)it)->root = before;
}

/* The last days of a certificate stop nothing today: what did stop the session is the cause. */
static void diagnose_session(struct diagnosis *d, const struct session *s)
{
	const struct place tls = {.d = d, .session = s, .stage = session_stage(s, STAGE_TLS)};
	const struct place starttls = {
		.d = d, .session = s, .stage = session_stage(s, STAGE_STARTTLS)};

	LIST_EACH (struct stage, st, &s->stages) {
		const struct place at = {.d = d, .session = s, .stage = st};

		if (st->id != STAGE_QUIT &&
		    (st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL))
			diagnose_stage(d, s, st);
		else if (st->id == STAGE_AUTH && st->outcome == OUTCOME_SKIP)
			diagnose_skipped_auth(&at);
	}
	diagnose_expiry(&tls);
	diagnose_hygiene(&starttls);
	dane_vouch(&tls);
	diagnose_sts(&tls);
}

static void diagnose(struct diagnosis *d)
{
	if (d->record->domain != NULL)
		diagnose_domain(d);
	else
		diagnose_dns(d);
	if (d->record->name_fault != NULL)
		return;
	if (record_is_proxied(d->record)) {
		diagnose_way_to_proxy(d);
	} else {
		diagnose_tcp(d);
		diagnose_path(d);
	}
	LIST_EACH (struct session, s, &d->record->sessions)
		if (is_primary(s))
			diagnose_session(d, s);
	diagnose_differences(d);
	diagnose_offers(d);
	diagnose_context(d);
	diagnose_tried(d);
	diagnose_token(d);
	diagnose_secret(d);
	diagnose_way(d);
	diagnose_clock(d);
	diagnose_limits(d);
}

static const struct provider *provider_of(const struct record *r, const struct knowledge *k)
{
	const struct provider *p = r->provider == NULL ? NULL : provider_by_id(k, r->provider);

	return p != NULL ? p : provider_generic(k);
}

struct diagnosis diagnosis_begin(struct arena *a, const struct record *r, const struct knowledge *k)
{
	struct diagnosis d = {
		.record = r,
		.know = k,
		.provider = provider_of(r, k),
		.out = ARENA_NEW(a, struct interpretation),
		.arena = a,
		.causes = arena_alloc(a, (r->sessions.n + 1) * sizeof(*d.causes)),
	};

	d.out->arena = a;
	return d;
}

struct interpretation *interpret_in(struct arena *a, const struct record *r,
				    const struct knowledge *k)
{
	struct diagnosis d = diagnosis_begin(a, r, k);
	struct interpretation *i = d.out;

	i->way = way_of_record(a, r, k);
	i->sent = sent_of(a, r, k);
	diagnose(&d);
	if (r->domain != NULL)
		judge_domain(&d);
	else
		judge(&d);
	list_firewall(&d);
	recommend(&d);
	wonder(&d);
	return i;
}

struct interpretation *interpret(const struct record *r, const struct knowledge *k)
{
	return interpret_in(arena_new(), r, k);
}

struct interpretation *interpretation_free(struct interpretation *i)
{
	if (i != NULL)
		arena_free(i->arena);
	return NULL;
}
