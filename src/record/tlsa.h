/* tlsa.h - one TLSA record (RFC 6698 section 2.1) as the DNS gave it; hostile input */
#ifndef SMTPSCOPE_RECORD_TLSA_H
#define SMTPSCOPE_RECORD_TLSA_H

#include "base/arena.h"
#include "base/text.h"
#include "record/tls_facts.h"

enum { TLSA_PKIX_TA, TLSA_PKIX_EE, TLSA_TA, TLSA_EE, TLSA_USAGES }; /* RFC 7218 section 2.1 */
enum { TLSA_CERTIFICATE, TLSA_KEY, TLSA_SELECTORS };		    /* 2.2 */
enum { TLSA_FULL, TLSA_SHA256, TLSA_SHA512, TLSA_MATCHINGS };	    /* 2.3 */

/* Fills usage, selector, matching and data of `t` (zeroed) from what dnswire.h presents, "3 1 1
 * 0123abcd", and `data` with all of its bytes.
 *
 * NULL, or a word why mail servers pass it over: "usage-pkix" (0 and 1, RFC 7672 section 3.1.3),
 * "unknown-usage", "unknown-selector", "unknown-matching-type", "no-data", "wrong-length",
 * "too-long", "malformed". Whether data of the matching type 0 are what they should be is not
 * looked at. */
const char *tlsa_read(struct arena *a, const char *text, struct tlsa *t, struct bytes *data);

#endif
