/* Follow-ups that would settle what is open, each at most once and only where it can matter. */
#include "interpret/facts.h"
#include "interpret/incomplete_chain.h"
#include "interpret/server_name.h"
#include "interpret/stall.h"
#include "interpret/verdict.h"

#include <string.h>

struct want *want(struct diagnosis *d, enum want_kind kind, const struct session *s)
{
	struct want *w = ARENA_NEW(d->arena, struct want);

	w->kind = kind;
	w->session = s;
	return list_append(&d->out->wants, w);
}

/* ---- TLS versions ---- */

/* 587 before 465 before 25: endpoints come in that order but for the last. */
static int rank(const struct session *s)
{
	return s->port == RELAY_PORT ? 1 : 0;
}

static bool has_agreed(const struct session *s)
{
	return is_primary(s) && agreed_version(s) != NULL;
}

static void want_versions(struct diagnosis *d)
{
	const struct session *best = NULL;

	LIST_EACH (struct session, s, &d->record->sessions)
		if (has_agreed(s) && (best == NULL || rank(s) < rank(best)))
			best = s;
	if (best != NULL && !versions_probed(d->record, NULL))
		want(d, WANT_TLS_VERSIONS, best);
	LIST_EACH (struct session, s, &d->record->sessions)
		if (has_agreed(s) && s != best && !versions_probed(d->record, s))
			want(d, WANT_MORE_VERSIONS, s);
}

/* ---- the other TLS mode ---- */

/* Silence or a good-bye instead of a greeting: TLS may be due at once, where somebody hears us. */
static bool greeting_missing(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	return s->mode == TLS_MODE_STARTTLS &&
	       (failed_with(banner, FAILURE_TIMEOUT) || stage_cut(banner)) &&
	       !(banner->banner != NULL && banner->banner->after_client) &&
	       loss_in(banner) != LOSS_ALL;
}

/* Silence or a good-bye instead of a handshake: a greeting may be due first. */
static bool handshake_missing(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return s->mode == TLS_MODE_IMPLICIT &&
	       (failed_with(tls, FAILURE_TIMEOUT) || stage_cut(tls)) &&
	       (tls->tls == NULL || (tls->tls->last_in == NULL && tls->tls->plaintext.n == 0));
}

/* ---- another name ---- */

static bool name_suspected(const struct session *s)
{
	const struct stage *ehlo = session_stage(s, STAGE_EHLO);
	int code = ehlo == NULL ? 0 : ehlo->reply.code;

	return failed_with(ehlo, FAILURE_REPLY) &&
	       (code == 501 || code == 504 || code == 550 || code == 553 || code == 421);
}

/* ---- STARTTLS all the same ---- */

/* Only a complete list without it and without a mask leaves the question open. */
static bool starttls_missing(const struct session *s)
{
	return failed_with(session_stage(s, STAGE_STARTTLS), FAILURE_NOT_OFFERED) &&
	       !session_inspected(s);
}

/* What holds for the way to an address is asked at one of its ports. */
static const struct question {
	enum want_kind kind;
	const char *changed;
	bool (*asks)(const struct session *s);
	bool of_the_way;
} retries[] = {
	{WANT_OTHER_MODE, "tls-mode", greeting_missing, false},
	{WANT_OTHER_MODE, "tls-mode", handshake_missing, false},
	{WANT_OTHER_NAME, "ehlo-name", name_suspected, false},
	{WANT_STARTTLS, "starttls", starttls_missing, false},
	{WANT_SMALL_SEGMENTS, "mss", asks_small_segments, true},
	{WANT_AGAIN, "again", asks_again, true},
};

static bool same_place(const struct question *q, const struct session *a, const struct session *b)
{
	return q->of_the_way ? strcmp(a->address, b->address) == 0 : same_endpoint(a, b);
}

/* Whether the software of that port of the host is asked already: one of its addresses tells. */
static bool asked_of_port(const struct diagnosis *d, enum want_kind kind, const char *changed,
			  const struct session *s)
{
	LIST_EACH (struct want, w, &d->out->wants)
		if (w->kind == kind && w->session->port == s->port &&
		    strcmp(w->session->host, s->host) == 0)
			return true;
	return followed_up(d->record, s, changed) != NULL;
}

/* ---- with and without a server name ---- */

static void want_names(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const char *name = is_primary(s) ? name_to_send(d, s) : NULL;

		if (name != NULL && !asked_of_port(d, WANT_SNI, "sni", s))
			want(d, WANT_SNI, s)->name = name;
		else if (is_primary(s) && has_named_server(s) &&
			 !asked_of_port(d, WANT_NO_SNI, "no-sni", s))
			want(d, WANT_NO_SNI, s);
	}
}

/* ---- a command behind STARTTLS ---- */

static void want_injection(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions)
		if (is_primary(s) && session_passed(s, STAGE_STARTTLS) &&
		    agreed_version(s) != NULL && !asked_of_port(d, WANT_INJECTION, "injection", s))
			want(d, WANT_INJECTION, s);
}

static bool answered_already(const struct diagnosis *d, const struct question *q,
			     const struct session *s)
{
	LIST_EACH (struct session, o, &d->record->sessions)
		if (o->purpose == SESSION_RETRY && o->changed != NULL &&
		    strcmp(o->changed, q->changed) == 0 && same_place(q, o, s))
			return true;
	LIST_EACH (struct want, w, &d->out->wants)
		if (w->kind == q->kind && same_place(q, w->session, s))
			return true;
	return false;
}

/* What is wrong with one family is the verdict where the other one meets the need. */
static bool matters(const struct diagnosis *d, const struct question *q, const struct session *s)
{
	if (q->of_the_way && record_is_proxied(d->record))
		return false;
	return port_unmet(d, s->port) ||
	       (q->of_the_way && d->out->verdict.finding == cause_of(d, s));
}

static void want_retries(struct diagnosis *d, const struct session *s)
{
	for (size_t i = 0; i < sizeof(retries) / sizeof(retries[0]); i++)
		if (matters(d, &retries[i], s) && retries[i].asks(s) &&
		    !answered_already(d, &retries[i], s))
			want(d, retries[i].kind, s);
}

/* ---- a port where nobody can listen ---- */

/* One is enough: who answers for every port does so at every address. */
static void want_closed_port(struct diagnosis *d)
{
	if (record_is_proxied(d->record))
		return;
	LIST_EACH (struct session, s, &d->record->sessions)
		if (s->purpose == SESSION_CONTROL && s->changed != NULL &&
		    strcmp(s->changed, "closed-port") == 0)
			return;
	LIST_EACH (struct session, s, &d->record->sessions)
		if (is_primary(s) && port_unmet(d, s->port) &&
		    session_state(d, s) == SESSION_FAULT && smtp_missing(s)) {
			want(d, WANT_CLOSED_PORT, s);
			return;
		}
}

/* Who says that we come too often is not asked more. */
static bool limited(const struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && session_state(d, s) == SESSION_LIMITED)
			return true;
	}
	return d->record->interrupted;
}

void wonder(struct diagnosis *d)
{
	if (limited(d))
		return;
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && session_state(d, s) == SESSION_FAULT)
			want_retries(d, s);
	}
	want_closed_port(d);
	want_issuers(d);
	want_names(d);
	want_injection(d);
	want_versions(d);
	want_hellos(d);
	want_ssl3(d);
	want_traces(d);
}
