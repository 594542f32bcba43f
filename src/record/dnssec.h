/* dnssec.h - whether the answers that led to a host are signed (RFC 7672 section 2.2)
 *
 * What an AD bit is worth is another question: see record.resolver_trusted. */
#ifndef SMTPSCOPE_RECORD_DNSSEC_H
#define SMTPSCOPE_RECORD_DNSSEC_H

#include "record/record.h"

struct signed_way {
	bool whole; /* the host's addresses, and the MX or SRV answer that named it */
	bool any;   /* one of them, at least */
	const struct dns_query *gap; /* the first that is not signed, in the order of asking */
};
struct signed_way signed_way(const struct record *r, const char *host);

/* Where CNAMEs lead from `host`, as far as its addresses told; `host` where there are none. */
const char *host_expanded(const struct record *r, const char *host);

#endif
