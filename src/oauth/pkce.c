#include "oauth/pkce.h"

#include "base/fatal.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/base64.h"

#include <gnutls/crypto.h>
#include <string.h>

enum { RANDOM_BYTES = 32, SHA256_BYTES = 32 };

void pkce_verifier(struct secret *s)
{
	unsigned char bytes[RANDOM_BYTES];
	struct buf text = {.secret = true};

	random_bytes(bytes, sizeof(bytes));
	base64url_encode(&text, bytes, sizeof(bytes));
	mem_wipe(bytes, sizeof(bytes));
	*s = (struct secret){.p = text.p, .n = text.n}; /* its memory is the secret's now */
}

char *pkce_challenge(const struct secret *verifier, char out[PKCE_CHALLENGE_SIZE])
{
	unsigned char hash[SHA256_BYTES];
	struct buf text = {0};
	int rc = gnutls_hash_fast(GNUTLS_DIG_SHA256, verifier->p, verifier->n, hash);

	if (rc < 0)
		fatal("GnuTLS has no SHA-256: %s", gnutls_strerror(rc));
	base64url_encode(&text, hash, sizeof(hash));
	memcpy(out, text.p, PKCE_CHALLENGE_SIZE);
	buf_free(&text);
	return out;
}
