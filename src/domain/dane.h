/* dane.h - certificates that the zone pins for its MX hosts (RFC 7672) */
#ifndef SMTPSCOPE_DOMAIN_DANE_H
#define SMTPSCOPE_DOMAIN_DANE_H

#include "domain/view.h"

struct study;

struct dane_study {
	struct list hosts; /* of struct dane_host */
};

void dane_read(struct study *s, struct view *v);

#endif
