/* mta_sts_policy.h - the document by which a domain says which hosts take its mail, and how surely
 * (RFC 8461 section 3.2); hostile input, fuzzed */
#ifndef SMTPSCOPE_DOMAIN_MTA_STS_POLICY_H
#define SMTPSCOPE_DOMAIN_MTA_STS_POLICY_H

#include "base/text.h"

#include <stdbool.h>

enum { STS_MAX_AGE_MAX = 31557600 }; /* seconds: a year */

enum sts_mode { STS_NONE, STS_TESTING, STS_ENFORCE };
extern const char *const sts_mode_names[];

struct sts_pattern {
	struct item item;
	const char *text; /* "mx.example.org", "*.example.org" */
	int line;	  /* from 1 */
	int matches;	  /* MX hosts, counted by mta_sts.c */
};

struct sts_policy {
	enum sts_mode mode;   /* holds where there is no fault, as all below */
	int max_age;	      /* seconds */
	struct list patterns; /* of struct sts_pattern */
	const char *fault;    /* one line in words, harmless; NULL: it can be used */
	int fault_line;	      /* from 1; 0: of the whole */
};

/* In `a`; never NULL. */
struct sts_policy *sts_policy_read(struct arena *a, struct bytes text);

/* A star stands for one label, the first (section 4.1). */
bool sts_pattern_covers(const struct sts_pattern *p, const char *host);

#endif
