#include "domain/dkim_public.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <string.h>

enum { ED25519_BYTES = 32, ED25519_FRAME = 12, DER_SEQUENCE = 0x30, DER_INTEGER = 0x02 };

/* ---- ASN.1, as far as it tells what was pasted ---- */

/* The bytes that the outermost element has with its head, of which `head` are that head; 0: it has
 * no length. */
static size_t der_length(struct bytes b, size_t *head)
{
	const unsigned char *p = (const unsigned char *)b.p;
	size_t n = 0, octets;

	if (b.n < 2)
		return 0;
	octets = p[1] < 0x80 ? 0 : p[1] & 0x7fu;
	*head = 2 + octets;
	if (octets == 0)
		return *head + p[1];
	if (octets > 3 || b.n < *head)
		return 0;
	for (size_t i = 0; i < octets; i++)
		n = n << 8 | p[2 + i];
	return *head + n;
}

/* SubjectPublicKeyInfo begins so: 32 bytes of it are the beginning of an RSA key, not an Ed25519
 * key. */
static bool is_framed(struct bytes b, size_t head)
{
	return b.n > head && (unsigned char)b.p[head] == DER_SEQUENCE;
}

static bool is_sequence(struct bytes b)
{
	return b.n > 0 && (unsigned char)b.p[0] == DER_SEQUENCE;
}

/* RSAPublicKey begins with the modulus, SubjectPublicKeyInfo with the algorithm. */
static bool begins_with_integer(struct bytes b, size_t head)
{
	return b.n > head && b.p[head] == DER_INTEGER;
}

/* ---- what GnuTLS makes of it ---- */

static bool export_proper(struct arena *a, gnutls_pubkey_t key, struct dkim_public *out)
{
	gnutls_datum_t der;

	if (gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &der) < 0)
		return false;
	out->proper = bytes_copy(a, der.data, der.size);
	gnutls_free(der.data);
	return true;
}

static const char *exponent_fault(const gnutls_datum_t *e)
{
	if (e->size == 0 || (e->data[e->size - 1] & 1) == 0)
		return "its public exponent is even: no RSA key has that";
	return e->size == 1 && e->data[0] == 1 ? "its public exponent is 1: it signs nothing"
					       : NULL;
}

static void read_rsa(struct arena *a, gnutls_pubkey_t key, unsigned bits, struct dkim_public *out)
{
	gnutls_datum_t modulus, e;

	out->type = "rsa";
	out->bits = (int)bits;
	if (gnutls_pubkey_export_rsa_raw2(key, &modulus, &e, GNUTLS_EXPORT_FLAG_NO_LZ) < 0) {
		out->fault = "its numbers cannot be read";
		return;
	}
	out->fault = exponent_fault(&e);
	gnutls_free(modulus.data);
	gnutls_free(e.data);
	if (out->fault == NULL)
		export_proper(a, key, out);
}

static void read_ed25519(struct arena *a, struct bytes b, struct dkim_public *out)
{
	out->type = "ed25519";
	out->fault = "the key stands in an ASN.1 frame; Ed25519 wants its 32 bytes alone";
	out->proper = bytes_copy(a, b.p + ED25519_FRAME, ED25519_BYTES);
}

static void read_imported(struct arena *a, gnutls_pubkey_t key, struct bytes b,
			  struct dkim_public *out)
{
	unsigned bits = 0;
	int algorithm = gnutls_pubkey_get_pk_algorithm(key, &bits);

	if (algorithm == GNUTLS_PK_RSA)
		read_rsa(a, key, bits, out);
	else if (algorithm == GNUTLS_PK_EDDSA_ED25519 && b.n == ED25519_FRAME + ED25519_BYTES)
		read_ed25519(a, b, out);
	else
		out->type =
			algorithm < 0 ? NULL : gnutls_pk_get_name((gnutls_pk_algorithm_t)algorithm);
	if (out->type == NULL)
		out->fault = "a public key of an algorithm that nobody knows";
}

static void read_spki(struct arena *a, struct bytes b, struct dkim_public *out)
{
	gnutls_datum_t d = {(unsigned char *)b.p, (unsigned)b.n};
	gnutls_pubkey_t key;
	int status;

	if (gnutls_pubkey_init(&key) < 0) {
		out->fault = "it could not be looked at";
		return;
	}
	status = gnutls_pubkey_import(key, &d, GNUTLS_X509_FMT_DER);
	if (status < 0)
		out->fault =
			arena_printf(a, "ASN.1, but no public key (%s)", gnutls_strerror(status));
	else
		read_imported(a, key, b, out);
	gnutls_pubkey_deinit(key);
}

/* ---- RSAPublicKey (PKCS #1): the two numbers without the algorithm ---- */

static bool take_integer(struct bytes *b, gnutls_datum_t *out)
{
	size_t head = 0, n = der_length(*b, &head);

	if (n == 0 || n > b->n || b->p[0] != DER_INTEGER)
		return false;
	*out = (gnutls_datum_t){(unsigned char *)b->p + head, (unsigned)(n - head)};
	*b = (struct bytes){b->p + n, b->n - n};
	return true;
}

static void read_pkcs1(struct arena *a, struct bytes numbers, struct dkim_public *out)
{
	gnutls_datum_t m, e;
	gnutls_pubkey_t key;

	if (take_integer(&numbers, &m) && take_integer(&numbers, &e) && numbers.n == 0 &&
	    gnutls_pubkey_init(&key) == 0) {
		unsigned bits = 0;

		if (gnutls_pubkey_import_rsa_raw(key, &m, &e) == 0 &&
		    gnutls_pubkey_get_pk_algorithm(key, &bits) == GNUTLS_PK_RSA)
			read_rsa(a, key, bits, out);
		gnutls_pubkey_deinit(key);
	}
	if (out->fault == NULL)
		out->fault = "the numbers of an RSA key without its algorithm (PKCS #1); wanted is "
			     "\"BEGIN PUBLIC KEY\", not \"BEGIN RSA PUBLIC KEY\"";
}

void dkim_public_read(struct arena *a, struct bytes key, struct dkim_public *out)
{
	size_t head = 0, n = is_sequence(key) ? der_length(key, &head) : 0;

	*out = (struct dkim_public){0};
	if (key.n == ED25519_BYTES && !(n > key.n && is_framed(key, head))) {
		out->type = "ed25519";
		out->proper = key;
	} else if (n == 0) {
		out->fault = arena_printf(a, "%zu bytes that are no public key", key.n);
	} else if (n > key.n) {
		out->cut = true;
		out->fault = arena_printf(a, "cut off: %zu of its %zu bytes are there", key.n, n);
	} else if (n < key.n) {
		out->fault = arena_printf(a, "%zu bytes too many behind the key", key.n - n);
	} else if (begins_with_integer(key, head)) {
		read_pkcs1(a, (struct bytes){key.p + head, key.n - head}, out);
	} else {
		read_spki(a, key, out);
	}
}
