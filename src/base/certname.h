/* certname.h - names of certificates and hosts (RFC 9525 section 6) */
#ifndef SMTPSCOPE_BASE_CERTNAME_H
#define SMTPSCOPE_BASE_CERTNAME_H

#include "base/text.h"

/* A dNSName stands for `host` (in A-labels): it is the same, or "*." and what follows the first
 * label of the host. No other star counts, and none that stands for a whole top level. */
bool certname_covers(struct bytes name, const char *host);

bool certname_is_wildcard(struct bytes name);

#endif
