#include "neutral.h"

#include <stdint.h>

/* The UTF-8 character (RFC 3629) at `p`, its length in *len; 0 bytes: there is none. */
static uint32_t character(const unsigned char *p, size_t n, size_t *len)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint32_t c = p[0];

	*len = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (*len > n) {
		*len = 0;
	} else if (*len > 1) {
		c &= 0x7fu >> *len;
		for (size_t i = 1; i < *len; i++) {
			if ((p[i] & 0xc0) != 0x80) {
				*len = 0;
				return 0;
			}
			c = c << 6 | (p[i] & 0x3f);
		}
		if (c < least[*len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
			*len = 0;
	}
	return c;
}

static bool is_harmful(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {
		{0, 0x09},	  {0x0b, 0x1f},	    {0x7f, 0x9f},
		{0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e},
		{0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xe0000, 0xe007f},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

/* "ESC [ 1 ; 31 m" at `p`: its length, else 0. */
static size_t colour(const unsigned char *p, size_t n)
{
	size_t i = 2;

	if (n < 3 || p[0] != 0x1b || p[1] != '[')
		return 0;
	while (i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == ';'))
		i++;
	return i < n && p[i] == 'm' ? i + 1 : 0;
}

bool is_neutral(const char *text, size_t n, bool coloured, size_t *at)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len;

	for (*at = 0; *at < n; *at += len) {
		len = coloured ? colour(p + *at, n - *at) : 0;
		if (len == 0 && (is_harmful(character(p + *at, n - *at, &len)) || len == 0))
			return false;
	}
	return true;
}
