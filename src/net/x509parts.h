/* x509parts.h - parts of a certificate, byte for byte as they were sent: hostile input, fuzzed
 *
 * GnuTLS writes a public key anew when it is asked for it, and does not give what was signed. */
#ifndef SMTPSCOPE_NET_X509PARTS_H
#define SMTPSCOPE_NET_X509PARTS_H

#include "net/tls.h"

/* SubjectPublicKeyInfo and TBSCertificate (RFC 5280 section 4.1): slices of `der`. Size 0 where its
 * frame is broken. */
struct tls_der x509_public_key(struct tls_der der);
struct tls_der x509_signed_part(struct tls_der der);

#endif
