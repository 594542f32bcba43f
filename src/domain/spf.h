/* spf.h - who may send for the domain (RFC 7208) */
#ifndef SMTPSCOPE_DOMAIN_SPF_H
#define SMTPSCOPE_DOMAIN_SPF_H

#include "domain/view.h"

struct study;

struct spf_study {
	const struct dns_query *query; /* TXT of the domain, NULL: not known yet */
};

void spf_read(struct study *s, struct view *v);

#endif
