/* diagnose_domain_dmarc.h - inside this room: what the two halves of DMARC's diagnosis share */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_DMARC_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_DMARC_H

#include "interpret/diagnose_domain.h"

/* Where reports of a domain may go that has said nothing of it: "mailto:dmarc@example.org", and the
 * note that somebody has to make that mailbox. */
const char *usual_reports(const struct diagnosis *d, const char *domain);
extern const char reports_note[];

/* The policy's place: its name is what findings are about. */
struct place policy_place(struct diagnosis *d, const struct dmarc_place *p);
/* The registry's, for all that is registered with it: whoever edits the domain's zone cannot change
 * that one. */
bool policy_is_registrys(const struct study *s, const struct dmarc_place *p);
/* The record as it stands, as evidence. */
void show_policy(const struct place *at, struct finding *f, const struct dmarc_place *p,
		 const struct dmarc_record *r);

/* What the record in force asks for, whether mail of the domain can meet that, and where reports
 * go. */
void diagnose_dmarc_policy(struct diagnosis *d, const struct study *s);
void diagnose_dmarc_reports(struct diagnosis *d, const struct study *s);

#endif
