/* certmaker.h - certificates made on the spot, for tests; dates are relative to now */
#ifndef SMTPSCOPE_TESTS_CERTMAKER_H
#define SMTPSCOPE_TESTS_CERTMAKER_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdbool.h>

struct identity {
	gnutls_x509_crt_t crt;
	gnutls_x509_privkey_t key;
	gnutls_datum_t der;
};

struct cert_spec {
	const char *cn;
	const char *dns[4]; /* SAN */
	const char *ip;	    /* SAN, IPv4 */
	const char *aia;    /* caIssuers URI; an OCSP URI goes before it */
	bool ca;
	int from_hours, to_hours;	       /* validity from now; both 0: -1 to 1000 */
	int rsa_bits;			       /* 0: ECDSA P-256 */
	gnutls_pk_algorithm_t key;	       /* 0: as rsa_bits says */
	const struct identity *key_of;	       /* renewed: whose key it takes over, or NULL */
	bool broken;			       /* its last bit is turned: the signature is void */
	gnutls_digest_algorithm_t digest;      /* of the signature; 0: SHA-256 */
	const struct identity *issuer;	       /* NULL: self-signed */
	void (*finish)(gnutls_x509_crt_t crt); /* what else goes in before it is signed, or NULL */
};

struct identity cert_make(const struct cert_spec *spec);
void cert_free(struct identity *id);

/* Writes the certificates as PEM to a new temporary file, whose name goes to `path`. */
void cert_write_pem(char *path, const struct identity *const *ids, unsigned n);

#endif
