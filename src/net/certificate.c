#include "net/certificate.h"

#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>

static const char *hex(struct arena *a, const unsigned char *p, size_t n)
{
	char *text = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", p[i]);
	return text;
}

static const char *fingerprint(struct arena *a, struct tls_der der)
{
	unsigned char digest[32];

	gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data, der.size, digest);
	return hex(a, digest, sizeof(digest));
}

/* Takes and frees what a getter of GnuTLS gave; at most CERTIFICATE_TEXT_MAX bytes of it. */
static const char *take_text(struct arena *a, int status, gnutls_datum_t *d)
{
	struct bytes b = {(char *)d->data, d->size};
	const char *text;

	if (status < 0)
		return NULL;
	if (b.n > CERTIFICATE_TEXT_MAX)
		b.n = CERTIFICATE_TEXT_MAX;
	text = text_safe(a, b);
	gnutls_free(d->data);
	return text;
}

static const char *subject_of(struct arena *a, gnutls_x509_crt_t crt)
{
	gnutls_datum_t d = {0};

	return take_text(a, gnutls_x509_crt_get_dn3(crt, &d, 0), &d);
}

static const char *issuer_of(struct arena *a, gnutls_x509_crt_t crt)
{
	gnutls_datum_t d = {0};

	return take_text(a, gnutls_x509_crt_get_issuer_dn3(crt, &d, 0), &d);
}

static const char *aia_of(struct arena *a, gnutls_x509_crt_t crt)
{
	gnutls_datum_t d = {0};
	int status = GNUTLS_E_UNKNOWN_ALGORITHM;

	/* an OCSP responder may stand before the issuer's address: that one is passed over */
	for (unsigned i = 0; i < 8 && status == GNUTLS_E_UNKNOWN_ALGORITHM; i++)
		status = gnutls_x509_crt_get_authority_info_access(crt, i, GNUTLS_IA_CAISSUERS_URI,
								   &d, NULL);
	return take_text(a, status, &d);
}

static const char *serial_of(struct arena *a, gnutls_x509_crt_t crt)
{
	unsigned char raw[64];
	size_t n = sizeof(raw);

	return gnutls_x509_crt_get_serial(crt, raw, &n) < 0 ? NULL : hex(a, raw, n);
}

static void add_name(struct list *names, struct arena *a, int type, const char *raw, size_t n)
{
	char text[INET6_ADDRSTRLEN];

	if (type == GNUTLS_SAN_DNSNAME) {
		list_add_bytes(names, a, (struct bytes){(char *)raw, n});
	} else if (type == GNUTLS_SAN_IPADDRESS && (n == 4 || n == 16)) {
		inet_ntop(n == 4 ? AF_INET : AF_INET6, raw, text, sizeof(text));
		list_add_bytes(names, a, bytes_str(a, text));
	}
}

static void read_names(struct arena *a, gnutls_x509_crt_t crt, struct list *names)
{
	char raw[CERTIFICATE_TEXT_MAX];

	for (unsigned i = 0; names->n < CERTIFICATE_NAMES_MAX; i++) {
		size_t n = sizeof(raw);
		int type = gnutls_x509_crt_get_subject_alt_name(crt, i, raw, &n, NULL);

		if (type == GNUTLS_E_SHORT_MEMORY_BUFFER)
			continue; /* no host has such a name */
		if (type < 0)
			return;
		add_name(names, a, type, raw, n);
	}
}

static int64_t date(time_t t)
{
	return t == (time_t)-1 ? 0 : (int64_t)t * 1000;
}

static void read_key(gnutls_x509_crt_t crt, struct certificate *c)
{
	unsigned bits = 0;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(crt, &bits);

	if (algorithm < 0)
		return;
	c->key = algorithm == GNUTLS_PK_ECDSA
			 ? "ECDSA" /* GnuTLS: "EC/ECDSA" */
			 : gnutls_pk_get_name((gnutls_pk_algorithm_t)algorithm);
	c->key_bits = (int)bits;
}

