#include "net/x509parts.h"

#include <stddef.h>

enum { SEQUENCE = 0x30, VERSION = 0xa0, LONG_FORM = 0x80, LENGTH_BYTES_MAX = 3 };

/* One DER element: its tag, itself and what is in it. */
struct element {
	unsigned tag;
	struct tls_der whole, body;
};

/* The first element of `in`, which is shortened by it. False: there is none, or not all of it. */
static bool take(struct tls_der *in, struct element *e)
{
	const unsigned char *p = in->data;
	unsigned head = 2, n;

	if (in->size < head)
		return false;
	n = p[1];
	if (n >= LONG_FORM) {
		unsigned bytes = n - LONG_FORM;

		if (bytes == 0 || bytes > LENGTH_BYTES_MAX || in->size < head + bytes)
			return false;
		n = 0;
		while (bytes-- > 0)
			n = n << 8 | p[head++];
	}
	if (n > in->size - head)
		return false;
	e->tag = p[0];
	e->body = (struct tls_der){p + head, n};
	e->whole = (struct tls_der){p, head + n};
	in->data += head + n;
	in->size -= head + n;
	return true;
}

static bool signed_part(struct tls_der der, struct element *tbs)
{
	struct element certificate;

	return take(&der, &certificate) && certificate.tag == SEQUENCE &&
	       take(&certificate.body, tbs) && tbs->tag == SEQUENCE;
}

struct tls_der x509_signed_part(struct tls_der der)
{
	struct element tbs;

	return signed_part(der, &tbs) ? tbs.whole : (struct tls_der){0};
}

struct tls_der x509_public_key(struct tls_der der)
{
	enum { BEFORE = 5 }; /* serialNumber, signature, issuer, validity, subject */
	struct element tbs, e = {0};
	int skipped = 0;

	if (!signed_part(der, &tbs))
		return (struct tls_der){0};
	while (take(&tbs.body, &e))
		if (e.tag != VERSION && skipped++ == BEFORE)
			return e.tag == SEQUENCE ? e.whole : (struct tls_der){0};
	return (struct tls_der){0};
}
