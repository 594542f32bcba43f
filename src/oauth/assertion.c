#include "oauth/assertion.h"

#include "base/clock.h"
#include "base/fatal.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/text.h"
#include "net/client_cert.h"
#include "base/base64.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { ID_BYTES = 16, SECOND_MS = 1000, PSS_BITS = 8 * (32 + 32 + 2) };

struct signer {
	gnutls_privkey_t key;
	gnutls_sign_algorithm_t how;
	const char *alg;	  /* as JWS calls it */
	const char *name, *value; /* of the header's member that names the key; value NULL: none */
};

/* ---- signatures ---- */

static int sign(const struct signer *s, const char *p, size_t n, gnutls_datum_t *signature)
{
	const gnutls_datum_t text = {(unsigned char *)(uintptr_t)p, (unsigned)n};

	return gnutls_privkey_sign_data2(s->key, s->how, 0, &text, signature);
}

static bool can(const struct signer *s)
{
	gnutls_datum_t signature;

	if (sign(s, "try", strlen("try"), &signature) != GNUTLS_E_SUCCESS)
		return false;
	gnutls_free(signature.data);
	return true;
}

static bool can_sign(struct signer *s, gnutls_sign_algorithm_t how, const char *alg)
{
	s->how = how;
	s->alg = alg;
	return can(s);
}

/* A signature holds hash and salt, which RFC 7518 section 3.5 wants as long as the hash; the
 * library would take a shorter salt where the key is too short for that. */
static bool can_pss(struct signer *s)
{
	unsigned bits = 0;
	int pk = gnutls_privkey_get_pk_algorithm(s->key, &bits);

	return bits >= PSS_BITS &&
	       can_sign(s,
			pk == GNUTLS_PK_RSA_PSS ? GNUTLS_SIGN_RSA_PSS_SHA256
						: GNUTLS_SIGN_RSA_PSS_RSAE_SHA256,
			"PS256");
}

static bool can_rsa(struct signer *s)
{
	return can_sign(s, GNUTLS_SIGN_RSA_SHA256, "RS256");
}

static const char *shown(struct arena *a, const char *s)
{
	return text_safe(a, bytes_str(a, s));
}

/* NULL, or what is wrong with it. */
static const char *not_rsa(struct arena *a, const struct signer *s, const char *from)
{
	int pk = gnutls_privkey_get_pk_algorithm(s->key, NULL);

	if (pk == GNUTLS_PK_RSA || pk == GNUTLS_PK_RSA_PSS)
		return NULL;
	return arena_printf(a,
			    "the key in %s is of the kind %s: an assertion is signed with an RSA "
			    "key",
			    shown(a, from), gnutls_pk_get_name((gnutls_pk_algorithm_t)pk));
}

struct signer *signer_free(struct signer *s)
{
	if (s == NULL)
		return NULL;
	if (s->key != NULL)
		gnutls_privkey_deinit(s->key);
	free(s);
	return NULL;
}

/* ---- a pair ---- */

static const char *digest_of(struct arena *a, gnutls_digest_algorithm_t how,
			     const gnutls_datum_t *der)
{
	unsigned char digest[64];
	struct buf b = {0};
	const char *out;

	if (gnutls_hash_fast(how, der->data, der->size, digest) < 0)
		fatal("GnuTLS does not compute %s", gnutls_digest_get_name(how));
	base64url_encode(&b, digest, gnutls_hash_get_len(how));
	out = arena_copy(a, b.p, b.n);
	buf_free(&b);
	return out;
}

/* How it signs, and how the header names the certificate then. */
static const char *choose_form(struct arena *a, struct signer *s, const gnutls_datum_t *der,
			       const char *from)
{
	const char *fault = not_rsa(a, s, from);

	if (fault != NULL)
		return fault;
	if (can_pss(s)) {
		s->name = "x5t#S256";
		s->value = digest_of(a, GNUTLS_DIG_SHA256, der);
	} else if (can_rsa(s)) {
		s->name = "x5t";
		s->value = digest_of(a, GNUTLS_DIG_SHA1, der);
	} else {
		fault = arena_printf(a, "the key in %s does not sign", shown(a, from));
	}
	return fault;
}

