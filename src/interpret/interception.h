/* interception.h - inside this room: a box that opens TLS and shows a certificate of its own */
#ifndef SMTPSCOPE_INTERPRET_INTERCEPTION_H
#define SMTPSCOPE_INTERPRET_INTERCEPTION_H

#include "interpret/diagnose.h"

/* At a stage tls whose chain is not trusted: cert-intercepted, with the product's name and owner
 * where its issuer is known; NULL: nothing says so. */
struct finding *found_interception(const struct place *at);

#endif
