/* bimi.h - the logo that mailboxes may show beside the domain's mail */
#ifndef SMTPSCOPE_DOMAIN_BIMI_H
#define SMTPSCOPE_DOMAIN_BIMI_H

#include "domain/view.h"

struct study;

struct bimi_study {
	const struct dns_query *query; /* TXT of default._bimi. the domain, NULL: not known yet */
};

void bimi_read(struct study *s, struct view *v);

#endif
