/* cert_extensions.h - what a certificate may be used for */
#ifndef SMTPSCOPE_NET_CERT_EXTENSIONS_H
#define SMTPSCOPE_NET_CERT_EXTENSIONS_H

#include "net/tls.h"

#include <gnutls/x509.h>

/* Fills key_usage, purposes, path_length, must_staple, aia and ocsp. */
void cert_extensions_read(struct arena *a, gnutls_x509_crt_t crt, struct tls_der der,
			  struct certificate *c);

/* The first critical extension that nobody here knows, by its OID; NULL: none (RFC 5280 4.2). */
const char *cert_unknown_critical(struct arena *a, struct tls_der der);

#endif
