#include "net/cert_extensions.h"

#include "net/certificate.h"
#include "net/der.h"

#include <string.h>
#include <strings.h>

/* id-ce, 2.5.29: RFC 5280 4.2.1; id-pe, 1.3.6.1.5.5.7.1: 4.2.2, RFC 7633 */
static const unsigned char ext_key_usage[] = {0x55, 0x1d, 0x25};
static const unsigned char info_access[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x01};
static const unsigned char tls_feature[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x18};
/* id-ad, 1.3.6.1.5.5.7.48: RFC 5280 4.2.2.1 */
enum { METHOD_SIZE = 8 };
static const unsigned char at_ocsp[METHOD_SIZE] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 1};
static const unsigned char at_issuers[METHOD_SIZE] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 2};

/* ---- key usage ---- */

static void read_key_usage(struct arena *a, gnutls_x509_crt_t crt, struct list *words)
{
	static const struct {
		unsigned bit;
		const char *word;
	} usages[] = {
		{GNUTLS_KEY_DIGITAL_SIGNATURE, "digitalSignature"},
		{GNUTLS_KEY_NON_REPUDIATION, "nonRepudiation"},
		{GNUTLS_KEY_KEY_ENCIPHERMENT, "keyEncipherment"},
		{GNUTLS_KEY_DATA_ENCIPHERMENT, "dataEncipherment"},
		{GNUTLS_KEY_KEY_AGREEMENT, "keyAgreement"},
		{GNUTLS_KEY_KEY_CERT_SIGN, "keyCertSign"},
		{GNUTLS_KEY_CRL_SIGN, "cRLSign"},
		{GNUTLS_KEY_ENCIPHER_ONLY, "encipherOnly"},
		{GNUTLS_KEY_DECIPHER_ONLY, "decipherOnly"},
	};
	unsigned usage = 0;

	if (gnutls_x509_crt_get_key_usage(crt, &usage, NULL) < 0)
		return;
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
		if (usage & usages[i].bit)
			list_add_string(words, a, usages[i].word);
}

/* ---- purposes ---- */

static const char *purpose_word(struct arena *a, struct der oid)
{
	static const struct {
		const char *oid, *word;
	} purposes[] = {
		{"1.3.6.1.5.5.7.3.1", "serverAuth"},	{"1.3.6.1.5.5.7.3.2", "clientAuth"},
		{"1.3.6.1.5.5.7.3.3", "codeSigning"},	{"1.3.6.1.5.5.7.3.4", "emailProtection"},
		{"1.3.6.1.5.5.7.3.8", "timeStamping"},	{"1.3.6.1.5.5.7.3.9", "OCSPSigning"},
		{"2.5.29.37.0", "anyExtendedKeyUsage"},
	};
	const char *text = der_oid(a, oid);

	for (size_t i = 0; text != NULL && i < sizeof(purposes) / sizeof(purposes[0]); i++)
		if (strcmp(text, purposes[i].oid) == 0)
			return purposes[i].word;
	return text;
}

static void read_purposes(struct arena *a, struct tls_der der, struct list *words)
{
	enum { PURPOSES_MAX = 32 };
	struct der all = extension_find(der, ext_key_usage, sizeof(ext_key_usage)), oid;
	unsigned char tag;

	while (words->n < PURPOSES_MAX && der_next(&all, &tag, &oid)) {
		const char *word = tag == DER_OID ? purpose_word(a, oid) : NULL;

		if (word != NULL)
			list_add_string(words, a, word);
	}
}

/* ---- others ---- */

static const char *path_length_of(struct arena *a, gnutls_x509_crt_t crt)
{
	unsigned ca = 0;
	int length = -1;

	if (gnutls_x509_crt_get_basic_constraints(crt, NULL, &ca, &length) < 0 || length < 0)
		return NULL;
	return arena_printf(a, "%d", length);
}

/* status_request, 5: a TLS extension (RFC 6066) that the server promises to answer. */
static bool must_staple(struct tls_der der)
{
	static const unsigned char status_request = 5;
	struct der all = extension_find(der, tls_feature, sizeof(tls_feature)), number;
	unsigned char tag;

	while (der_next(&all, &tag, &number))
		if (tag == DER_INTEGER && der_is(number, &status_request, 1))
			return true;
	return false;
}

/* ---- where to ask ---- */

static bool can_be_asked(struct der url)
{
	static const char scheme[] = "http://";

	return url.n >= strlen(scheme) &&
	       strncasecmp((const char *)url.p, scheme, strlen(scheme)) == 0;
}

/* The first address of that kind that everybody can ask, else the first: authorities of Windows
 * domains put a place in their directory (ldap://) before it. */
static const char *address_of(struct arena *a, struct tls_der der,
			      const unsigned char method[METHOD_SIZE])
{
	enum { URL = 0x86 }; /* GeneralName, [6] */
	struct der all = extension_find(der, info_access, sizeof(info_access));
	struct der one, oid, url, found = {0};
	unsigned char tag;

	while (!can_be_asked(found) && der_next(&all, &tag, &one)) {
		if (tag != DER_SEQUENCE || !der_next(&one, &tag, &oid) || tag != DER_OID ||
		    !der_is(oid, method, METHOD_SIZE) || !der_next(&one, &tag, &url) || tag != URL)
			continue;
		if (found.p == NULL || can_be_asked(url))
			found = url;
	}
	if (found.n > CERTIFICATE_TEXT_MAX)
		found.n = CERTIFICATE_TEXT_MAX;
	return found.p == NULL ? NULL : text_safe(a, (struct bytes){(char *)found.p, found.n});
}

void cert_extensions_read(struct arena *a, gnutls_x509_crt_t crt, struct tls_der der,
			  struct certificate *c)
{
	read_key_usage(a, crt, &c->key_usage);
	read_purposes(a, der, &c->purposes);
	c->path_length = path_length_of(a, crt);
	c->must_staple = must_staple(der);
	c->aia = address_of(a, der, at_issuers);
	c->ocsp = address_of(a, der, at_ocsp);
}

/* ---- critical ---- */

static bool is_known(const char *oid)
{
	static const char *const known[] = {
		"2.5.29.14",	      /* subject key identifier */
		"2.5.29.15",	      /* key usage */
		"2.5.29.17",	      /* subject alternative names */
		"2.5.29.18",	      /* issuer alternative names */
		"2.5.29.19",	      /* basic constraints */
		"2.5.29.30",	      /* name constraints */
		"2.5.29.31",	      /* CRL distribution points */
		"2.5.29.32",	      /* policies */
		"2.5.29.33",	      /* policy mappings */
		"2.5.29.35",	      /* authority key identifier */
		"2.5.29.36",	      /* policy constraints */
		"2.5.29.37",	      /* extended key usage */
		"2.5.29.54",	      /* inhibit any policy */
		"1.3.6.1.5.5.7.1.1",  /* authority information access */
		"1.3.6.1.5.5.7.1.24", /* TLS feature */
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(oid, known[i]) == 0)
			return true;
	return false;
}

const char *cert_unknown_critical(struct arena *a, struct tls_der der)
{
	struct der all = extensions_of(der);
	struct extension e;

	while (extension_next(&all, &e)) {
		const char *oid = e.critical ? der_oid(a, e.oid) : NULL;

		if (e.critical && (oid == NULL || !is_known(oid)))
			return oid != NULL ? oid : "unreadable";
	}
	return NULL;
}
