#include "base/base64.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Written straight into `out`: what is encoded is often a secret and must not stay on the stack. */
void base64_encode(struct buf *out, const void *data, size_t len)
{
	const unsigned char *in = data;
	char *p = buf_reserve(out, (len + 2) / 3 * 4);

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) |
				(left > 2 ? in[i + 2] : 0);

		*p++ = alphabet[bits >> 18];
		*p++ = alphabet[bits >> 12 & 63];
		*p++ = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		*p++ = left > 2 ? alphabet[bits & 63] : '=';
	}
	*p = '\0';
	out->n += (len + 2) / 3 * 4;
}

static int value(char c)
{
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);

	return at == NULL ? -1 : (int)(at - alphabet);
}

/* Four characters to at most three bytes; how many, or -1. Padding is for the last four only, and
 * the bits it leaves over must be zero: there is one way to write each value. */
static int decode_four(const char *in, bool last, char out[3])
{
	int pad = !last || in[3] != '=' ? 0 : in[2] != '=' ? 1 : 2;
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++) {
		int v = i < 4 - pad ? value(in[i]) : 0;

		if (v < 0)
			return -1;
		bits = bits << 6 | (uint32_t)v;
	}
	if ((bits & ((1u << (8 * pad)) - 1)) != 0)
		return -1;
	for (int i = 0; i < 3; i++)
		out[i] = (char)(bits >> (16 - 8 * i));
	return 3 - pad;
}

int base64_decode(struct buf *out, const char *text, size_t len)
{
	size_t before = out->n;

	if (len % 4 != 0)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		int n = decode_four(text + i, i + 4 == len, buf_reserve(out, 3));

		if (n < 0) {
			out->n = before;
			return -1;
		}
		out->n += (size_t)n;
	}
	buf_reserve(out, 0)[0] = '\0';
	return 0;
}

/* ---- base64url ---- */

void base64url_encode(struct buf *out, const void *data, size_t len)
{
	size_t from = out->n;

	base64_encode(out, data, len);
	while (out->n > from && out->p[out->n - 1] == '=')
		out->p[--out->n] = '\0';
	for (size_t i = from; i < out->n; i++)
		out->p[i] = out->p[i] == '+' ? '-' : out->p[i] == '/' ? '_' : out->p[i];
}

static int url_value(char c)
{
	return c == '-' ? 62 : c == '_' ? 63 : c == '+' || c == '/' ? -1 : value(c);
}

int base64url_decode(struct buf *out, const char *text, size_t len)
{
	size_t before = out->n;
	char *p = buf_reserve(out, len / 4 * 3 + 3);
	uint32_t bits = 0;
	int have = 0;

	for (size_t i = 0; i < len; i++) {
		int v = len % 4 == 1 ? -1 : url_value(text[i]);

		if (v < 0) {
			mem_wipe(out->p + before, (size_t)(p - out->p) - before);
			out->p[before] = '\0';
			return -1;
		}
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have >= 8)
			*p++ = (char)(bits >> (have -= 8) & 0xff);
	}
	*p = '\0';
	out->n = (size_t)(p - out->p);
	return 0;
}
