/* certificate.h - DER to facts: hostile input, fuzzed */
#ifndef SMTPSCOPE_NET_CERTIFICATE_H
#define SMTPSCOPE_NET_CERTIFICATE_H

#include "net/tls.h"

enum { CERTIFICATE_NAMES_MAX = 256, CERTIFICATE_TEXT_MAX = 1024 };

/* Never NULL: of bytes that are no certificate only they and their fingerprint are known. */
struct certificate *certificate_read(struct arena *a, struct tls_der der);

/* False where one use of its key would take seconds or hours: the peer chooses its length. */
bool certificate_affordable(struct tls_der der);

#endif
