/* staple.h - the OCSP response that came with the certificate: hostile input, fuzzed */
#ifndef SMTPSCOPE_NET_STAPLE_H
#define SMTPSCOPE_NET_STAPLE_H

#include "net/tls.h"

/* Responders send half a kilobyte to five. */
enum { STAPLE_SIZE_MAX = 16384, STAPLE_ENTRIES_MAX = 32 };

/* What the response says of the first of the `n` certificates, if who issued that one, or whom its
 * issuer has appointed (RFC 6960 section 4.2.2.2), has signed it. The issuer is looked for among
 * the others and in `trust`. NULL: no response came. */
struct staple *staple_judge(struct arena *a, struct tls_der response, const struct tls_der *der,
			    unsigned n, const struct trust *trust, int64_t now);

#endif
