#include "dkimkey.h"

#include "base/base64.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 8, RSA_FRAME = 24 };

static struct {
	int bits;
	gnutls_datum_t der;
} made[KINDS];

static void must(int status)
{
	if (status < 0)
		abort();
}

static gnutls_datum_t make(int bits)
{
	gnutls_pk_algorithm_t kind = bits == 0	   ? GNUTLS_PK_EDDSA_ED25519
				     : bits == 256 ? GNUTLS_PK_ECDSA
						   : GNUTLS_PK_RSA;
	unsigned size =
		bits == 256 ? GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1) : (unsigned)bits;
	gnutls_privkey_t private;
	gnutls_pubkey_t public;
	gnutls_datum_t der;

	must(gnutls_privkey_init(&private));
	must(gnutls_privkey_generate(private, kind, size, 0));
	must(gnutls_pubkey_init(&public));
	must(gnutls_pubkey_import_privkey(public, private, 0, 0));
	must(gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der));
	gnutls_pubkey_deinit(public);
	gnutls_privkey_deinit(private);
	return der;
}

struct bytes dkimkey_der(struct arena *a, int bits)
{
	for (int i = 0; i < KINDS; i++) {
		if (made[i].der.data == NULL) {
			made[i].bits = bits;
			made[i].der = make(bits);
		}
		if (made[i].bits == bits)
			return bytes_copy(a, made[i].der.data, made[i].der.size);
	}
	abort();
}

const char *dkimkey_base64(struct arena *a, struct bytes key)
{
	struct buf out = {0};
	const char *text;

	base64_encode(&out, key.p, key.n);
	text = arena_str(a, out.p);
	buf_free(&out);
	return text;
}

const char *dkimkey(struct arena *a, int bits)
{
	struct bytes der = dkimkey_der(a, bits);

	if (bits == 0)
		der = bytes_copy(a, der.p + der.n - 32, 32);
	return dkimkey_base64(a, der);
}

const char *dkimkey_record(struct arena *a, int bits)
{
	return arena_printf(a, "v=DKIM1; k=%s; p=%s", bits == 0 ? "ed25519" : "rsa",
			    dkimkey(a, bits));
}

struct bytes dkimkey_pkcs1(struct arena *a, struct bytes der)
{
	return bytes_copy(a, der.p + RSA_FRAME, der.n - RSA_FRAME);
}
