/* What a domain's zone comes to: each part for itself, the sessions of --probe, one verdict. */
#include "interpret/diagnose_domain.h"

#include "interpret/facts.h"
#include "interpret/verdict.h"

/* What is told first where two weigh the same: what keeps mail from arriving, from being sent, then
 * what keeps it from being believed. */
static void (*const parts[])(struct diagnosis *d, const struct study *s) = {
	diagnose_domain_mx,	 diagnose_domain_spf,	  diagnose_domain_dmarc,
	diagnose_domain_dkim,	 diagnose_domain_mta_sts, diagnose_domain_dane,
	diagnose_domain_tls_rpt, diagnose_domain_bimi,	  diagnose_domain_discovery,
	diagnose_domain_reply,
};

void diagnose_domain(struct diagnosis *d)
{
	d->out->study = study_of_record(d->arena, d->record, d->know);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](d, d->out->study);
}

/* ---- the verdict ---- */

/* The first of the worst: parts come in the order of what is told first. */
static struct finding *worst(const struct diagnosis *d)
{
	struct finding *worst = NULL;

	LIST_EACH (struct finding, f, &d->out->findings)
		if (f->root == NULL && (worst == NULL || f->severity > worst->severity))
			worst = f;
	return worst;
}

static enum verdict_status status_of(const struct diagnosis *d, const struct finding *worst)
{
	if (d->record->interrupted)
		return VERDICT_UNTESTED;
	if (worst == NULL || worst->severity < SEVERITY_WARNING)
		return VERDICT_OK;
	return worst->severity == SEVERITY_ERROR ? VERDICT_FAILED : VERDICT_DEGRADED;
}

void judge_domain(struct diagnosis *d)
{
	const struct place at = {.d = d, .host = d->record->domain->name};
	struct verdict *v = &d->out->verdict;
	struct finding *f = worst(d);

	v->status = status_of(d, f);
	if (v->status == VERDICT_UNTESTED)
		f = found(&at, "interrupted", ONCE);
	else if (v->status == VERDICT_OK)
		f = found(&at, "domain-ready", ONCE);
	findings_sort(&d->out->findings);
	findings_begin_with(&d->out->findings, f);
	v->finding = f;
	v->summary = f->title;
}
