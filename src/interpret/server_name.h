/* server_name.h - inside this room: with a server name in the handshake, and without (RFC 6066) */
#ifndef SMTPSCOPE_INTERPRET_SERVER_NAME_H
#define SMTPSCOPE_INTERPRET_SERVER_NAME_H

#include "interpret/diagnose.h"

/* The name that a second handshake should send where the first sent none: the host's, or, where
 * that is an address, the one by which the server greets. NULL: the first tells enough. */
const char *name_to_send(const struct diagnosis *d, const struct session *s);

/* A name was sent, and a certificate came that was judged. */
bool has_named_server(const struct session *s);

/* At the stage tls, after the certificate was judged: what follows from a missing name is not a
 * fault of the certificate. */
void diagnose_server_name(const struct place *at);

#endif
