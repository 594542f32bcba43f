/* tls_rpt.h - who is told of failures of TLS (RFC 8460) */
#ifndef SMTPSCOPE_DOMAIN_TLS_RPT_H
#define SMTPSCOPE_DOMAIN_TLS_RPT_H

#include "domain/view.h"

struct study;

struct tls_rpt_study {
	const struct dns_query *query; /* TXT of _smtp._tls. the domain, NULL: not known yet */
};

void tls_rpt_read(struct study *s, struct view *v);

#endif
