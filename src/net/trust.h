/* trust.h - what trust.c shows to tls_judge() */
#ifndef SMTPSCOPE_NET_TRUST_H
#define SMTPSCOPE_NET_TRUST_H

#include "net/tls.h"

#include <gnutls/x509.h>

/* True where the chain leads to an anchor, whatever dates and strength say. The verdict is
 * remembered: a target's ports and addresses mostly show the same chain. */
bool trust_verify(const struct trust *t, gnutls_x509_crt_t *chain, unsigned n,
		  const struct tls_der *der, unsigned der_n);

/* True where an anchor has issued `crt`, one of a chain that trust_verify() was asked about. */
bool trust_has_issuer(const struct trust *t, gnutls_x509_crt_t crt);
/* ... and a copy of that anchor, by its name and key id only; NULL: there is none. */
gnutls_x509_crt_t trust_issuer(const struct trust *t, gnutls_x509_crt_t crt);

#endif
