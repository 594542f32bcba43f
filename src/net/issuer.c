#include "net/issuer.h"

#include "net/certificate.h"

#include <gnutls/gnutls.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <string.h>

/* ---- one certificate ---- */

static void release(gnutls_x509_crt_t crt)
{
	if (crt != NULL)
		gnutls_x509_crt_deinit(crt);
}

static void add(struct arena *a, struct issuers *out, const unsigned char *data, size_t n)
{
	struct bytes copy = bytes_copy(a, data, n);
	struct tls_der der = {(const unsigned char *)copy.p, (unsigned)n};
	gnutls_x509_crt_t crt = certificate_import(der);

	if (crt != NULL && out->n < ISSUERS_MAX)
		out->der[out->n++] = der;
	release(crt);
}

/* ---- an answer ---- */

static bool read_der(struct arena *a, const gnutls_datum_t *d, struct issuers *out)
{
	add(a, out, d->data, d->size);
	return out->n > 0;
}

static void read_members(struct arena *a, gnutls_pkcs7_t p7, struct issuers *out)
{
	int n = gnutls_pkcs7_get_crt_count(p7);

	for (int i = 0; i < n && i < ISSUERS_MAX; i++) {
		gnutls_datum_t raw;

		if (gnutls_pkcs7_get_crt_raw2(p7, (unsigned)i, &raw) < 0)
			return;
		add(a, out, raw.data, raw.size);
		gnutls_free(raw.data);
	}
}

static bool read_pkcs7_as(struct arena *a, const gnutls_datum_t *d, gnutls_x509_crt_fmt_t format,
			  struct issuers *out)
{
	gnutls_pkcs7_t p7;

	if (gnutls_pkcs7_init(&p7) < 0)
		return false;
	if (gnutls_pkcs7_import(p7, d, format) >= 0)
		read_members(a, p7, out);
	gnutls_pkcs7_deinit(p7);
	return out->n > 0;
}

static bool read_pkcs7(struct arena *a, const gnutls_datum_t *d, struct issuers *out)
{
	return read_pkcs7_as(a, d, GNUTLS_X509_FMT_DER, out);
}

static bool read_pem(struct arena *a, const gnutls_datum_t *d, struct issuers *out)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	const unsigned char *p = d->data, *stop = p + d->size;
	enum { TRIES_MAX = 4 * ISSUERS_MAX }; /* each reads on to the end where nothing ends it */

	if (read_pkcs7_as(a, d, GNUTLS_X509_FMT_PEM, out))
		return true;
	for (int i = 0; i < TRIES_MAX && out->n < ISSUERS_MAX &&
			(p = memmem(p, (size_t)(stop - p), begin, strlen(begin))) != NULL;
	     i++) {
		gnutls_datum_t rest = {(unsigned char *)p, (unsigned)(stop - p)}, der;

		if (gnutls_pem_base64_decode2("CERTIFICATE", &rest, &der) >= 0) {
			add(a, out, der.data, der.size);
			gnutls_free(der.data);
		}
		p += strlen(begin);
	}
	return out->n > 0;
}

void issuers_read(struct arena *a, struct bytes answer, struct issuers *out)
{
	static const struct {
		const char *form;
		bool (*read)(struct arena *a, const gnutls_datum_t *d, struct issuers *out);
	} forms[] = {{"DER", read_der}, {"PKCS #7", read_pkcs7}, {"PEM", read_pem}};
	gnutls_datum_t d = {(unsigned char *)answer.p, (unsigned)answer.n};

	*out = (struct issuers){0};
	if (answer.n == 0)
		return;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (forms[i].read(a, &d, out)) {
			out->form = forms[i].form;
			return;
		}
}

/* ---- who signed whom ---- */

/* Dates and strength are judged apart, as in trust.c. */
static bool has_signed(gnutls_x509_crt_t issuer, gnutls_x509_crt_t subject)
{
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
			       GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |
			       GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	unsigned status = 0;

	return gnutls_x509_crt_check_issuer(subject, issuer) != 0 &&
	       gnutls_x509_crt_verify(subject, &issuer, 1, flags, &status) >= 0 && status == 0;
}

const struct tls_der *issuers_find(const struct issuers *from, struct tls_der subject)
{
	gnutls_x509_crt_t crt = certificate_import(subject);
	const struct tls_der *found = NULL;

	for (unsigned i = 0; crt != NULL && i < from->n && found == NULL; i++) {
		gnutls_x509_crt_t issuer = certificate_affordable(from->der[i])
						   ? certificate_import(from->der[i])
						   : NULL;

		if (issuer != NULL && has_signed(issuer, crt))
			found = &from->der[i];
		release(issuer);
	}
	release(crt);
	return found;
}

/* Each is stepped on once: certificates may have issued each other. */
struct tls_der issuer_path_end(const struct tls_der *all, unsigned n)
{
	enum { MEMBERS_MAX = 64 };
	gnutls_x509_crt_t crt[MEMBERS_MAX];
	bool used[MEMBERS_MAX] = {true};
	unsigned last = 0, next = 0;

	n = n > MEMBERS_MAX ? MEMBERS_MAX : n;
	for (unsigned i = 0; i < n; i++)
		crt[i] = certificate_import(all[i]);
	while (next < n && crt[last] != NULL) {
		for (next = 1; next < n; next++)
			if (!used[next] && crt[next] != NULL &&
			    gnutls_x509_crt_check_issuer(crt[last], crt[next]) != 0)
				break;
		if (next < n) {
			last = next;
			used[next] = true;
		}
	}
	for (unsigned i = 0; i < n; i++)
		release(crt[i]);
	return all[last];
}
