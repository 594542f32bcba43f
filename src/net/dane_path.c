#include "net/dane_path.h"

#include "net/certificate.h"
#include "net/x509parts.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

/* Places in the chain, each issued by the next; the server's is the first. */
struct path {
	unsigned place[DANE_CHAIN_MAX], n;
};

static gnutls_datum_t datum(struct tls_der der)
{
	return (gnutls_datum_t){(unsigned char *)der.data, der.size};
}

/* NULL: no certificate, or one whose key would take too long to use. */
static gnutls_x509_crt_t import(struct tls_der der)
{
	gnutls_x509_crt_t crt = certificate_import(der);

	if (crt == NULL || certificate_key_affordable(crt))
		return crt;
	gnutls_x509_crt_deinit(crt);
	return NULL;
}

void dane_chain_read(struct dane_chain *c, const struct tls_der *der, unsigned n)
{
	*c = (struct dane_chain){.n = n < DANE_CHAIN_MAX ? n : DANE_CHAIN_MAX};
	for (unsigned i = 0; i < c->n; i++) {
		c->der[i] = der[i];
		c->crt[i] = import(der[i]);
	}
}

void dane_chain_free(struct dane_chain *c)
{
	while (c->n > 0)
		if (c->crt[--c->n] != NULL)
			gnutls_x509_crt_deinit(c->crt[c->n]);
}

/* ---- the way up ---- */

static bool issued_by(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
	return crt != NULL && issuer != NULL && gnutls_x509_crt_check_issuer(crt, issuer) != 0;
}

static bool on_path(const struct path *p, unsigned place)
{
	for (unsigned i = 0; i < p->n; i++)
		if (p->place[i] == place)
			return true;
	return false;
}

static gnutls_x509_crt_t last_of(const struct path *p, const struct dane_chain *c)
{
	return c->crt[p->place[p->n - 1]];
}

/* The first one that was sent and issued the last of the path, at most once each. */
static bool step(struct path *p, const struct dane_chain *c)
{
	for (unsigned i = 1; i < c->n; i++)
		if (!on_path(p, i) && issued_by(last_of(p, c), c->crt[i])) {
			p->place[p->n++] = i;
			return true;
		}
	return false;
}

/* Up to one that `anchor` (NULL: nobody) has issued, or as far as it goes. */
static struct path way_up(const struct dane_chain *c, gnutls_x509_crt_t anchor)
{
	struct path p = {.n = 1};

	while (!issued_by(last_of(&p, c), anchor) && step(&p, c))
		;
	return p;
}

/* ---- what is asked of it ---- */

/* Dates are compared by our own clock, strength is judged elsewhere. */
static bool holds(const struct path *p, const struct dane_chain *c, gnutls_x509_crt_t anchor)
{
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
			       GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |
			       GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	gnutls_typed_vdata_st purpose = {
		.type = GNUTLS_DT_KEY_PURPOSE_OID,
		.data = (unsigned char *)GNUTLS_KP_TLS_WWW_SERVER,
	};
	gnutls_x509_crt_t crt[DANE_CHAIN_MAX];
	gnutls_x509_trust_list_t list;
	unsigned status = 0;
	bool ok;

	for (unsigned i = 0; i < p->n; i++)
		crt[i] = c->crt[p->place[i]];
	if (gnutls_x509_trust_list_init(&list, 0) < 0)
		return false;
	ok = gnutls_x509_trust_list_add_cas(list, &anchor, 1, 0) == 1 &&
	     gnutls_x509_trust_list_verify_crt2(list, crt, p->n, &purpose, 1, flags, &status,
						NULL) >= 0 &&
	     status == 0;
	gnutls_x509_trust_list_deinit(list, 0);
	return ok;
}

static const char *date_fault(gnutls_x509_crt_t crt, int64_t now)
{
	if (now > (int64_t)gnutls_x509_crt_get_expiration_time(crt) * 1000)
		return "expired";
	return now < (int64_t)gnutls_x509_crt_get_activation_time(crt) * 1000 ? "not-yet-valid"
									      : NULL;
}

static bool name_fits(gnutls_x509_crt_t leaf, const struct list *names)
{
	LIST_EACH (const struct string_item, name, names)
		if (gnutls_x509_crt_check_hostname2(leaf, name->s, 0) != 0)
			return true;
	return false;
}

