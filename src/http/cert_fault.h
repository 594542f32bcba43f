/* cert_fault.h - why a web server's certificate is not believed */
#ifndef SMTPSCOPE_HTTP_CERT_FAULT_H
#define SMTPSCOPE_HTTP_CERT_FAULT_H

#include "base/text.h"

#include <stdint.h>

struct cert_fault {
	const char *word;  /* "name", "expired", "not-yet-valid", "untrusted"; NULL: no certificate
			      tells */
	const char *words; /* one line */
	int64_t not_after; /* date of its last day, 0: not known */
};

/* `der`: of the server, or {0}; `said`: what the library said. The one fault that explains the
 * others comes first: a gateway that opens TLS has a certificate for the right name, by an issuer
 * of its own. */
struct cert_fault cert_fault_of(struct arena *a, struct bytes der, const char *host,
				const char *said);

#endif
