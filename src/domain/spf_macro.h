/* spf_macro.h - "%{ir}.%{v}._spf.%{d2}": macros of SPF (RFC 7208 section 7) */
#ifndef SMTPSCOPE_DOMAIN_SPF_MACRO_H
#define SMTPSCOPE_DOMAIN_SPF_MACRO_H

#include "base/text.h"

#include <stdint.h>

enum { SPF_NAME_MAX = 253 }; /* octets of a name that is asked for; more go from its front */

/* Whose mail it is. */
struct spf_macros {
	const char *local, *sender_domain; /* of the sender: what stands around its last "@" */
	const char *helo;		   /* "unknown" where nobody knows */
	const char *domain;		   /* whose record is evaluated */
	const char *validated;		   /* name of the client, or "unknown" */
	const char *address;		   /* of the client, as people read it */
	int family;			   /* of it: 4 or 6 */
	unsigned char ip[16];
	int64_t now; /* date */
};

/* What is wrong with a text in which macros stand, and where; NULL: nothing. In an explanation
 * %{c}, %{r}, %{t} and blanks are allowed, too. */
const char *spf_text_fault(struct bytes text, bool explanation, size_t *at);
/* The same of a domain-spec, which ends in a top label or a macro. */
const char *spf_domain_fault(struct bytes text, size_t *at);

/* Whether one of these letters (small ones) is a macro of the text; it has no fault. */
bool spf_text_uses(struct bytes text, const char *letters);

/* The text with its macros replaced; it has no fault. */
struct bytes spf_expand(struct arena *a, struct bytes text, const struct spf_macros *m);

/* The same of a domain-spec, as a name: without a final dot, its first labels dropped while it is
 * too long. NULL: no name that could be asked for. */
const char *spf_expand_name(struct arena *a, struct bytes text, const struct spf_macros *m);

/* `name` has labels of 1 to 63 printable bytes, and no more than SPF_NAME_MAX in all. */
bool spf_name_is_sound(const char *name);

#endif
