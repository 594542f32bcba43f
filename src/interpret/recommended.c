/* Which endpoint to put into a program's settings, and what to put there.
 *
 * RFC 8314 section 3.3 wants implicit TLS (465) and STARTTLS (587) both served for a while and
 * mail programs to come to prefer implicit TLS: nothing is said in clear that somebody on the way
 * could change. So of two endpoints that are alike in all else the one with implicit TLS is chosen.
 * Port 25 is for servers among each other and is blocked in many networks: it comes last. */
#include "interpret/facts.h"
#include "interpret/verdict.h"
#include "smtp/caps.h"

#include <string.h>

const char *const login_proof_names[] = {"seen", "not-tested", "not-needed", NULL};
const char *const user_form_names[] = {"address", "down-level", "name", NULL};

/* ---- what was seen ---- */

static bool took_recipients(const struct stage *envelope)
{
	return envelope != NULL && envelope->outcome == OUTCOME_PASS &&
	       envelope->envelope != NULL && envelope->envelope->recipients.n > 0;
}

static enum login_proof login_of(const struct session *s)
{
	if (session_passed(s, STAGE_AUTH))
		return LOGIN_SEEN;
	return took_recipients(session_stage(s, STAGE_ENVELOPE)) ? LOGIN_NOT_NEEDED
								 : LOGIN_NOT_TESTED;
}

static enum user_form form_of(const char *user)
{
	return strchr(user, '@') != NULL    ? USER_ADDRESS
	       : strchr(user, '\\') != NULL ? USER_DOWN_LEVEL
					    : USER_NAME;
}

static const char *sender_of(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_ENVELOPE);
	const char *from = st == NULL || st->outcome != OUTCOME_PASS || st->envelope == NULL
				   ? NULL
				   : st->envelope->from;

	return from == NULL || *from == '\0' ? NULL : from; /* the null sender is for bounces */
}

/* The name in EHLO is this machine's, or an address literal, unless the user gave another. */
static const char *given_ehlo(const struct record *r, const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_EHLO);
	const char *name;

	if (st == NULL || st->ehlo == NULL)
		st = session_stage(s, STAGE_EHLO_AGAIN);
	name = st == NULL || st->ehlo == NULL ? NULL : st->ehlo->name;
	if (name == NULL || r->hostname == NULL || *name == '[' ||
	    text_casecmp(name, r->hostname) == 0)
		return NULL;
	return name;
}

static const char *ca_file_of(const struct tls_facts *t)
{
	return t->trust_store == NULL || strcmp(t->trust_store, "system") == 0 ? NULL
									       : t->trust_store;
}

/* What became of that mechanism in a session that was there to try it. */
static const struct stage *trial_of(const struct record *r, const struct session *first,
				    const char *mechanism)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (s->purpose == SESSION_AUTH && same_endpoint(s, first) && s->changed != NULL &&
		    text_casecmp(s->changed, mechanism) == 0)
			return session_stage(s, STAGE_AUTH);
	return NULL;
}

static void sort_mechanisms(const struct diagnosis *d, const struct session *s,
			    struct recommended *w)
{
	const struct list *caps = final_capabilities(s);
	struct list all = {0};

	if (caps != NULL)
		caps_mechanisms(d->arena, caps, &all);
	LIST_EACH (const struct string_item, it, &all) {
		const struct stage *trial = trial_of(d->record, s, it->s);

		if (trial == NULL || trial->outcome != OUTCOME_FAIL)
			list_add_string(trial != NULL && trial->outcome == OUTCOME_PASS
						? &w->accepted
						: &w->offered,
					d->arena, it->s);
	}
}

static struct recommended *describe(const struct diagnosis *d, const struct session *s)
{
	struct recommended *w = ARENA_NEW(d->arena, struct recommended);
	const struct tls_facts *tls = session_stage(s, STAGE_TLS)->tls;
	const struct stage *auth = session_stage(s, STAGE_AUTH);

	*w = (struct recommended){
		.host = s->host,
		.port = s->port,
		.mode = s->mode,
		.tls_version = tls->version,
		.login = login_of(s),
		.from = sender_of(s),
		.ca_file = ca_file_of(tls),
		.ehlo = given_ehlo(d->record, s),
		.user_form = -1,
	};
	if (w->login == LOGIN_SEEN && auth->auth != NULL) {
		w->mechanism = auth->auth->mechanism;
		w->user = auth->auth->user;
		w->user_form = w->user == NULL ? -1 : (int)form_of(w->user);
	}
	sort_mechanisms(d, s, w);
	return w;
}

/* ---- which of them ---- */

/* A secret may go there: whoever answered is who the name says. */
static bool channel_verified(const struct session *s)
{
	const struct stage *tls = session_stage(s, STAGE_TLS);

	return s->mode != TLS_MODE_NONE && tls != NULL && tls->outcome == OUTCOME_PASS &&
	       tls->tls != NULL && tls_acceptable(tls->tls);
}

static bool warned(const struct diagnosis *d, const struct session *s)
{
	LIST_EACH (const struct finding, f, &d->out->findings)
		if (f->severity >= SEVERITY_WARNING && f->port == s->port)
			return true;
	return false;
}

/* Smaller is better; what counts most is counted highest. */
static int rank(const struct diagnosis *d, const struct session *s)
{
	return (s->port == RELAY_PORT) << 3 | (login_of(s) == LOGIN_NOT_TESTED) << 2 |
	       warned(d, s) << 1 | (s->mode != TLS_MODE_IMPLICIT);
}

static bool is_candidate(const struct diagnosis *d, const struct session *s)
{
	return is_primary(s) && session_state(d, s) == SESSION_WORKS && channel_verified(s);
}

/* Several addresses of a host at one port are one way. */
static bool is_listed(const struct list *ways, const struct session *s)
{
	LIST_EACH (const struct recommended, w, ways)
		if (w->port == s->port && w->mode == s->mode && strcmp(w->host, s->host) == 0)
			return true;
	return false;
}

static const struct session *best_unlisted(const struct diagnosis *d)
{
	const struct session *best = NULL;

	LIST_EACH (const struct session, s, &d->record->sessions)
		if (is_candidate(d, s) && !is_listed(&d->out->recommended, s) &&
		    (best == NULL || rank(d, s) < rank(d, best)))
			best = s;
	return best;
}

static bool only_in_clear(const struct diagnosis *d)
{
	LIST_EACH (const struct session, s, &d->record->sessions)
		if (is_primary(s) && session_state(d, s) == SESSION_WORKS &&
		    s->mode != TLS_MODE_NONE && session_passed(s, STAGE_TLS))
			return false;
	return true;
}

static const char *why_none(const struct diagnosis *d)
{
	if (d->record->purpose == PURPOSE_MX)
		return "an MX host is for other servers, not for programs that submit mail";
	if (d->out->verdict.status == VERDICT_UNTESTED)
		return "what is needed was not tested";
	if (!target_met(d))
		return "nothing was seen to work";
	return only_in_clear(d) ? "nothing was seen to work with TLS"
				: "no server's certificate was one to rely on";
}

void recommend(struct diagnosis *d)
{
	struct interpretation *out = d->out;
	const struct session *s;

	if (d->record->purpose != PURPOSE_MX && target_met(d) && once_failed(d) == NULL)
		while ((s = best_unlisted(d)) != NULL)
			list_append(&out->recommended, describe(d, s));
	if (out->recommended.n == 0)
		out->no_settings = why_none(d);
}
