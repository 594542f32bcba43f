#include "net/x509parts.h"

#include "net/der.h"

enum { VERSION = 0xa0 };

/* The next value as it stands there, with its identifier and its length. */
static struct tls_der take_whole(struct der *in, unsigned char *tag)
{
	const unsigned char *start = in->p;
	struct der value;

	if (!der_next(in, tag, &value))
		return (struct tls_der){0};
	return (struct tls_der){start, (unsigned)(in->p - start)};
}

static struct der inside(struct tls_der whole)
{
	return der_inside((struct der){whole.data, whole.size}, DER_SEQUENCE);
}

struct tls_der x509_signed_part(struct tls_der der)
{
	struct der certificate = inside(der);
	unsigned char tag = 0;
	struct tls_der tbs = take_whole(&certificate, &tag);

	return tag == DER_SEQUENCE ? tbs : (struct tls_der){0};
}

struct tls_der x509_public_key(struct tls_der der)
{
	enum { BEFORE = 5 }; /* serialNumber, signature, issuer, validity, subject */
	struct der fields = inside(x509_signed_part(der));
	int skipped = 0;

	while (fields.n > 0) {
		unsigned char tag = 0;
		struct tls_der field = take_whole(&fields, &tag);

		if (tag != VERSION && skipped++ == BEFORE)
			return tag == DER_SEQUENCE ? field : (struct tls_der){0};
	}
	return (struct tls_der){0};
}
