/* reply.h - what the words in which a server refused mail of the domain name: --reply */
#ifndef SMTPSCOPE_DOMAIN_REPLY_H
#define SMTPSCOPE_DOMAIN_REPLY_H

#include "domain/spf_check.h"
#include "domain/view.h"

struct study;

struct reply_study {
	const char *ip; /* the address that the mail came from, by --ip or the words; or NULL */
	struct spf_check *check; /* of that one (with --ip: spf.check), or NULL */
};

void reply_read(struct study *s, struct view *v);

/* The first address in `words` that is of the internet, or NULL. In `a`. */
const char *reply_address(struct arena *a, struct bytes words);

#endif
