/* discovery.h - how mail programs find the domain's servers (RFC 6186, 8314; autoconfig,
 * autodiscover) */
#ifndef SMTPSCOPE_DOMAIN_DISCOVERY_H
#define SMTPSCOPE_DOMAIN_DISCOVERY_H

#include "domain/view.h"

struct study;

struct discovery_study {
	struct list services; /* of struct discovery_service */
};

void discovery_read(struct study *s, struct view *v);

#endif
