/* bimi.h - the logo that mailboxes may show beside the domain's mail
 * (draft-brand-indicators-for-message-identification) */
#ifndef SMTPSCOPE_DOMAIN_BIMI_H
#define SMTPSCOPE_DOMAIN_BIMI_H

#include "domain/view.h"

struct study;
struct shape;

struct bimi_study {
	const struct dns_query *query; /* TXT of default._bimi. the domain, NULL: not known yet */
	size_t records;		       /* texts that begin with v=BIMI1 */
	const char *text;	       /* the first of them, harmless, or NULL */
	const char *logo, *evidence; /* l= and a= as they stand, harmless; NULL: absent or empty */
	bool declined;		     /* l= and a= are empty: no logo is wanted */
	const char *fault;	     /* one line, or NULL: it is one */
	int fault_at;		     /* in bytes of the record from 0 */
};

void bimi_read(struct study *s, struct view *v);

extern const struct shape bimi_study_shape; /* for reports */

#endif
