/* One verdict for a domain: what its zone says, and what the sessions of --probe showed. */
#include "interpret/diagnose_domain.h"

#include "interpret/facts.h"
#include "interpret/verdict.h"

#include <string.h>

/* ---- its mail servers ---- */

/* A server that refuses is one that answers. */
static bool answered(const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);

	return session_open(s) ||
	       (tcp != NULL && tcp->tcp != NULL && tcp->tcp->class == TCP_REFUSED);
}

static bool one_answered(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (is_primary(s) && answered(s))
			return true;
	return false;
}

/* Where no server answers from here, port 25 may be closed near us, which says nothing about the
 * domain. One that works gets the mail, whatever is wrong with the others. */
static void weigh_session(const struct diagnosis *d, struct finding *f, bool heard)
{
	if (f->session == NULL)
		return;
	if (!heard && f->severity > SEVERITY_NOTICE)
		f->severity = SEVERITY_NOTICE;
	else if (f->severity == SEVERITY_ERROR && target_met(d))
		f->severity = SEVERITY_WARNING;
}

static bool was_tried(const struct record *r, const char *host)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (strcmp(s->host, host) == 0)
			return true;
	return false;
}

/* A zone may name more than anybody connects to. */
static void tell_of_others(struct diagnosis *d)
{
	size_t n = 0;

	LIST_EACH (const struct mx_host, h, &d->out->study->mx.hosts)
		n += h->addresses.n > 0 && !h->again && !was_tried(d->record, h->name);
	if (n > 0)
		not_tested(d, "%zu more mail servers", n);
}

static void weigh_sessions(struct diagnosis *d)
{
	bool heard = one_answered(d->record);

	LIST_EACH (struct finding, f, &d->out->findings)
		weigh_session(d, f, heard);
	if (!d->record->domain->probed)
		not_tested(d, "the mail servers themselves (--probe connects to them)");
	else if (d->record->sessions.n > 0 && !heard)
		not_tested(d, "the mail servers themselves: none answers on port 25 from here");
	else if (d->record->sessions.n > 0)
		tell_of_others(d);
	list_works(d);
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

/* No name server has said a word: that is no news of the domain. */
static bool nobody_answered(const struct record *r)
{
	LIST_EACH (const struct dns_query, q, &r->queries)
		if (q->rcode >= 0)
			return false;
	return true;
}

static enum verdict_status status_of(const struct diagnosis *d, const struct finding *worst)
{
	if (nobody_answered(d->record))
		return VERDICT_UNTESTED;
	if (worst != NULL && worst->severity == SEVERITY_ERROR)
		return VERDICT_FAILED;
	if (d->record->interrupted || !d->out->study->complete)
		return VERDICT_UNTESTED;
	return worst != NULL && worst->severity == SEVERITY_WARNING ? VERDICT_DEGRADED : VERDICT_OK;
}

static struct finding *said(struct diagnosis *d, enum verdict_status status, struct finding *worst)
{
	const struct place at = {.d = d, .host = d->record->domain->name};

	if (status != VERDICT_OK && worst != NULL && worst->severity == SEVERITY_ERROR)
		return worst;
	if (status == VERDICT_UNTESTED)
		return found(&at, d->record->interrupted ? "interrupted" : "domain-unread", ONCE);
	return status == VERDICT_OK
		       ? found_case(&at, "domain-ready", ready_case(d->out->study), ONCE)
		       : worst;
}

void judge_domain(struct diagnosis *d)
{
	struct verdict *v = &d->out->verdict;
	struct finding *f;

	weigh_sessions(d);
	if (!d->out->study->complete)
		not_tested(d, "all of the zone: not every question was answered");
	f = worst(d);
	v->status = status_of(d, f);
	f = said(d, v->status, f);
	findings_sort(&d->out->findings);
	findings_begin_with(&d->out->findings, f);
	v->finding = f;
	v->summary = f->title;
}
