/* mta_sts.h - whether senders must insist on TLS (RFC 8461) */
#ifndef SMTPSCOPE_DOMAIN_MTA_STS_H
#define SMTPSCOPE_DOMAIN_MTA_STS_H

#include "domain/host.h"
#include "domain/mta_sts_policy.h"
#include "domain/policy_txt.h"
#include "record/shape.h"

struct study;

/* One MX host against the policy. */
struct sts_host {
	struct item item;
	const char *name;
	const char *pattern; /* the first that stands for it, or NULL */
	bool covered;
};

struct mta_sts_study {
	struct policy_txt txt;		  /* of _mta-sts. the domain */
	const char *id;			  /* of that record, or NULL */
	const char *host;		  /* "mta-sts.example.org" */
	const char *url;		  /* of the policy */
	struct host_look look;		  /* at the host */
	const struct policy_fetch *fetch; /* NULL: not known yet, or nobody to ask */
	const struct sts_policy *policy;  /* NULL: no document came */
	struct list hosts; /* of struct sts_host; of a usable policy with a mode other than none */
	size_t uncovered;  /* of them */
};

void mta_sts_read(struct study *s, struct view *v);

/* The policy that senders take: announced, fetched and well-formed; NULL: there is none. */
const struct sts_policy *mta_sts_in_force(const struct mta_sts_study *m);

/* Of struct mta_sts_study. */
extern const struct shape mta_sts_study_shape;

#endif
