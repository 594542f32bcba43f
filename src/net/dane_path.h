/* dane_path.h - inside this room: from a server's certificate to the anchor that a TLSA record of
 * usage 2 names, RFC 7671 section 5.2 */
#ifndef SMTPSCOPE_NET_DANE_PATH_H
#define SMTPSCOPE_NET_DANE_PATH_H

#include "net/tls.h"

#include <gnutls/x509.h>

/* A server and its zone could make every record fit every certificate: a path costs up to sixteen
 * signatures, and nobody publishes as many CAs. */
enum { DANE_CHAIN_MAX = TLS_DER_MAX, DANE_PATHS_MAX = 32 };

/* The chain as sent, the names of which the server's certificate must have one, and when. */
struct dane_chain {
	struct tls_der der[DANE_CHAIN_MAX];
	gnutls_x509_crt_t crt[DANE_CHAIN_MAX]; /* NULL: unreadable, or its key is too dear to use */
	unsigned n;
	unsigned paths;		  /* that were tried so far */
	const struct list *names; /* of struct string_item */
	int64_t now;		  /* date */
};

void dane_chain_read(struct dane_chain *c, const struct tls_der *der, unsigned n);
void dane_chain_free(struct dane_chain *c);

/* With the certificate `anchor` as the only one that is believed. NULL: a path leads there, all of
 * it is valid today, and the name fits; else a word: "path", "expired", "not-yet-valid", "name".
 * After DANE_PATHS_MAX of them for one chain: "enough", nothing is tried any more. */
const char *dane_path_fault(struct dane_chain *c, struct tls_der anchor);

/* The same with a bare key (SubjectPublicKeyInfo) that has signed the last certificate of those
 * sent that lead up from the server's. */
const char *dane_key_fault(struct dane_chain *c, struct tls_der key);

/* Bytes that GnuTLS can read as a certificate, or as a key, and that are nothing else. */
bool dane_is_certificate(struct tls_der der);
bool dane_is_key(struct tls_der der);

#endif
