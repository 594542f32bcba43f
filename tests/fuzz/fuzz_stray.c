/* Records followed from outside: what comes in pieces is found like what comes at once, and what is
 * found stands in the input, behind whole records only.
 *
 * Input: the sizes of pieces, one byte each up to a 0, then what a peer sent. */
#include "fuzz.h"

#include "net/tls_stray.h"

#include <string.h>

/* Where the first byte is that no record begins with; `n` where all of it is records. */
static size_t first_stray(const unsigned char *p, size_t n)
{
	size_t at = 0;

	while (at < n) {
		if (p[at] < 0x14 || p[at] > 0x17 || (at + 1 < n && p[at + 1] != 3))
			return at;
		if (n - at < TLS_RECORD_HEADER)
			return n;
		at += TLS_RECORD_HEADER + ((size_t)p[at + 3] << 8 | p[at + 4]);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size), *sent = end == NULL ? data + size : end + 1;
	size_t pieces = end == NULL ? 0 : (size_t)(end - data), n = (size_t)(data + size - sent);
	struct tls_stray at_once = {.astray = false}, in_pieces = {.astray = false};
	size_t stray = first_stray(sent, n);

	tls_stray_feed(&at_once, (const char *)sent, n);
	for (size_t at = 0, i = 0; at < n; i++) {
		size_t piece = pieces == 0 ? 1 : data[i % pieces];

		piece = piece < n - at ? piece : n - at;
		tls_stray_feed(&in_pieces, (const char *)sent + at, piece);
		at += piece;
	}
	CLAIM(at_once.astray == in_pieces.astray && at_once.n == in_pieces.n);
	CLAIM(memcmp(at_once.bytes, in_pieces.bytes, at_once.n) == 0);
	CLAIM(at_once.astray == (stray < n));
	CLAIM(at_once.n == (n - stray < TLS_STRAY_MAX ? n - stray : TLS_STRAY_MAX));
	CLAIM(memcmp(at_once.bytes, sent + stray, at_once.n) == 0);
	return 0;
}
