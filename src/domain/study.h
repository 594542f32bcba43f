/* study.h - what a domain's records say, read together: facts drawn from facts, no advice
 *
 * Pure: from a record (record.domain, queries, what was fetched, sessions of --probe) and what is
 * known of providers. Each part has a file of its own and reads the others' only as far as
 * the order below says: MX first, since it tells whose domain it is. A part that misses an answer
 * says so by the view and leaves its facts at nothing. */
#ifndef SMTPSCOPE_DOMAIN_STUDY_H
#define SMTPSCOPE_DOMAIN_STUDY_H

#include "domain/bimi.h"
#include "domain/dane.h"
#include "domain/discovery.h"
#include "domain/dkim.h"
#include "domain/dmarc.h"
#include "domain/mta_sts.h"
#include "domain/mx.h"
#include "domain/refusal.h"
#include "domain/spf.h"
#include "domain/tls_rpt.h"
#include "domain/view.h"
#include "know/knowledge.h"

struct study {
	struct arena *arena;
	const struct record *record;
	const struct knowledge *know;
	const char *domain;
	bool complete; /* nothing is missing */
	bool full;     /* there was more to ask than we ask (VIEW_QUESTIONS_MAX) */
	struct mx_study mx;
	struct spf_study spf;
	struct dkim_study dkim;
	struct dmarc_study dmarc;
	struct mta_sts_study mta_sts;
	struct tls_rpt_study tls_rpt;
	struct dane_study dane;
	struct bimi_study bimi;
	struct discovery_study discovery;
	struct refusal_study refusal;
};

/* In `a`; never NULL. `v` (of the same record, in `a`) gets what is missing. */
struct study *study_domain(struct arena *a, struct view *v, const struct record *r,
			   const struct knowledge *k);

/* Of a record to which nothing will be added. */
const struct study *study_of_record(struct arena *a, const struct record *r,
				    const struct knowledge *k);

#endif
