#include "transcript/sasl_blob.h"

#include "base/base64.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* ---- base64 ---- */

bool sasl_decode(struct buf *out, struct bytes text)
{
	size_t good = 0, before = out->n;

	while (good < text.n && text.p[good] != '\0' &&
	       strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
		      text.p[good]) != NULL)
		good++;
	while (good < text.n && text.p[good] == '=')
		good++;
	if (good == text.n && base64_decode(out, text.p, text.n) == 0)
		return false;
	/* A line that was cut off: its whole fours, without the last, which may be half a one. */
	good = good / 4 * 4;
	if (good <= 4 || base64_decode(out, text.p, good - 4) < 0)
		out->n = before;
	return true;
}

/* ---- pieces ---- */

/* Control bytes end it, too: they are in no name and no token. */
static struct bytes until(struct bytes b, const char *ends)
{
	size_t n = 0;

	while (n < b.n && (unsigned char)b.p[n] >= ' ' && strchr(ends, b.p[n]) == NULL)
		n++;
	return (struct bytes){b.p, n};
}

static struct bytes part(struct bytes b)
{
	const char *end = b.n == 0 ? NULL : memchr(b.p, '\0', b.n);

	return (struct bytes){b.p, end == NULL ? b.n : (size_t)(end - b.p)};
}

/* What follows `key`, where a piece of `b` begins with it: at its front, behind one of `ends` or a
 * control byte. */
static struct bytes value_of(struct bytes b, const char *key, const char *ends)
{
	size_t n = strlen(key);

	for (size_t i = 0; i + n <= b.n; i++)
		if (memcmp(b.p + i, key, n) == 0 &&
		    (i == 0 || (unsigned char)b.p[i - 1] < ' ' || strchr(ends, b.p[i - 1]) != NULL))
			return until((struct bytes){b.p + i + n, b.n - i - n}, ends);
	return (struct bytes){0};
}

/* ---- mechanisms ---- */

static struct bytes behind(struct bytes b, size_t n)
{
	return n < b.n ? (struct bytes){b.p + n, b.n - n} : (struct bytes){0};
}

/* [authzid] NUL authcid NUL password (RFC 4616) */
static void plain(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	const struct bytes identity = part(b);
	const struct bytes user = part(behind(b, identity.n + 1));

	(void)a;
	told->user = user;
	told->secret = behind(b, identity.n + user.n + 2);
	told->secret_sent = true;
	told->malformed = told->secret.n == 0 || part(told->secret).n != told->secret.n;
	if (told->secret.n == 0) /* what is what, then? */
		*told = (struct sasl_blob){.secret = b, .secret_sent = true, .malformed = true};
}

static void bearer(struct bytes b, struct sasl_blob *told)
{
	told->secret = value_of(b, "auth=Bearer ", "");
	told->secret_sent = told->secret.n > 0;
	told->malformed = told->secret.n == 0;
}

static void xoauth2(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	(void)a;
	bearer(b, told);
	told->user = value_of(b, "user=", "");
	told->malformed = told->malformed || told->user.n == 0;
}

/* A lone 0x01 is the answer to an error report (RFC 7628 section 3.2.3). */
static void oauthbearer(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	(void)a;
	if (b.n == 1 && b.p[0] == '\001')
		return;
	bearer(b, told);
	told->user = value_of(b, "a=", ",");
}

/* user SP digest (RFC 2195) */
static void cram(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	size_t n = b.n;

	(void)a;
	told->secret_sent = true;
	while (n > 0 && b.p[n - 1] != ' ')
		n--;
	told->malformed = n < 2;
	if (n >= 2)
		told->user = (struct bytes){b.p, n - 1};
}

static void digest(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	(void)a;
	told->user = until(value_of(b, "username=\"", ","), "\"");
	told->secret_sent = bytes_has(b, "response=");
}

/* "n,,n=user,r=nonce", then "c=biws,r=nonce,p=proof" (RFC 5802) */
static void scram(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	(void)a;
	told->user = value_of(b, "n=", ",");
	told->secret_sent = value_of(b, "p=", ",").n > 0;
}

static void external(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	(void)a;
	told->user = b;
}

/* ---- NTLM: "NTLMSSP", a NUL, the type; fields are {length, room, offset} ---- */

static uint32_t little(struct bytes b, size_t at, size_t size)
{
	uint32_t v = 0;

	for (size_t i = size; i > 0; i--)
		v = v << 8 | (unsigned char)b.p[at + i - 1];
	return v;
}

/* The text of the field at `at`; UTF-16 without surrogates, which names of accounts do without. */
static struct bytes ntlm_field(struct arena *a, struct bytes b, size_t at, bool wide)
{
	enum { FIELD_MAX = 640 };
	size_t n = little(b, at, 2), offset = little(b, at + 4, 4);
	struct buf out = {0};
	struct bytes text;
	char utf8[4];

	if (n == 0 || n > FIELD_MAX || offset > b.n || n > b.n - offset)
		return (struct bytes){0};
	for (size_t i = 0; i + (wide ? 2 : 1) <= n; i += wide ? 2 : 1)
		buf_add(&out, utf8, text_encode(utf8, little(b, offset + i, wide ? 2 : 1)));
	text = bytes_copy(a, out.p, out.n);
	buf_free(&out);
	return text;
}

static void ntlm(struct arena *a, struct bytes b, struct sasl_blob *told)
{
	enum { TYPE_AT = 8, DOMAIN_AT = 28, USER_AT = 36, FLAGS_AT = 60, UNICODE = 1 };
	bool wide;

	told->malformed = b.n < TYPE_AT + 4 || memcmp(b.p, "NTLMSSP", 8) != 0;
	if (told->malformed || little(b, TYPE_AT, 4) != 3 || b.n < FLAGS_AT + 4)
		return;
	wide = (little(b, FLAGS_AT, 4) & UNICODE) != 0;
	told->secret_sent = true;
	told->domain = ntlm_field(a, b, DOMAIN_AT, wide);
	told->user = ntlm_field(a, b, USER_AT, wide);
}

/* ---- which ---- */

static const struct {
	const char *name; /* or its beginning, with a star */
	void (*read)(struct arena *a, struct bytes blob, struct sasl_blob *told);
} readers[] = {
	{"PLAIN", plain},	{"XOAUTH2", xoauth2}, {"OAUTHBEARER", oauthbearer},
	{"CRAM-MD5", cram},	{"SCRAM-*", scram},   {"DIGEST-MD5", digest},
	{"EXTERNAL", external}, {"NTLM", ntlm},
};

static bool is_named(const char *mechanism, const char *name)
{
	size_t n = strcspn(name, "*");

	return strncasecmp(mechanism, name, n) == 0 && (name[n] == '*' || mechanism[n] == '\0');
}

struct sasl_blob sasl_blob_read(struct arena *a, const char *mechanism, struct bytes blob)
{
	struct sasl_blob told = {0};

	for (size_t i = 0; mechanism != NULL && i < sizeof(readers) / sizeof(readers[0]); i++)
		if (is_named(mechanism, readers[i].name)) {
			readers[i].read(a, blob, &told);
			return told;
		}
	told.secret = blob;
	told.secret_sent = true; /* nobody knows what it is */
	return told;
}
