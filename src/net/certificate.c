#include "net/certificate.h"

#include "net/cert_extensions.h"
#include "net/der.h"
#include "net/sans.h"
#include "record/certificates.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

/* ---- what it costs to read ---- */

/* How many values are in `in` and in the sets of it, as far as `most`; more: no DER, too. */
static size_t parts(struct der in, size_t most)
{
	struct der value;
	unsigned char tag;
	size_t n = 0;

	while (in.n > 0 && n <= most) {
		if (!der_next(&in, &tag, &value))
			return most + 1;
		n += 1 + (tag == DER_SET ? parts(value, most - n) : 0);
	}
	return n;
}

/* Of the two names (RFC 5280 section 4.1); what stands beside them is short. */
static bool names_affordable(struct tls_der der)
{
	enum { PARTS_MAX = 256 };
	struct der all = der_signed_part(der), value;
	unsigned char tag;

	while (all.n > 0)
		if (!der_next(&all, &tag, &value) ||
		    (tag == DER_SEQUENCE && parts(value, PARTS_MAX) > PARTS_MAX))
			return false;
	return true;
}

gnutls_x509_crt_t certificate_import(struct tls_der der)
{
	gnutls_datum_t d = {(unsigned char *)der.data, der.size};
	gnutls_x509_crt_t crt;

	if (!names_affordable(der) || gnutls_x509_crt_init(&crt) < 0)
		return NULL;
	if (gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) >= 0)
		return crt;
	gnutls_x509_crt_deinit(crt);
	return NULL;
}

/* ---- its facts ---- */

const char *certificate_text(struct arena *a, int status, gnutls_datum_t *d)
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

	return certificate_text(a, gnutls_x509_crt_get_dn3(crt, &d, 0), &d);
}

static const char *issuer_of(struct arena *a, gnutls_x509_crt_t crt)
{
	gnutls_datum_t d = {0};

	return certificate_text(a, gnutls_x509_crt_get_issuer_dn3(crt, &d, 0), &d);
}

static const char *serial_of(struct arena *a, gnutls_x509_crt_t crt)
{
	unsigned char raw[64];
	size_t n = sizeof(raw);

	return gnutls_x509_crt_get_serial(crt, raw, &n) < 0 ? NULL : text_hex(a, raw, n);
}

static int64_t date(time_t t)
{
	return t == (time_t)-1 ? 0 : (int64_t)t * 1000;
}

/* GnuTLS's names are for people ("EC/ECDSA", "EdDSA (Ed25519)"); these are one word each. */
static const char *key_name(gnutls_pk_algorithm_t algorithm)
{
	switch (algorithm) {
	case GNUTLS_PK_ECDSA:
		return "ECDSA";
	case GNUTLS_PK_EDDSA_ED25519:
		return "Ed25519";
	case GNUTLS_PK_EDDSA_ED448:
		return "Ed448";
	default:
		return gnutls_pk_get_name(algorithm);
	}
}

static void read_key(gnutls_x509_crt_t crt, struct certificate *c)
{
	unsigned bits = 0;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(crt, &bits);

	if (algorithm < 0)
		return;
	c->key = key_name((gnutls_pk_algorithm_t)algorithm);
	c->key_bits = (int)bits;
}

static void read_signature(gnutls_x509_crt_t crt, struct certificate *c)
{
	int algorithm = gnutls_x509_crt_get_signature_algorithm(crt);

	if (algorithm >= 0)
		c->signature = gnutls_sign_get_name((gnutls_sign_algorithm_t)algorithm);
}

/* 0: all names are in the list. */
static int names_total(struct arena *a, struct tls_der der, struct list *names)
{
	int n = sans_list(a, der, names);

	return (size_t)n > names->n ? n : 0;
}

static void read_fields(struct arena *a, gnutls_x509_crt_t crt, struct tls_der der,
			struct certificate *c)
{
	c->subject = subject_of(a, crt);
	c->issuer = issuer_of(a, crt);
	c->serial = serial_of(a, crt);
	c->not_before = date(gnutls_x509_crt_get_activation_time(crt));
	c->not_after = date(gnutls_x509_crt_get_expiration_time(crt));
	read_key(crt, c);
	read_signature(crt, c);
	c->names_total = names_total(a, der, &c->names);
	cert_extensions_read(a, crt, der, c);
	c->ca = gnutls_x509_crt_get_ca_status(crt, NULL) > 0;
	c->self_signed = gnutls_x509_crt_check_issuer(crt, crt) != 0;
}

void certificate_release(gnutls_x509_crt_t crt)
{
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
}

struct certificate *certificate_read(struct arena *a, struct tls_der der)
{
	struct certificate *c = ARENA_NEW(a, struct certificate);
	gnutls_x509_crt_t crt = certificate_import(der);

	c->der = bytes_copy(a, der.data, der.size);
	c->sha256 = certificate_sha256(a, c->der);
	if (crt != NULL)
		read_fields(a, crt, der, c);
	certificate_release(crt);
	return c;
}

static void copy_strings(struct arena *a, struct list *to, const struct list *from)
{
	*to = (struct list){0};
	LIST_EACH (const struct string_item, it, from)
		list_add_string(to, a, it->s);
}

struct certificate *certificate_copy(struct arena *a, const struct certificate *c)
{
	struct certificate *copy = ARENA_NEW(a, struct certificate);

	*copy = *c; /* `key` and `signature` are literals of GnuTLS */
	copy->item = (struct item){0};
	copy->subject = arena_str(a, c->subject);
	copy->issuer = arena_str(a, c->issuer);
	copy->serial = arena_str(a, c->serial);
	copy->sha256 = arena_str(a, c->sha256);
	copy->der = bytes_copy(a, c->der.p, c->der.n);
	copy->names = (struct list){0};
	LIST_EACH (const struct bytes_item, it, &c->names)
		list_add_bytes(&copy->names, a, it->b);
	copy->aia = arena_str(a, c->aia);
	copy->ocsp = arena_str(a, c->ocsp);
	copy_strings(a, &copy->key_usage, &c->key_usage);
	copy_strings(a, &copy->purposes, &c->purposes);
	copy->path_length = arena_str(a, c->path_length);
	return copy;
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
bool certificate_key_affordable(gnutls_x509_crt_t crt)
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
	gnutls_x509_crt_t crt = certificate_import(der);
	bool affordable = crt == NULL ? names_affordable(der) /* no certificate: it costs nothing */
				      : certificate_key_affordable(crt);

	certificate_release(crt);
	return affordable;
}

gnutls_x509_crt_t certificate_import_affordable(struct tls_der der)
{
	gnutls_x509_crt_t crt = certificate_import(der);

	if (crt == NULL || certificate_key_affordable(crt))
		return crt;
	certificate_release(crt);
	return NULL;
}

bool certificate_signed_by(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
	unsigned status = 0;

	return certificate_key_affordable(issuer) &&
	       gnutls_x509_crt_verify(crt, &issuer, 1, CERTIFICATE_VERIFY_FLAGS, &status) >= 0 &&
	       (status & GNUTLS_CERT_SIGNATURE_FAILURE) == 0;
}
