/* issuer.h - certificates out of an answer to the question for an issuer: hostile input, fuzzed */
#ifndef SMTPSCOPE_NET_ISSUER_H
#define SMTPSCOPE_NET_ISSUER_H

#include "net/tls.h"

enum { ISSUERS_MAX = 16 };

struct issuers {
	struct tls_der der[ISSUERS_MAX]; /* each can be read as a certificate */
	unsigned n;
	const char *
		form; /* "DER" or "PKCS #7", as RFC 5280 4.2.2.1 wants; "PEM"; NULL: none of them */
};

/* What `answer` holds, the first ISSUERS_MAX of it, in arena `a`. */
void issuers_read(struct arena *a, struct bytes answer, struct issuers *out);

/* The one that has signed `subject`, by name, key and signature; NULL: none. */
const struct tls_der *issuers_find(const struct issuers *from, struct tls_der subject);

/* Where the path from the first of `all` ends, as far as the others lead; n > 0. */
struct tls_der issuer_path_end(const struct tls_der *all, unsigned n);

#endif
