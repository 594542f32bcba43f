#include "net/hello.h"

#include <string.h>

enum { /* types of records, of handshake messages, of extensions */
       RECORD_ALERT = 21,
       RECORD_HANDSHAKE = 22,
       CLIENT_HELLO = 1,
       EXT_SERVER_NAME = 0,
       EXT_GROUPS = 10,
       EXT_POINT_FORMATS = 11,
       EXT_SIGNATURES = 13,
       EXT_MASTER_SECRET = 23,
       EXT_TICKET = 35,
       EXT_VERSIONS = 43,
       EXT_SHARE = 51,
       EXT_RENEGOTIATION = 0xff01,
};

enum { ALERT_CLOSE_NOTIFY = 0, ALERT_USER_CANCELED = 90 };
enum { GROUP_X25519 = 29, COMPRESSION_NONE = 0, COMPRESSION_DEFLATE = 1 };

static unsigned wire(enum tls_version v)
{
	return 0x0300 + (unsigned)(v - SSL_3_0);
}

/* ---- writing ---- */

static void put(struct buf *b, unsigned value, int bytes)
{
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		buf_char(b, (char)(value >> shift & 0xff));
}

/* A vector with its length in `bytes` before it: the length is set when its end is known. */
static size_t open_vector(struct buf *b, int bytes)
{
	put(b, 0, bytes);
	return b->n;
}

static void close_vector(struct buf *b, size_t start, int bytes)
{
	size_t n = b->n - start;

	for (int i = 1; i <= bytes; i++, n >>= 8)
		b->p[start - (size_t)i] = (char)(n & 0xff);
}

static void put_list(struct buf *b, const uint16_t *items, size_t n)
{
	size_t start = open_vector(b, 2);

	for (size_t i = 0; i < n; i++)
		put(b, items[i], 2);
	close_vector(b, start, 2);
}

static void put_name(struct buf *b, const char *sni)
{
	size_t list = open_vector(b, 2), name;

	put(b, 0, 1); /* host_name */
	name = open_vector(b, 2);
	buf_str(b, sni);
	close_vector(b, name, 2);
	close_vector(b, list, 2);
}

static void put_share(struct buf *b, const unsigned char share[HELLO_RANDOM])
{
	size_t list = open_vector(b, 2), key;

	put(b, GROUP_X25519, 2);
	key = open_vector(b, 2);
	buf_add(b, share, HELLO_RANDOM); /* any 32 bytes are a public key (RFC 7748) */
	close_vector(b, key, 2);
	close_vector(b, list, 2);
}

static const struct {
	uint16_t code;
	const char *name;
} groups[] =
	{
		{29, "X25519"},	    {23, "SECP256R1"},	{24, "SECP384R1"},  {25, "SECP521R1"},
		{30, "X448"},	    {19, "SECP192R1"},	{21, "SECP224R1"},  {22, "SECP256K1"},
		{14, "SECT571R1"},  {13, "SECT571K1"},	{11, "SECT409K1"},  {12, "SECT409R1"},
		{9, "SECT283K1"},   {10, "SECT283R1"},	{256, "FFDHE2048"}, {257, "FFDHE3072"},
		{258, "FFDHE4096"}, {259, "FFDHE6144"}, {260, "FFDHE8192"},
},
  signatures[] = {
	  {0x0403, "ECDSA-SHA256"},
	  {0x0503, "ECDSA-SHA384"},
	  {0x0603, "ECDSA-SHA512"},
	  {0x0807, "EdDSA-Ed25519"},
	  {0x0808, "EdDSA-Ed448"},
	  {0x0804, "RSA-PSS-RSAE-SHA256"},
	  {0x0805, "RSA-PSS-RSAE-SHA384"},
	  {0x0806, "RSA-PSS-RSAE-SHA512"},
	  {0x0809, "RSA-PSS-SHA256"},
	  {0x080a, "RSA-PSS-SHA384"},
	  {0x080b, "RSA-PSS-SHA512"},
	  {0x0401, "RSA-SHA256"},
	  {0x0501, "RSA-SHA384"},
	  {0x0601, "RSA-SHA512"},
	  {0x0301, "RSA-SHA224"},
	  {0x0303, "ECDSA-SHA224"},
	  {0x0402, "DSA-SHA256"},
	  {0x0203, "ECDSA-SHA1"},
	  {0x0201, "RSA-SHA1"},
	  {0x0202, "DSA-SHA1"},
	  {0x0101, "RSA-MD5"},
};

enum {
	GROUPS = sizeof(groups) / sizeof(groups[0]),
	SIGNATURES = sizeof(signatures) / sizeof(signatures[0])
};

