/* mta_sts.h - whether senders must insist on TLS (RFC 8461) */
#ifndef SMTPSCOPE_DOMAIN_MTA_STS_H
#define SMTPSCOPE_DOMAIN_MTA_STS_H

#include "domain/view.h"

struct study;

struct mta_sts_study {
	const struct dns_query *query; /* TXT of _mta-sts. the domain, NULL: not known yet */
};

void mta_sts_read(struct study *s, struct view *v);

#endif
