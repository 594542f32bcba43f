/* The OCSP response beside a certificate: whatever a server sends as one, it proves nothing without
 * a signature of the issuer's, and its words are ours.
 *
 * Input: the response, then certificates in DER, each behind its length in two bytes. */
#include "fuzz.h"

#include "net/staple.h"
#include "net/tls_session.h"

#include <gnutls/x509.h>
#include <string.h>

static const int64_t now = 1795248900000; /* 2026-11-21 */

static struct tls_der input_der(struct input *in)
{
	size_t size = (size_t)input_byte(in) << 8;
	struct tls_der der;

	size += input_byte(in);
	size = size < in->n ? size : in->n;
	der = (struct tls_der){in->p, (unsigned)size};
	*in = (struct input){in->p + size, in->n - size};
	return der;
}

static bool one_of(const char *word, const char *const *words)
{
	while (*words != NULL)
		if (strcmp(*words++, word) == 0)
			return true;
	return false;
}

static void is_sound(const struct staple *s)
{
	static const char *const faults[] = {"malformed",
					     "malformed-request",
					     "internal-error",
					     "try-later",
					     "signature-required",
					     "unauthorized",
					     "other-certificate",
					     "signature",
					     "signer-not-appointed",
					     "out-of-date",
					     "signer-out-of-date",
					     "too-long",
					     "issuer-unknown",
					     NULL};
	static const char *const reasons[] = {"unspecified",
					      "keyCompromise",
					      "cACompromise",
					      "affiliationChanged",
					      "superseded",
					      "cessationOfOperation",
					      "certificateHold",
					      "removeFromCRL",
					      "privilegeWithdrawn",
					      "aACompromise",
					      NULL};

	CLAIM((s->fault != NULL) == (s->status == STAPLE_INVALID));
	CLAIM(s->fault == NULL || one_of(s->fault, faults));
	CLAIM(s->reason == NULL || one_of(s->reason, reasons));
	CLAIM(s->status == STAPLE_REVOKED || s->fault != NULL || s->reason == NULL);
	CLAIM(s->status == STAPLE_REVOKED || s->fault != NULL || s->this_update <= now + 300000);
}

static bool signs_itself(struct tls_der der)
{
	gnutls_datum_t d = {(unsigned char *)der.data, der.size};
	gnutls_x509_crt_t crt;
	bool itself;

	CLAIM(gnutls_x509_crt_init(&crt) >= 0);
	itself = gnutls_x509_crt_import(crt, &d, GNUTLS_X509_FMT_DER) >= 0 &&
		 gnutls_x509_crt_check_issuer(crt, crt) != 0;
	gnutls_x509_crt_deinit(crt);
	return itself;
}

/* The issuer of the first certificate is gone, and nobody is trusted. */
static void proves_nothing_without_issuer(struct arena *a, struct tls_der response,
					  const struct tls_der *der)
{
	const struct staple *s = staple_judge(a, response, der, 1, fuzz_no_trust(), now);

	CLAIM(s->status == STAPLE_INVALID || signs_itself(der[0]));
}

static bool same(const struct staple *a, const struct staple *b)
{
	return a->status == b->status && a->produced == b->produced &&
	       a->this_update == b->this_update && a->next_update == b->next_update &&
	       a->revoked_at == b->revoked_at && same_text(a->reason, b->reason);
}

/* What is believed cannot be made to say something else, nor be cut short. */
static void is_believed_as_signed(struct arena *a, struct tls_der response,
				  const struct tls_der *der, unsigned n, const struct staple *s)
{
	unsigned char changed[STAPLE_SIZE_MAX];
	const struct staple *other;

	memcpy(changed, response.data, response.size);
	for (unsigned i = 0; i < response.size; i += 1 + response.size / 16) {
		changed[i] ^= 1;
		other = staple_judge(a, (struct tls_der){changed, response.size}, der, n,
				     fuzz_no_trust(), now);
		CLAIM(other->status == STAPLE_INVALID || same(other, s));
		changed[i] ^= 1;
	}
	other = staple_judge(a, (struct tls_der){changed, response.size - 1}, der, n,
			     fuzz_no_trust(), now);
	CLAIM(other == NULL || other->status == STAPLE_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	struct arena *a = arena_new();
	struct tls_der der[TLS_CHAIN_MAX], response = input_der(&in);
	struct staple *s;
	unsigned n = 0;

	while (in.n > 2 && n < TLS_CHAIN_MAX)
		der[n++] = input_der(&in);
	s = staple_judge(a, response, der, n, fuzz_no_trust(), now);
	CLAIM((s != NULL) == (response.size > 0));
	if (s != NULL)
		is_sound(s);
	if (s != NULL && n > 0)
		proves_nothing_without_issuer(a, response, der);
	if (s != NULL && s->status != STAPLE_INVALID)
		is_believed_as_signed(a, response, der, n, s);
	arena_free(a);
	return 0;
}
