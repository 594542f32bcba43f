/* certificate.h - DER to facts: hostile input, fuzzed */
#ifndef SMTPSCOPE_NET_CERTIFICATE_H
#define SMTPSCOPE_NET_CERTIFICATE_H

#include "net/tls.h"

#include <gnutls/x509.h>

enum { CERTIFICATE_NAMES_MAX = 256, CERTIFICATE_TEXT_MAX = 1024 };

/* NULL: no certificate, or one that the library would be at for seconds: it takes the square of the
 * number of a name's parts, and the peer chooses that number. */
gnutls_x509_crt_t certificate_import(struct tls_der der);
void certificate_release(gnutls_x509_crt_t crt); /* takes NULL */

/* Never NULL: of bytes that are no certificate only they and their fingerprint are known. */
struct certificate *certificate_read(struct arena *a, struct tls_der der);

/* The same facts with all that they point to in `a`. */
struct certificate *certificate_copy(struct arena *a, const struct certificate *c);

/* False where one use of its key would take seconds or hours: the peer chooses its length. */
bool certificate_affordable(struct tls_der der);
bool certificate_key_affordable(gnutls_x509_crt_t crt);

/* NULL, too, where its key is not affordable. */
gnutls_x509_crt_t certificate_import_affordable(struct tls_der der);

/* The signature is made with that key; what else must hold of an issuer is not asked. */
bool certificate_signed_by(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer);

/* Dates and strength are judged apart: they must not hide who signed. */
#define CERTIFICATE_VERIFY_FLAGS                                                                   \
	(GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |           \
	 GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1)

/* Takes and frees what a getter of GnuTLS gave: at most CERTIFICATE_TEXT_MAX bytes of it, made
 * harmless; NULL where `status` is an error. */
const char *certificate_text(struct arena *a, int status, gnutls_datum_t *d);

#endif
