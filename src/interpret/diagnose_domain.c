/* What a domain's zone comes to, part by part. */
#include "interpret/diagnose_domain.h"

#include "record/words.h"

#include <string.h>

/* What is told first where two weigh the same: what keeps mail from arriving, from being sent, then
 * what keeps it from being believed. */
static void (*const parts[])(struct diagnosis *d, const struct study *s) = {
	diagnose_domain_mx,	 diagnose_domain_spf,	  diagnose_domain_dmarc,
	diagnose_domain_dkim,	 diagnose_domain_mta_sts, diagnose_domain_dane,
	diagnose_domain_tls_rpt, diagnose_domain_bimi,	  diagnose_domain_discovery,
	diagnose_domain_reply,
};

/* ---- what it says of itself ---- */

bool sends_nothing(const struct study *s)
{
	const struct spf_record *r = s->spf.record;

	return r->state == SPF_FOUND && r->terms.n == 1 && r->all != NULL &&
	       r->all->qualifier == SPF_FAIL;
}

bool is_parked(const struct study *s)
{
	return s->mx.null_mx && sends_nothing(s);
}

/* ---- what it does not say ---- */

const char *no_answer(const struct dns_query *q)
{
	return q->cut ? "more records than are read" : dns_status_words[q->status];
}

/* ---- all of it ---- */

/* Of a domain that does not exist nothing else is missing. */
static bool is_void(const struct study *s)
{
	return s->mx.state == MX_NO_NAME;
}

/* Nothing is known of the zone: what is not known of its parts follows from that. */
static void join_unanswered(struct diagnosis *d)
{
	static const char *const ids[] = {"spf-lookup-failed", "dmarc-lookup-failed",
					  "dkim-lookup-failed", "discovery-unanswered"};
	const struct finding *first = (const void *)d->out->findings.first;

	if (first == NULL || strncmp(first->id, "dns-", 4) != 0)
		return;
	LIST_EACH (struct finding, f, &d->out->findings)
		for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
			if (strcmp(f->id, ids[i]) == 0)
				f->root = first;
}

void diagnose_domain(struct diagnosis *d)
{
	const struct study *s = study_of_record(d->arena, d->record, d->know);

	d->out->study = s;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i] == diagnose_domain_mx || !is_void(s))
			parts[i](d, s);
	if (s->mx.state == MX_UNKNOWN)
		join_unanswered(d);
}
