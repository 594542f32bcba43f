/* tls_fault.h - why an endpoint's certificate is not believed, in one line; of src/oauth only */
#ifndef SMTPSCOPE_OAUTH_TLS_FAULT_H
#define SMTPSCOPE_OAUTH_TLS_FAULT_H

#include "base/text.h"

/* `der`: of the server, or {0}; `said`: what the library said. */
const char *tls_fault(struct arena *a, struct bytes der, const char *host, const char *said);

#endif
