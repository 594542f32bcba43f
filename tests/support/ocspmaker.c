#include "ocspmaker.h"

#include "base/buf.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	INTEGER = 0x02,
	BIT_STRING,
	OCTET_STRING,
	OBJECT = 0x06,
	ENUMERATED = 0x0a,
	TIME = 0x18,
	SEQUENCE = 0x30
};

static void must(int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "ocspmaker: %s\n", gnutls_strerror(rc));
	abort();
}

/* ---- DER ---- */

static void put(struct buf *out, int tag, const void *data, size_t n)
{
	buf_char(out, (char)tag);
	if (n >= 256) {
		buf_char(out, (char)0x82);
		buf_char(out, (char)(n >> 8));
	} else if (n >= 128) {
		buf_char(out, (char)0x81);
	}
	buf_char(out, (char)n);
	buf_add(out, data, n);
}

/* Puts what is in `content` and empties it. */
static void wrap(struct buf *out, int tag, struct buf *content)
{
	put(out, tag, content->p, content->n);
	buf_free(content);
}

static void put_date(struct buf *out, int hours)
{
	time_t t = time(NULL) + hours * 3600L;
	char text[32];
	struct tm tm;

	strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", gmtime_r(&t, &tm));
	put(out, TIME, text, strlen(text));
}

static void put_algorithm(struct buf *out, const void *oid, size_t n)
{
	struct buf in = {0};

	put(&in, OBJECT, oid, n);
	wrap(out, SEQUENCE, &in);
}

/* ---- the parts ---- */

static void put_hash(struct buf *out, const gnutls_datum_t *d)
{
	unsigned char digest[20];

	must(gnutls_hash_fast(GNUTLS_DIG_SHA1, d->data, d->size, digest));
	put(out, OCTET_STRING, digest, sizeof(digest));
}

static void put_id(struct buf *out, const struct ocsp_spec *s, int other)
{
	static const unsigned char sha1[] = {0x2b, 0x0e, 0x03, 0x02, 0x1a};
	struct buf in = {0};
	gnutls_datum_t dn;
	unsigned char serial[64] = {0x01, 0x7f, (unsigned char)other};
	size_t n = sizeof(serial);

	put_algorithm(&in, sha1, sizeof(sha1));
	must(gnutls_x509_crt_get_raw_issuer_dn(s->about->crt, &dn));
	put_hash(&in, &dn);
	gnutls_free(dn.data);
	put_hash(&in, &s->issuer->der);
	if (other > 0)
		n = 3;
	else
		must(gnutls_x509_crt_get_serial(s->about->crt, serial, &n));
	put(&in, INTEGER, serial, n);
	wrap(out, SEQUENCE, &in);
}

static void put_status(struct buf *out, const struct ocsp_spec *s, int other)
{
	struct buf in = {0}, reason = {0};
	char code = (char)s->reason;

	if (other > 0 || s->says != OCSP_SAYS_REVOKED) {
		put(out, other > 0 || s->says == OCSP_SAYS_GOOD ? 0x80 : 0x82, "", 0);
		return;
	}
	put_date(&in, -100);
	if (s->reason != 0) {
		put(&reason, ENUMERATED, &code, 1);
		wrap(&in, 0xa0, &reason);
	}
	wrap(out, 0xa1, &in);
}

static bool dated(const struct ocsp_spec *s)
{
	return s->from_hours != 0 || s->to_hours != 0;
}

static void put_entry(struct buf *out, const struct ocsp_spec *s, int other)
{
	struct buf in = {0}, next = {0};

	put_id(&in, s, other);
	put_status(&in, s, other);
	put_date(&in, dated(s) ? s->from_hours : -1);
	if (!s->endless) {
		put_date(&next, dated(s) ? s->to_hours : 1000);
		wrap(&in, 0xa0, &next);
	}
	wrap(out, SEQUENCE, &in);
}

static void put_data(struct buf *out, const struct ocsp_spec *s, const struct identity *signer)
{
	struct buf in = {0}, entries = {0};
	gnutls_datum_t dn;

	must(gnutls_x509_crt_get_raw_dn(signer->crt, &dn));
	put(&in, 0xa1, dn.data, dn.size);
	gnutls_free(dn.data);
	put_date(&in, dated(s) ? s->from_hours : -1);
	for (int i = s->others; i >= 0; i--)
		put_entry(&entries, s, i);
	wrap(&in, SEQUENCE, &entries);
	wrap(out, SEQUENCE, &in);
}

static void put_signature(struct buf *out, const struct buf *data, const struct identity *signer,
			  bool spoilt)
{
	static const unsigned char ecdsa_sha256[] = {0x2a, 0x86, 0x48, 0xce,
						     0x3d, 0x04, 0x03, 0x02};
	gnutls_datum_t signed_data = {(unsigned char *)data->p, (unsigned)data->n}, signature;
	struct buf bits = {0};
	gnutls_privkey_t key;

	must(gnutls_privkey_init(&key));
	must(gnutls_privkey_import_x509(key, signer->key, 0));
	must(gnutls_privkey_sign_data(key, GNUTLS_DIG_SHA256, 0, &signed_data, &signature));
	gnutls_privkey_deinit(key);
	signature.data[signature.size - 1] ^= spoilt;
	put_algorithm(out, ecdsa_sha256, sizeof(ecdsa_sha256));
	buf_char(&bits, 0);
	buf_add(&bits, signature.data, signature.size);
	gnutls_free(signature.data);
	wrap(out, BIT_STRING, &bits);
}

static void put_basic(struct buf *out, const struct ocsp_spec *s)
{
	const struct identity *signer = s->signer != NULL ? s->signer : s->issuer;
	struct buf in = {0}, certs = {0}, data = {0};

	put_data(&data, s, signer);
	buf_add(&in, data.p, data.n);
	put_signature(&in, &data, signer, s->spoilt);
	buf_free(&data);
	if (s->signer != NULL) {
		put(&certs, SEQUENCE, signer->der.data, signer->der.size);
		wrap(&in, 0xa0, &certs);
	}
	wrap(out, SEQUENCE, &in);
}

gnutls_datum_t ocsp_make(const struct ocsp_spec *s)
{
	static const unsigned char basic[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};
	struct buf all = {0}, in = {0}, bytes = {0}, response = {0}, out = {0};
	char status = (char)s->response_status;

	put(&all, ENUMERATED, &status, 1);
	if (s->response_status == 0) {
		put(&bytes, OBJECT, basic, sizeof(basic));
		put_basic(&response, s);
		wrap(&bytes, OCTET_STRING, &response);
		wrap(&in, SEQUENCE, &bytes);
		wrap(&all, 0xa0, &in);
	}
	wrap(&out, SEQUENCE, &all);
	return (gnutls_datum_t){(unsigned char *)out.p, (unsigned)out.n};
}
