/* anchors.h - the certificates of a trust store, read in when a chain asks for them
 *
 * A store has a hundred and fifty certificates; a chain needs one of them. To parse all took half
 * of the processor time of a check. */
#ifndef SMTPSCOPE_NET_ANCHORS_H
#define SMTPSCOPE_NET_ANCHORS_H

#include "net/tls.h"

#include <gnutls/x509.h>

struct anchors;

/* The PEM certificates of `file`; NULL: the system's store. Blocking I/O. Never NULL: a store that
 * cannot be read has a negative number of anchors. */
struct anchors *anchors_read(const char *file);
struct anchors *anchors_of(struct tls_der only); /* a store of one certificate */
struct anchors *anchors_free(struct anchors *s); /* returns NULL */

int anchors_count(const struct anchors *s);

/* The list for questions about `chain`: all that could have issued one of it, or is one of it, is
 * in there. Belongs to `s`, and grows with the next call. */
gnutls_x509_trust_list_t anchors_for(struct anchors *s, gnutls_x509_crt_t *chain, unsigned n);

/* The same list, as the last call left it. */
gnutls_x509_trust_list_t anchors_list(const struct anchors *s);

/* Of what that list holds: the one that issued `crt` (at `now` in ms one that is valid, if there
 * are several), or NULL; one that bears the issuer's name, whatever its key; `der` is one. */
gnutls_x509_crt_t anchors_issuer(const struct anchors *s, gnutls_x509_crt_t crt, int64_t now);
bool anchors_named(const struct anchors *s, gnutls_x509_crt_t crt);
bool anchors_has(const struct anchors *s, struct tls_der der);

#endif
