/* dmarc.h - what to do with mail that is not the domain's (RFC 7489) */
#ifndef SMTPSCOPE_DOMAIN_DMARC_H
#define SMTPSCOPE_DOMAIN_DMARC_H

#include "domain/view.h"

struct study;

struct dmarc_study {
	const struct dns_query *query; /* TXT of _dmarc. the domain, NULL: not known yet */
};

void dmarc_read(struct study *s, struct view *v);

#endif