static const char *member_fault(const struct path *p, const struct dane_chain *c)
{
	const char *fault = NULL;

	for (unsigned i = 0; i < p->n && fault == NULL; i++)
		fault = date_fault(c->crt[p->place[i]], c->now);
	return fault != NULL || name_fits(c->crt[0], c->names) ? fault : "name";
}

/* What is believed needs no dates (RFC 5280 section 6.1.1), but OpenSSL, by which mail servers go,
 * wants them of a root. */
static const char *fault_under(const struct dane_chain *c, gnutls_x509_crt_t anchor)
{
	struct path p = way_up(c, anchor);
	const char *fault;

	if (!issued_by(last_of(&p, c), anchor) || !holds(&p, c, anchor))
		return "path";
	fault = issued_by(anchor, anchor) ? date_fault(anchor, c->now) : NULL;
	return fault != NULL ? fault : member_fault(&p, c);
}

const char *dane_path_fault(const struct dane_chain *c, struct tls_der der)
{
	gnutls_x509_crt_t anchor = import(der);
	const char *fault;

	if (anchor == NULL)
		return "path";
	fault = c->n > 0 && c->crt[0] != NULL ? fault_under(c, anchor) : "path";
	gnutls_x509_crt_deinit(anchor);
	return fault;
}

/* ---- a bare key ---- */

/* As certificate_affordable(), of a key that came by DNS. NULL: none, or too dear. */
static gnutls_pubkey_t import_key(struct tls_der der)
{
	enum { DER_MAX = 2200, EXPONENT_MAX = 8 }; /* RSA of 16384 bits */
	const gnutls_datum_t d = datum(der);
	gnutls_datum_t modulus = {0}, exponent = {0};
	gnutls_pubkey_t key;
	bool cheap;

	if (der.size > DER_MAX || gnutls_pubkey_init(&key) < 0)
		return NULL;
	if (gnutls_pubkey_import(key, &d, GNUTLS_X509_FMT_DER) < 0) {
		gnutls_pubkey_deinit(key);
		return NULL;
	}
	cheap = gnutls_pubkey_export_rsa_raw2(key, &modulus, &exponent, GNUTLS_EXPORT_FLAG_NO_LZ) <
			0 ||
		exponent.size <= EXPONENT_MAX;
	gnutls_free(modulus.data);
	gnutls_free(exponent.data);
	if (cheap)
		return key;
	gnutls_pubkey_deinit(key);
	return NULL;
}

static bool has_signed(gnutls_pubkey_t key, gnutls_x509_crt_t crt, struct tls_der der)
{
	const gnutls_datum_t text = datum(x509_signed_part(der));
	int algorithm = gnutls_x509_crt_get_signature_algorithm(crt);
	char raw[2200];
	size_t n = sizeof(raw);
	gnutls_datum_t signature = {(unsigned char *)raw, 0};

	if (text.size == 0 || algorithm < 0 || gnutls_x509_crt_get_signature(crt, raw, &n) < 0)
		return false;
	signature.size = (unsigned)n;
	return gnutls_pubkey_verify_data2(key, (gnutls_sign_algorithm_t)algorithm,
					  GNUTLS_VERIFY_ALLOW_BROKEN |
						  GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1,
					  &text, &signature) >= 0;
}

/* What the key signed stands for it: the others must lead there. */
static const char *fault_under_key(const struct dane_chain *c, gnutls_pubkey_t key)
{
	struct path p = way_up(c, NULL);
	unsigned top = p.place[p.n - 1];

	if (!has_signed(key, c->crt[top], c->der[top]))
		return "path";
	return p.n == 1 || holds(&p, c, c->crt[top]) ? member_fault(&p, c) : "path";
}

const char *dane_key_fault(const struct dane_chain *c, struct tls_der der)
{
	gnutls_pubkey_t key = import_key(der);
	const char *fault;

	if (key == NULL)
		return "path";
	fault = c->n > 0 && c->crt[0] != NULL ? fault_under_key(c, key) : "path";
	gnutls_pubkey_deinit(key);
	return fault;
}

/* ---- what a record may hold ---- */

bool dane_is_certificate(struct tls_der der)
{
	gnutls_x509_crt_t crt = x509_public_key(der).size > 0 ? import(der) : NULL;

	if (crt == NULL)
		return false;
	gnutls_x509_crt_deinit(crt);
	return true;
}

bool dane_is_key(struct tls_der der)
{
	gnutls_pubkey_t key = import_key(der);

	if (key == NULL)
		return false;
	gnutls_pubkey_deinit(key);
	return true;
}
