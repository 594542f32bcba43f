/* refusal.h - what the words in which a server refused mail of the domain name: --reply */
#ifndef SMTPSCOPE_DOMAIN_REFUSAL_H
#define SMTPSCOPE_DOMAIN_REFUSAL_H

#include "domain/spf_check.h"
#include "domain/view.h"

struct study;

struct refusal_study {
	const char *ip; /* the address that the mail came from, by --ip or the words; or NULL */
	struct spf_check *check; /* of that one (with --ip: spf.check), or NULL */
};

void refusal_read(struct study *s, struct view *v);

/* The first address in `words` that is of the internet, or NULL. In `a`. */
const char *refusal_address(struct arena *a, struct bytes words);

#endif
