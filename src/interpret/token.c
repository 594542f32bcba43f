#include "interpret/token.h"

#include "interpret/clocks.h"
#include "interpret/diagnose_asked.h"
#include "interpret/diagnose_token.h"
#include "interpret/verdict.h"

/* ---- what no server can take ---- */

/* NULL: a server has to say. */
static const struct token_fault *worst_of(const struct token_fault *faults, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (faults[i].weight == TOKEN_HOPELESS)
			return &faults[i];
	return NULL;
}

static const struct token_service *service_named(const struct knowledge *k, const char *provider)
{
	return provider == NULL ? NULL : token_service_find(k, provider);
}

const char *token_withheld(const struct record *r, const struct knowledge *k,
			   const struct session *s)
{
	struct token_fault faults[TOKEN_FAULTS_MAX];
	struct token_sight sight = {.facts = r->token, .know = k, .to_be_sent = true};
	const struct token_fault *worst;

	if (r->token == NULL)
		return NULL;
	sight.service = service_named(k, r->provider);
	sight.ahead = session_ahead(r, s);
	worst = worst_of(faults, token_faults(&sight, faults));
	return worst == NULL ? NULL : worst->id;
}

/* ---- of a token alone ---- */

/* What a service gave a moment ago for the scope of mail, though nobody can look into it. */
static bool is_as_asked(const struct record *r, const struct token_service *s)
{
	const struct token_asked *q = r->asked;

	return q != NULL && q->fault == NULL && s != NULL && service_grant_of(s, q->grant) != NULL;
}

/* The good news, as far as the claims go. */
static struct finding *found_ready(const struct place *at, const struct token_service *s)
{
	const struct token_facts *t = at->d->record->token;
	const char *of_case = s == NULL		      ? "unknown"
			      : !token_is_readable(t) ? "granted"
			      : !token_is_of_app(t)   ? NULL
			      : s->app_role != NULL && !list_has_string(&t->roles, s->app_role)
				      ? "app-without-role"
				      : "app";
	struct finding *f = found_case(at, "oauth-token-ready", of_case, ONCE);

	f->severity = SEVERITY_OK;
	show_claims(at, f);
	return f;
}

static struct finding *found_opaque(const struct place *at)
{
	const struct token_facts *t = at->d->record->token;
	struct finding *f = found(at, "oauth-token-opaque", ONCE);

	if (t->form == TOKEN_ENCRYPTED)
		finding_in_case(at, f, "encrypted");
	else if (t->like != NULL)
		finding_in_known_case(at, f, t->like);
	return f;
}

static enum verdict_status status_by(const struct finding *f)
{
	static const enum verdict_status by_severity[] = {
		[SEVERITY_OK] = VERDICT_OK,
		[SEVERITY_NOTICE] = VERDICT_OK,
		[SEVERITY_WARNING] = VERDICT_DEGRADED,
		[SEVERITY_ERROR] = VERDICT_FAILED,
	};

	return by_severity[f->severity];
}

static struct finding *judge_token(struct diagnosis *d, enum verdict_status *status)
{
	const struct place at = {.d = d};
	const struct token_facts *t = d->record->token;
	const struct token_service *s = token_service_of(d->know, d->record->provider, t);
	struct finding *f = found_token_fault(&at, TOKEN_TOLD);

	if (f != NULL && f->severity >= SEVERITY_WARNING) {
		*status = status_by(f);
		return f;
	}
	if (!token_is_readable(t) && !is_as_asked(d->record, s)) {
		*status = VERDICT_UNTESTED;
		return found_opaque(&at);
	}
	*status = VERDICT_OK;
	return found_ready(&at, s);
}

/* Why none came: the gravest of what was found. */
static struct finding *judge_refusal(struct diagnosis *d, enum verdict_status *status)
{
	const struct place at = {.d = d};
	struct finding *worst = NULL;

	LIST_EACH (struct finding, f, &d->out->findings)
		if (worst == NULL || f->severity > worst->severity)
			worst = f;
	*status = d->record->asked != NULL && d->record->asked->interrupted ? VERDICT_UNTESTED
									    : VERDICT_FAILED;
	return worst != NULL ? worst : found(&at, "interrupted", ONCE);
}

static void diagnose_alone(struct diagnosis *d)
{
	struct verdict *v = &d->out->verdict;
	struct finding *f;

	if (d->record->asked != NULL)
		diagnose_asked(d);
	f = d->record->token != NULL ? judge_token(d, &v->status) : judge_refusal(d, &v->status);
	findings_begin_with(&d->out->findings, f);
	v->finding = f;
	v->summary = f->title;
}

struct interpretation *interpret_token(const struct record *r, const struct knowledge *k)
{
	struct arena *a = arena_new();
	struct diagnosis d = diagnosis_begin(a, r, k);

	diagnose_alone(&d);
	return d.out;
}