static void read_signature(gnutls_x509_crt_t crt, struct certificate *c)
{
	int algorithm = gnutls_x509_crt_get_signature_algorithm(crt);

	if (algorithm >= 0)
		c->signature = gnutls_sign_get_name((gnutls_sign_algorithm_t)algorithm);
}

/* RFC 7633: the TLS feature status_request, or its form for a whole chain */
static bool wants_staple(gnutls_x509_crt_t crt)
{
	enum { STATUS_REQUEST = 5, STATUS_REQUEST_V2 = 17, FEATURES_MAX = 32 };
	gnutls_x509_tlsfeatures_t features;
	unsigned feature = 0;
	bool wanted = false;

	if (gnutls_x509_tlsfeatures_init(&features) < 0)
		return false;
	if (gnutls_x509_crt_get_tlsfeatures(crt, features, 0, NULL) >= 0)
		for (unsigned i = 0; i < FEATURES_MAX && !wanted; i++)
			wanted = gnutls_x509_tlsfeatures_get(features, i, &feature) >= 0 &&
				 (feature == STATUS_REQUEST || feature == STATUS_REQUEST_V2);
	gnutls_x509_tlsfeatures_deinit(features);
	return wanted;
}

static void read_fields(struct arena *a, gnutls_x509_crt_t crt, struct certificate *c)
{
	c->subject = subject_of(a, crt);
	c->issuer = issuer_of(a, crt);
	c->serial = serial_of(a, crt);
	c->not_before = date(gnutls_x509_crt_get_activation_time(crt));
	c->not_after = date(gnutls_x509_crt_get_expiration_time(crt));
	read_key(crt, c);
	read_signature(crt, c);
	read_names(a, crt, &c->names);
	c->aia = aia_of(a, crt);
	c->must_staple = wants_staple(crt);
	c->ca = gnutls_x509_crt_get_ca_status(crt, NULL) > 0;
	c->self_signed = gnutls_x509_crt_check_issuer(crt, crt) != 0;
}

struct certificate *certificate_read(struct arena *a, struct tls_der der)
{
	struct certificate *c = ARENA_NEW(a, struct certificate);
	gnutls_datum_t d = {(unsigned char *)der.data, der.size};
	gnutls_x509_crt_t crt;

	c->sha256 = fingerprint(a, der);
	c->der = bytes_copy(a, der.data, der.size);
	if (gnutls_x509_crt_init(&crt) < 0)
		return c;
	if (gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) >= 0)
		read_fields(a, crt, c);
	gnutls_x509_crt_deinit(crt);
	return c;
}

/* ---- what its key costs ---- */

/* How long a number of a key is, without the zeros before it; frees it. */
static size_t take_bits(gnutls_datum_t *number)
{
	size_t n = number->size, zeros = 0;

	while (zeros < n && number->data[zeros] == 0)
		zeros++;
	gnutls_free(number->data);
	return 8 * (n - zeros);
}

/* The bounds are those of OpenSSL. Other keys than RSA are on curves that the library knows. */
static bool key_affordable(gnutls_x509_crt_t crt)
{
	enum { BITS_MAX = 16384, BITS_FOR_ANY_EXPONENT = 3072, EXPONENT_BITS_MAX = 64 };
	gnutls_datum_t modulus, exponent;
	size_t bits, exponent_bits;

	if (gnutls_x509_crt_get_pk_rsa_raw(crt, &modulus, &exponent) < 0)
		return true;
	bits = take_bits(&modulus);
	exponent_bits = take_bits(&exponent);
	return bits <= BITS_MAX &&
	       (bits <= BITS_FOR_ANY_EXPONENT || exponent_bits <= EXPONENT_BITS_MAX);
}

bool certificate_affordable(struct tls_der der)
{
	gnutls_datum_t d = {(unsigned char *)der.data, der.size};
	gnutls_x509_crt_t crt;
	bool affordable = true;

	if (gnutls_x509_crt_init(&crt) < 0)
		return true;
	if (gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) >= 0)
		affordable = key_affordable(crt);
	gnutls_x509_crt_deinit(crt);
	return affordable;
}
