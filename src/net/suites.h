/* suites.h - cipher suites by their numbers in the handshake (IANA's registry of TLS parameters) */
#ifndef SMTPSCOPE_NET_SUITES_H
#define SMTPSCOPE_NET_SUITES_H

#include "net/tls.h"

#include <stddef.h>
#include <stdint.h>

/* No version has more that a server may choose whose certificate is all it has. Older servers fail
 * at hellos with more than 128. */
enum { SUITES_MAX = 128 };

/* "TLS_RSA_WITH_RC4_128_SHA", or NULL for what needs more than a certificate (PSK, SRP, Kerberos)
 * or is in no registry. */
const char *suite_name(unsigned code);
int suite_code(const char *name); /* -1: unknown */

/* Those that can be offered with that version, the best first; how many. */
size_t suites_of(enum tls_version version, uint16_t codes[SUITES_MAX]);

#endif
