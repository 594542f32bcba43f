/* orgdomain.h - whose domain a name is, by the public suffix list (RFC 7489 section 3.2) */
#ifndef SMTPSCOPE_DOMAIN_ORGDOMAIN_H
#define SMTPSCOPE_DOMAIN_ORGDOMAIN_H

#include <stdbool.h>

/* The organisational domain, as a part of `name`: the label before the public suffix, and that. All
 * of a name that is a suffix itself, an address, or no name at all. No final dot; letters' case
 * does not matter. */
const char *orgdomain(const char *name);

/* The list has the name itself as a suffix: below it are domains of anybody. */
bool orgdomain_is_suffix(const char *name);

/* The same organisational domain. */
bool orgdomain_same(const char *a, const char *b);

#endif
