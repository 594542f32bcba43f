/* client_cert.h - the certificate that we show to servers which ask for one, and its key */
#ifndef SMTPSCOPE_NET_CLIENT_CERT_H
#define SMTPSCOPE_NET_CLIENT_CERT_H

#include "base/arena.h"

#include <gnutls/gnutls.h>

struct client_cert;

/* Both PEM, perhaps in one file. NULL with one line in *fault (in `a`): unreadable, encrypted, or
 * not a pair. */
struct client_cert *client_cert_load(struct arena *a, const char *cert_file, const char *key_file,
				     const char **fault);
struct client_cert *client_cert_free(struct client_cert *c); /* takes NULL, returns NULL */

/* Read only, of all sessions and threads. */
gnutls_certificate_credentials_t client_cert_credentials(const struct client_cert *c);

#endif
