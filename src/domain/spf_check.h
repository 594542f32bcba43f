/* spf_check.h - what a receiver says to mail from an address: check_host() of RFC 7208 section 4
 *
 * Pure: over the answers that a view has. It is evaluated from left to right; where an answer is
 * missing, what stands behind it is looked at, too, but only so that its questions are asked
 * meanwhile: then `pending` is set and there is no result yet. What cannot be answered is a
 * temperror, never a pass. */
#ifndef SMTPSCOPE_DOMAIN_SPF_CHECK_H
#define SMTPSCOPE_DOMAIN_SPF_CHECK_H

#include "domain/spf_record.h"
#include "domain/view.h"

struct study;

/* One of the records on the way to the mechanism that decided; the last has that mechanism. */
struct spf_step {
	struct item item;
	const char *domain; /* whose record */
	const char *term;   /* of it, neutralised; NULL: none matched, the default */
};

struct spf_check {
	bool pending; /* answers are missing; all below is nothing yet */
	enum spf_result result;
	const char *ip;		 /* canonical, or as it was given where it is no address */
	const char *sender;	 /* "local@domain" */
	const char *helo;	 /* or NULL */
	struct list path;	 /* of struct spf_step, the domain's own record first */
	const char *why;	 /* of temperror, permerror and none: one line; else NULL */
	const char *explanation; /* what the domain lets receivers say of a fail, neutralised, or
				    NULL */
	int lookups, voids;	 /* that it took */
};

/* `sender`: a mailbox, a local part (at the domain), or NULL ("postmaster" at the domain). `helo`:
 * or NULL. Of a mailbox at another domain that domain's record is checked. Never NULL. */
struct spf_check *spf_check_host(struct study *s, struct view *v, const char *ip,
				 const char *sender, const char *helo);

#endif
