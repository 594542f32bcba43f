/* Follow-ups that would settle what is open, each at most once and only where it can matter. */
#include "interpret/facts.h"
#include "interpret/verdict.h"

#include <string.h>

void want(struct diagnosis *d, enum want_kind kind, const struct session *s)
{
	struct want *w = ARENA_NEW(d->arena, struct want);

	w->kind = kind;
	w->session = s;
	list_append(&d->out->wants, w);
}

static bool wanted_already(const struct diagnosis *d, enum want_kind kind, const struct session *s)
{
	LIST_EACH (struct want, w, &d->out->wants) {
		if (w->kind == kind && w->session->port == s->port &&
		    strcmp(w->session->address, s->address) == 0)
			return true;
	}
	return false;
}

/* ---- TLS versions ---- */

static bool versions_probed(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		if (s->purpose == SESSION_TLS_VERSION)
			return true;
	}
	return false;
}

static int rank(const struct session *s)
{
	return s->port == 25 ? 1 : 0; /* endpoints come with 587 before 465 */
}

static void want_versions(struct diagnosis *d)
{
	const struct session *best = NULL;

	if (versions_probed(d->record))
		return;
	LIST_EACH (struct session, s, &d->record->sessions) {
		if (is_primary(s) && agreed_version(s) != NULL &&
		    (best == NULL || rank(s) < rank(best)))
			best = s;
	}
	if (best != NULL)
		want(d, WANT_TLS_VERSIONS, best);
}

/* ---- the other TLS mode ---- */

/* Silence or a good-bye instead of a greeting: TLS may be due at once. */
static bool greeting_missing(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	return s->mode == TLS_MODE_STARTTLS &&
	       (failed_with(banner, FAILURE_TIMEOUT) || stage_cut(banner)) &&
	       !(banner->banner != NULL && banner->banner->after_client);
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

static const struct {
	enum want_kind kind;
	const char *changed;
	bool (*asks)(const struct session *s);
} retries[] = {
	{WANT_OTHER_MODE, "tls-mode", greeting_missing},
	{WANT_OTHER_MODE, "tls-mode", handshake_missing},
	{WANT_OTHER_NAME, "ehlo-name", name_suspected},
};

static void want_retries(struct diagnosis *d, const struct session *s)
{
	for (size_t i = 0; i < sizeof(retries) / sizeof(retries[0]); i++)
		if (retries[i].asks(s) && retry_of(d->record, s, retries[i].changed) == NULL &&
		    !wanted_already(d, retries[i].kind, s))
			want(d, retries[i].kind, s);
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
		if (is_primary(s) && port_unmet(d, s->port) && session_state(d, s) == SESSION_FAULT)
			want_retries(d, s);
	}
	want_versions(d);
	want_traces(d);
}