static void put_groups(struct buf *b)
{
	size_t list = open_vector(b, 2);

	for (size_t i = 0; i < GROUPS; i++)
		put(b, groups[i].code, 2);
	close_vector(b, list, 2);
}

static void put_signatures(struct buf *b)
{
	size_t list = open_vector(b, 2);

	for (size_t i = 0; i < SIGNATURES; i++)
		put(b, signatures[i].code, 2);
	close_vector(b, list, 2);
}

static size_t open_extension(struct buf *b, unsigned type)
{
	put(b, type, 2);
	return open_vector(b, 2);
}

static void put_extensions(struct buf *b, const struct hello_offer *o)
{
	size_t all = open_vector(b, 2), one;

	if (o->sni != NULL) {
		one = open_extension(b, EXT_SERVER_NAME);
		put_name(b, o->sni);
		close_vector(b, one, 2);
	}
	one = open_extension(b, EXT_GROUPS);
	put_groups(b);
	close_vector(b, one, 2);
	if (o->version >= TLS_1_2) {
		one = open_extension(b, EXT_SIGNATURES);
		put_signatures(b);
		close_vector(b, one, 2);
	}
	if (o->version == TLS_1_3) {
		one = open_extension(b, EXT_VERSIONS);
		put(b, 2, 1);
		put(b, wire(TLS_1_3), 2);
		close_vector(b, one, 2);
		one = open_extension(b, EXT_SHARE);
		put_share(b, o->share);
		close_vector(b, one, 2);
	} else {
		one = open_extension(b, EXT_POINT_FORMATS);
		put(b, 0x0100, 2); /* one: uncompressed */
		close_vector(b, one, 2);
		close_vector(b, open_extension(b, EXT_MASTER_SECRET), 2);
		close_vector(b, open_extension(b, EXT_TICKET), 2);
		one = open_extension(b, EXT_RENEGOTIATION);
		put(b, 0, 1);
		close_vector(b, one, 2);
	}
	close_vector(b, all, 2);
}

/* TLS 1.3 calls itself 1.2 in the fields that older servers read (RFC 8446 section 4.1.2). */
static unsigned legacy(enum tls_version v)
{
	return wire(v == TLS_1_3 ? TLS_1_2 : v);
}

static void put_compressions(struct buf *b, enum tls_version v)
{
	if (v != TLS_1_3)
		put(b, 0x02 << 16 | COMPRESSION_DEFLATE << 8 | COMPRESSION_NONE, 3);
	else
		put(b, 0x01 << 8 | COMPRESSION_NONE, 2);
}

static void put_body(struct buf *b, const struct hello_offer *o)
{
	size_t session;

	put(b, legacy(o->version), 2);
	buf_add(b, o->random, HELLO_RANDOM);
	session = open_vector(b, 1);
	if (o->version == TLS_1_3) /* looks like a resumption to boxes on the way */
		buf_add(b, o->session, HELLO_RANDOM);
	close_vector(b, session, 1);
	put_list(b, o->suites, o->n);
	put_compressions(b, o->version);
	if (o->version != SSL_3_0)
		put_extensions(b, o);
}

/* The record's version of a first hello is 3.1, for servers that look at it (RFC 8446 5.1). */
void hello_write(struct buf *out, const struct hello_offer *o)
{
	size_t record, message;

	put(out, RECORD_HANDSHAKE, 1);
	put(out, wire(o->version == SSL_3_0 ? SSL_3_0 : TLS_1_0), 2);
	record = open_vector(out, 2);
	put(out, CLIENT_HELLO, 1);
	message = open_vector(out, 3);
	put_body(out, o);
	close_vector(out, message, 3);
	close_vector(out, record, 2);
}

static void put_alert(struct buf *b, enum tls_version v, unsigned description)
{
	put(b, RECORD_ALERT, 1);
	put(b, legacy(v), 2);
	put(b, 2, 2);
	put(b, 1, 1); /* a warning, as both are */
	put(b, description, 1);
}

void hello_farewell(struct buf *out, enum tls_version version)
{
	if (version != SSL_3_0) /* which does not know it */
		put_alert(out, version, ALERT_USER_CANCELED);
	put_alert(out, version, ALERT_CLOSE_NOTIFY);
}

/* ---- names ---- */

const char *hello_group_name(unsigned group)
{
	for (size_t i = 0; i < GROUPS; i++)
		if (groups[i].code == group)
			return groups[i].name;
	return NULL;
}

const char *hello_signature_name(unsigned scheme)
{
	for (size_t i = 0; i < SIGNATURES; i++)
		if (signatures[i].code == scheme)
			return signatures[i].name;
	return NULL;
}
