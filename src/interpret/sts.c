#include "interpret/sts.h"

#include "domain/study.h"
#include "interpret/facts.h"

#include <string.h>

static const struct sts_policy *policy_of(const struct diagnosis *d)
{
	const struct study *s = d->out->study;

	return s == NULL ? NULL : mta_sts_in_force(&s->mta_sts);
}

static bool covers(const struct study *s, const char *host)
{
	LIST_EACH (const struct sts_host, h, &s->mta_sts.hosts)
		if (h->covered && text_casecmp(h->name, host) == 0)
			return true;
	return false;
}

bool sts_demands(const struct diagnosis *d, const struct session *s)
{
	return policy_of(d) != NULL && is_primary(s) && s->port == RELAY_PORT &&
	       covers(d->out->study, s->host);
}

void show_sts(const struct place *at, struct finding *f)
{
	if (!sts_demands(at->d, at->session))
		return;
	show(at, f, "note", "the MTA-STS policy of %s lists %s, mode %s: %s",
	     at->d->out->study->domain, at->session->host, sts_mode_names[policy_of(at->d)->mode],
	     "TLS with a valid certificate must be there");
}

void sts_weigh(const struct place *at, struct finding *f)
{
	if (policy_of(at->d)->mode == STS_ENFORCE)
		f->severity = SEVERITY_ERROR;
	else if (f->severity > SEVERITY_WARNING)
		f->severity = SEVERITY_WARNING;
}

/* ---- certificates ---- */

/* What is wrong with it has a finding of its own, which this one then follows from. */
static struct finding *reason(const struct place *at)
{
	LIST_EACH (struct finding, f, &at->d->out->findings)
		if (f->session == at->session && f->stage == STAGE_TLS &&
		    strncmp(f->id, "cert-", strlen("cert-")) == 0 && f->severity > SEVERITY_OK)
			return f;
	return NULL;
}

void diagnose_sts(const struct place *at)
{
	const struct tls_facts *t = at->stage == NULL ? NULL : at->stage->tls;
	struct finding *f, *cause;

	if (t == NULL || !t->judged || tls_acceptable(t) || !sts_demands(at->d, at->session))
		return;
	f = found_case(at, "mta-sts-mismatch", "certificate", PER_HOST);
	sts_weigh(at, f);
	show_sts(at, f);
	cause = reason(at);
	if (cause == NULL || f->root != NULL)
		return;
	f->root = cause;
	show_sts(at, cause);
	if (cause->severity < f->severity)
		cause->severity = f->severity;
}
