/* assertion.h - JWTs that prove who asks (RFC 7515, 7519, 7523); of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_ASSERTION_H
#define SMTPSCOPE_OAUTH_ASSERTION_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

struct signer;

/* Of a certificate and its key, PEM: signs with PS256 and names the certificate by x5t#S256; a key
 * that cannot, with RS256 and x5t. NULL with one line in *fault: unreadable, not a pair, not RSA.
 */
struct signer *signer_of_pair(struct arena *a, const char *cert_file, const char *key_file,
			      const char **fault);

/* Of a key in PEM form: RS256, named by `id` as kid (NULL: not named). `from` tells where it was.
 */
struct signer *signer_of_key(struct arena *a, const char *pem, const char *id, const char *from,
			     const char **fault);
struct signer *signer_free(struct signer *s); /* takes NULL, returns NULL */

struct assertion {
	const char *issuer, *subject, *audience;
	const char *scope; /* Google's; NULL: none */
	int lives_s;
};

/* A new one: jti is random, iat and nbf are now. */
void assertion_write(const struct signer *s, const struct assertion *claims, struct buf *out);

#endif
