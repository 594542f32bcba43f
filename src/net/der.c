#include "net/der.h"

#include "base/buf.h"

#include <string.h>

enum { TAG_EXTENSIONS = 0xa3 };

/* Lengths of more than four octets are longer than anything that we read. */
static bool take_length(struct der *in, size_t *length)
{
	enum { LONG_FORM = 0x80, OCTETS_MAX = 4 };
	size_t octets;

	if (in->n == 0)
		return false;
	*length = *in->p++;
	in->n--;
	if (*length < LONG_FORM)
		return *length <= in->n;
	octets = *length - LONG_FORM;
	if (octets == 0 || octets > OCTETS_MAX || octets > in->n)
		return false;
	for (*length = 0; octets > 0; octets--, in->n--)
		*length = *length << 8 | *in->p++;
	return *length <= in->n;
}

bool der_next(struct der *in, unsigned char *tag, struct der *value)
{
	size_t length;

	if (in->n == 0)
		return false;
	*tag = *in->p++;
	in->n--;
	if (!take_length(in, &length)) {
		in->n = 0;
		return false;
	}
	*value = (struct der){in->p, length};
	in->p += length;
	in->n -= length;
	return true;
}

struct der der_inside(struct der in, unsigned char tag)
{
	struct der value;
	unsigned char found;

	return der_next(&in, &found, &value) && found == tag ? value : (struct der){0};
}

bool der_is(struct der d, const void *bytes, size_t n)
{
	return d.n == n && memcmp(d.p, bytes, n) == 0;
}

/* The first octets hold two numbers: 40 times the first, and the second. */
static void print_arc(struct buf *out, unsigned long arc)
{
	unsigned long first = arc < 80 ? arc / 40 : 2;

	if (out->n == 0)
		buf_printf(out, "%lu.%lu", first, arc - 40 * first);
	else
		buf_printf(out, ".%lu", arc);
}

const char *der_oid(struct arena *a, struct der oid)
{
	enum { OCTETS_MAX = 64, ARC_BITS_MAX = 28 };
	struct buf out = {0};
	unsigned long arc = 0;
	const char *text = NULL;
	size_t i = 0;

	for (; i < oid.n && oid.n <= OCTETS_MAX && arc >> ARC_BITS_MAX == 0; i++) {
		arc = arc << 7 | (oid.p[i] & 0x7f);
		if (oid.p[i] & 0x80)
			continue;
		print_arc(&out, arc);
		arc = 0;
	}
	if (i == oid.n && i > 0 && (oid.p[i - 1] & 0x80) == 0)
		text = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

struct der der_signed_part(struct tls_der certificate)
{
	struct der whole = {certificate.data, certificate.size};

	return der_inside(der_inside(whole, DER_SEQUENCE), DER_SEQUENCE);
}

struct der extensions_of(struct tls_der certificate)
{
	struct der signed_part = der_signed_part(certificate), value;
	unsigned char tag;

	while (der_next(&signed_part, &tag, &value))
		if (tag == TAG_EXTENSIONS)
			return der_inside(value, DER_SEQUENCE);
	return (struct der){0};
}

bool extension_next(struct der *extensions, struct extension *out)
{
	struct der one, value;
	unsigned char tag;

	*out = (struct extension){0};
	if (!der_next(extensions, &tag, &one) || tag != DER_SEQUENCE ||
	    !der_next(&one, &tag, &out->oid) || tag != DER_OID || !der_next(&one, &tag, &value))
		return false;
	if (tag == DER_BOOLEAN) {
		out->critical = value.n == 1 && value.p[0] != 0;
		if (!der_next(&one, &tag, &value))
			return false;
	}
	out->value = value;
	return tag == DER_OCTETS;
}

struct der extension_find(struct tls_der certificate, const void *oid, size_t n)
{
	struct der all = extensions_of(certificate);
	struct extension e;

	while (extension_next(&all, &e))
		if (der_is(e.oid, oid, n))
			return der_inside(e.value, DER_SEQUENCE);
	return (struct der){0};
}