/* What the pair is, out of what has read it. */
static const char *take_pair(struct arena *a, struct signer *s, const struct client_cert *pair,
			     const char *from)
{
	gnutls_certificate_credentials_t both = client_cert_credentials(pair);
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t *certs = NULL;
	gnutls_datum_t der = {0};
	unsigned n = 0;
	const char *fault;

	if (gnutls_certificate_get_x509_key(both, 0, &key) < 0 ||
	    gnutls_certificate_get_x509_crt(both, 0, &certs, &n) < 0 || n == 0 ||
	    gnutls_x509_crt_export2(certs[0], GNUTLS_X509_FMT_DER, &der) < 0 ||
	    gnutls_privkey_import_x509(s->key, key, GNUTLS_PRIVKEY_IMPORT_COPY) < 0)
		fault = arena_printf(a, "%s: a certificate or key that cannot be used",
				     shown(a, from));
	else
		fault = choose_form(a, s, &der, from);
	for (unsigned i = 0; i < n; i++)
		gnutls_x509_crt_deinit(certs[i]);
	gnutls_free(certs);
	gnutls_free(der.data);
	if (key != NULL)
		gnutls_x509_privkey_deinit(key);
	return fault;
}

struct signer *signer_of_pair(struct arena *a, const char *cert_file, const char *key_file,
			      const char **fault)
{
	struct client_cert *pair = client_cert_load(a, cert_file, key_file, fault);
	struct signer *s;

	if (pair == NULL)
		return NULL;
	s = mem_alloc(sizeof(*s));
	gnutls_privkey_init(&s->key);
	*fault = take_pair(a, s, pair, key_file != NULL ? key_file : cert_file);
	client_cert_free(pair);
	return *fault == NULL ? s : signer_free(s);
}

struct signer *signer_of_key(struct arena *a, const char *pem, const char *id, const char *from,
			     const char **fault)
{
	const gnutls_datum_t text = {(unsigned char *)(uintptr_t)pem, (unsigned)strlen(pem)};
	struct signer *s = mem_alloc(sizeof(*s));

	gnutls_privkey_init(&s->key);
	*fault = NULL;
	if (gnutls_privkey_import_x509_raw(s->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0) < 0)
		*fault =
			arena_printf(a, "%s: the private key in it cannot be read", shown(a, from));
	else
		*fault = not_rsa(a, s, from);
	if (*fault == NULL && !can_rsa(s))
		*fault = arena_printf(a, "%s: the private key in it does not sign", shown(a, from));
	s->name = "kid";
	s->value = arena_str(a, id);
	return *fault == NULL ? s : signer_free(s);
}

/* ---- a JWT ---- */

/* RFC 9562 section 5.4. */
static void new_id(char out[37])
{
	static const int dash[] = {4, 6, 8, 10};
	unsigned char b[ID_BYTES];
	size_t next = 0;
	char *p = out;

	random_bytes(b, sizeof(b));
	b[6] = (unsigned char)(0x40 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	for (int i = 0; i < ID_BYTES; i++) {
		if (next < sizeof(dash) / sizeof(dash[0]) && dash[next] == i) {
			*p++ = '-';
			next++;
		}
		p += snprintf(p, 3, "%02x", b[i]);
	}
}

static void set(json_t *to, const char *name, const char *value)
{
	if (value != NULL)
		json_object_set_new(to, name, json_string(value));
}

static void add_part(struct buf *out, json_t *part)
{
	char *text = json_dumps(part, JSON_COMPACT);

	if (text == NULL)
		fatal("JSON of an assertion was not written");
	if (out->n > 0)
		buf_char(out, '.');
	base64url_encode(out, text, strlen(text));
	free(text);
	json_decref(part);
}

static json_t *header(const struct signer *s)
{
	json_t *h = json_object();

	set(h, "typ", "JWT");
	set(h, "alg", s->alg);
	set(h, s->name, s->value);
	return h;
}

static json_t *body(const struct assertion *x)
{
	int64_t now = clock_wall_ms() / SECOND_MS;
	json_t *b = json_object();
	char id[37];

	new_id(id);
	set(b, "iss", x->issuer);
	set(b, "sub", x->subject);
	set(b, "aud", x->audience);
	set(b, "scope", x->scope);
	set(b, "jti", id);
	json_object_set_new(b, "iat", json_integer(now));
	json_object_set_new(b, "nbf", json_integer(now));
	json_object_set_new(b, "exp", json_integer(now + x->lives_s));
	return b;
}

void assertion_write(const struct signer *s, const struct assertion *claims, struct buf *out)
{
	gnutls_datum_t signature;

	add_part(out, header(s));
	add_part(out, body(claims));
	if (sign(s, out->p, out->n, &signature) != GNUTLS_E_SUCCESS)
		fatal("GnuTLS does not sign with a key that it signed with before");
	buf_char(out, '.');
	base64url_encode(out, signature.data, signature.size);
	gnutls_free(signature.data);
}
