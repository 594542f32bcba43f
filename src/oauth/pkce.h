/* pkce.h - proof that who redeems a code is who asked for it (RFC 7636) */
#ifndef SMTPSCOPE_OAUTH_PKCE_H
#define SMTPSCOPE_OAUTH_PKCE_H

#include "base/secret.h"

enum { PKCE_CHALLENGE_SIZE = 43 + 1 };

/* A text of 43 characters that nobody can guess, in memory of its own: a code verifier (4.1); as
 * good as `state` (RFC 6749, 10.12). */
void pkce_verifier(struct secret *s);

/* code_challenge of the method S256 (4.2); returns `out`. */
char *pkce_challenge(const struct secret *verifier, char out[PKCE_CHALLENGE_SIZE]);

#endif
