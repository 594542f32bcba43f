/* credentials.h - who asks: client id, with a secret or an assertion (RFC 6749 section 2.3, RFC
 * 7523 section 2.2); of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_CREDENTIALS_H
#define SMTPSCOPE_OAUTH_CREDENTIALS_H

#include "oauth/exchange.h"

/* Reads the certificate and key of the request, if there are any. NULL with one line in *fault. */
struct credentials *credentials_new(struct arena *a, const struct oauth_request *rq,
				    const char **fault);
struct credentials *credentials_free(struct credentials *c); /* takes NULL, returns NULL */

/* client_id, and client_secret or a new client_assertion, or nothing more (a public client). */
void credentials_add(struct grant *g, struct form *f);

#endif
