#include "interpret/tls_picture.h"

#include "interpret/facts.h"

#include <string.h>

const char *const tls_versions_seen[TLS_VERSIONS_SEEN] = {"SSL3.0", "TLS1.0", "TLS1.1", "TLS1.2",
							  "TLS1.3"};

static const char another_version[] = "GNUTLS_E_UNSUPPORTED_VERSION_PACKET";

bool version_is_old(const char *version)
{
	return version != NULL && strcmp(version, "TLS1.2") < 0;
}

const char *newest_offered(const struct tls_facts *t)
{
	const char *dash;

	if (t == NULL || t->offered == NULL)
		return NULL;
	dash = strchr(t->offered, '-');
	return dash != NULL ? dash + 1 : t->offered;
}

const char *oldest_offered(struct arena *a, const struct tls_facts *t)
{
	if (t == NULL || t->offered == NULL)
		return NULL;
	return arena_copy(a, t->offered, strcspn(t->offered, "-"));
}

/* ---- one handshake ---- */

const char *tls_refusal(struct arena *a, const struct stage *tls)
{
	const struct tls_facts *t = tls == NULL ? NULL : tls->tls;

	if (tls == NULL || tls->outcome != OUTCOME_FAIL || (t != NULL && t->version != NULL))
		return NULL;
	if (t != NULL && t->alert != NULL)
		return arena_printf(a, "alert %d (%s)", t->alert_number, t->alert);
	if (tls_error_is(t, another_version))
		return "answered with another version";
	if (failed_with(tls, FAILURE_CLOSED))
		return "closed the connection";
	return failed_with(tls, FAILURE_RESET) ? "reset the connection" : NULL;
}

bool refused_by_version(const struct tls_facts *t)
{
	return alert_is(t, ALERT_PROTOCOL_VERSION) || tls_error_is(t, another_version);
}

bool refused_for_version(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	return failed_with(st, FAILURE_TLS) && st->tls != NULL && st->tls->version == NULL &&
	       (refused_by_version(st->tls) || alert_is(st->tls, ALERT_HANDSHAKE_FAILURE));
}

/* ---- one endpoint ---- */

static struct version_seen *seen(struct tls_picture *p, const char *name)
{
	for (int i = 0; name != NULL && i < TLS_VERSIONS_SEEN; i++)
		if (strcmp(tls_versions_seen[i], name) == 0)
			return &p->versions[i];
	return NULL;
}

/* Whoever says "protocol version" means all that were on offer. */
static void see_refused_range(struct arena *a, struct tls_picture *p, const struct stage *tls)
{
	const char *oldest = oldest_offered(a, tls->tls), *newest = newest_offered(tls->tls);
	const char *how = tls_refusal(a, tls);

	if (oldest == NULL || how == NULL || !failed_with(tls, FAILURE_TLS) ||
	    !alert_is(tls->tls, ALERT_PROTOCOL_VERSION))
		return;
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		if (strcmp(tls_versions_seen[i], oldest) >= 0 &&
		    strcmp(tls_versions_seen[i], newest) <= 0) {
			p->versions[i].answer = VERSION_REFUSED;
			p->versions[i].how = how;
		}
}

static void see_primary(struct arena *a, struct tls_picture *p)
{
	const struct stage *tls = session_stage(p->session, STAGE_TLS);
	struct version_seen *v;

	if (tls == NULL || tls->tls == NULL)
		return;
	see_refused_range(a, p, tls);
	v = seen(p, tls->tls->version);
	if (v == NULL)
		return;
	v->answer = VERSION_ACCEPTED;
	v->agreed = true;
	v->facts = tls->tls;
}

static const char *untested(struct arena *a, const struct stage *tls)
{
	const char *local;

	if (failed_with(tls, FAILURE_TIMEOUT))
		return "no answer";
	if (failed_with(tls, FAILURE_LOCAL)) {
		local = text_safe(a, tls->detail);
		return *local != '\0' ? local : "this machine cannot offer it";
	}
	return tls->tls != NULL && tls->tls->error != NULL ? tls->tls->error : tls->note;
}

/* One version, offered alone. Who looks for its suites asks more often, and the last time in vain.
 */
static void see_probe(struct arena *a, struct tls_picture *p, const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);
	struct version_seen *v = seen(p, s->changed);
	const char *refusal;

	p->probed |= v != NULL;
	if (v == NULL || tls == NULL || v->answer == VERSION_ACCEPTED)
		return;
	refusal = tls_refusal(a, tls);
	if (tls->tls != NULL && tls->tls->version != NULL) {
		v->answer = VERSION_ACCEPTED;
		v->facts = tls->tls;
		v->how = NULL;
	} else if (s->purpose == SESSION_TLS_VERSION && refusal != NULL) {
		v->answer = VERSION_REFUSED;
		v->how = refusal;
	} else if (s->purpose == SESSION_TLS_VERSION && v->answer == VERSION_UNTESTED) {
		v->how = untested(a, tls);
	}
}

struct tls_picture *tls_picture_of(struct arena *a, const struct record *r, const struct session *s)
{
	struct tls_picture *p = ARENA_NEW(a, struct tls_picture);

	p->session = s;
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		p->versions[i].name = tls_versions_seen[i];
	see_primary(a, p);
	LIST_EACH (struct session, o, &r->sessions)
		if ((o->purpose == SESSION_TLS_VERSION || o->purpose == SESSION_TLS_SUITES) &&
		    same_endpoint(o, s))
			see_probe(a, p, o);
	return p;
}

const struct version_seen *newest_spoken(const struct tls_picture *p)
{
	for (int i = TLS_VERSIONS_SEEN - 1; i >= 0; i--)
		if (p->versions[i].answer == VERSION_ACCEPTED)
			return &p->versions[i];
	return NULL;
}

const struct version_seen *oldest_spoken(const struct tls_picture *p)
{
	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		if (p->versions[i].answer == VERSION_ACCEPTED)
			return &p->versions[i];
	return NULL;
}

const char *versions_with(struct arena *a, const struct tls_picture *p, enum version_answer answer)
{
	const char *all = NULL;

	for (int i = 0; i < TLS_VERSIONS_SEEN; i++)
		if (p->versions[i].answer == answer)
			all = all == NULL ? p->versions[i].name
					  : arena_printf(a, "%s, %s", all, p->versions[i].name);
	return all;
}
