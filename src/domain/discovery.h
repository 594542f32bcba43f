/* discovery.h - how mail programs find the domain's servers (RFC 6186, 8314; autoconfig,
 * autodiscover) */
#ifndef SMTPSCOPE_DOMAIN_DISCOVERY_H
#define SMTPSCOPE_DOMAIN_DISCOVERY_H

#include "domain/host.h"
#include "know/provider.h"

struct study;
struct shape;
struct discovery_advice;

enum { DISCOVERY_TARGETS_MAX = 8 }; /* of one name, that are looked at */

struct discovery_target {
	struct item item;
	int priority, weight, port; /* of SRV, else 0 */
	const char *name;	    /* in small letters, without a final dot */
	const char *alias;	    /* SRV: its target is an alias (RFC 2782): of what; or NULL */
	enum host_fate fate;
};

/* A name that is there; what is absent is not in the list. */
struct discovery_service {
	struct item item;
	const char *label; /* "_imaps._tcp", "autodiscover" */
	const char *name;  /* label.DOMAIN */
	const char *type;  /* "SRV", "CNAME", or "A": addresses of its own */
	bool unknown;	   /* what is asked for it was not answered: it may be there */
	bool off; /* SRV ".": the service is not there, on purpose (RFC 6186 section 3.4) */
	struct list targets; /* of struct discovery_target, in the order of priority */
	const struct discovery_advice *advice; /* what the provider wants there, or NULL */
	bool astray;			       /* ... and it leads elsewhere */
};

struct discovery_study {
	struct list services; /* of struct discovery_service */
};

extern const struct shape discovery_study_shape; /* for reports */

void discovery_read(struct study *s, struct view *v);

#endif
