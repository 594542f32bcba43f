/* dkim_public.h - inside this room: the bytes behind p= of a DKIM key */
#ifndef SMTPSCOPE_DOMAIN_DKIM_PUBLIC_H
#define SMTPSCOPE_DOMAIN_DKIM_PUBLIC_H

#include "domain/dkim_key.h"

/* What the bytes are, whatever k= says. */
struct dkim_public {
	const char *type;    /* "rsa", "ed25519"; another algorithm's name; NULL: no public key */
	int bits;	     /* of "rsa" */
	const char *fault;   /* one line: why it is no key, or not in the form that DKIM wants */
	bool cut;	     /* it says that it is longer */
	struct bytes proper; /* the same key in the form that DKIM wants; absent: there is none */
};

/* Of RSA a SubjectPublicKeyInfo (RFC 6376 section 3.6.1), of Ed25519 the 32 bytes alone (RFC 8463
 * section 4.2). */
void dkim_public_read(struct arena *a, struct bytes key, struct dkim_public *out);

#endif
