/* der.h - DER values one after the other (ITU-T X.690), in one pass
 *
 * GnuTLS fetches the n-th value of a list by counting from the first: the square of a number that
 * the peer chooses. */
#ifndef SMTPSCOPE_NET_DER_H
#define SMTPSCOPE_NET_DER_H

#include "net/tls.h"

struct der {
	const unsigned char *p;
	size_t n;
};

enum { /* identifiers, one octet */
       DER_BOOLEAN = 0x01,
       DER_INTEGER = 0x02,
       DER_OCTETS = 0x04,
       DER_OID = 0x06,
       DER_SEQUENCE = 0x30,
       DER_SET = 0x31,
};

/* Takes the next value from `in`. False at the end, and of what is no DER. */
bool der_next(struct der *in, unsigned char *tag, struct der *value);

/* What is inside the next value, if it has that identifier; else nothing. */
struct der der_inside(struct der in, unsigned char tag);

bool der_is(struct der d, const void *bytes, size_t n);

/* "1.3.6.1.5.5.7.3.1", the content of an OBJECT IDENTIFIER; NULL: it is none. */
const char *der_oid(struct arena *a, struct der oid);

/* ---- extensions of a certificate (RFC 5280 section 4.1) ---- */

struct extension {
	struct der oid, value; /* the content of each */
	bool critical;
};

/* What is inside a certificate's tbsCertificate. */
struct der der_signed_part(struct tls_der certificate);

/* All extensions of a certificate, to be taken by extension_next(). */
struct der extensions_of(struct tls_der certificate);
bool extension_next(struct der *extensions, struct extension *out);

/* What is in the SEQUENCE that is the value of the extension with that identifier; else nothing. */
struct der extension_find(struct tls_der certificate, const void *oid, size_t n);

#endif
