#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

struct bytes bytes_copy(struct arena *a, const void *data, size_t len)
{
	return (struct bytes){arena_copy(a, data, len), len};
}

struct bytes bytes_str(struct arena *a, const char *s)
{
	return s == NULL ? (struct bytes){0} : bytes_copy(a, s, strlen(s));
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

bool text_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool bytes_same(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool bytes_alike(struct bytes a, struct bytes b)
{
	return a.n == b.n && same(a.p, b.p, a.n);
}

bool bytes_begins(struct bytes b, const char *start)
{
	size_t n = strlen(start);

	return b.p != NULL && b.n >= n && same(b.p, start, n);
}

bool bytes_is(struct bytes b, const char *s)
{
	return b.p != NULL && b.n == strlen(s) && same(b.p, s, b.n);
}

bool bytes_has(struct bytes b, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; b.p != NULL && i + n <= b.n; i++)
		if (same(b.p + i, part, n))
			return true;
	return false;
}

int text_casecmp(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)lower(*a) - (unsigned char)lower(*b);
}

bool text_has_suffix(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && same(s + n - m, suffix, m);
}

void list_add_string(struct list *l, struct arena *a, const char *s)
{
	struct string_item *it = ARENA_NEW(a, struct string_item);

	it->s = arena_str(a, s);
	list_append(l, it);
}

bool list_has_string(const struct list *l, const char *s)
{
	LIST_EACH (const struct string_item, it, l) {
		if (text_casecmp(it->s, s) == 0)
			return true;
	}
	return false;
}

void list_add_bytes(struct list *l, struct arena *a, struct bytes b)
{
	struct bytes_item *it = ARENA_NEW(a, struct bytes_item);

	it->b = bytes_copy(a, b.p, b.n);
	list_append(l, it);
}

/* RFC 3629: the code point of the character at p and its length in bytes, 0 where it is broken. */
static size_t decode(const char *p, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)p;
	size_t len = n == 0		     ? 0
		     : u[0] < 0x80	     ? 1
		     : (u[0] & 0xe0) == 0xc0 ? 2
		     : (u[0] & 0xf0) == 0xe0 ? 3
		     : (u[0] & 0xf8) == 0xf0 ? 4
					     : 0;

	if (len == 0 || len > n)
		return 0;
	*cp = len == 1 ? u[0] : u[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (u[i] & 0x3f);
	}
	if (*cp < least[len] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return len;
}

/* Characters that move the cursor, reverse the line or cannot be seen (Unicode Cc, Cf, Zl, Zp, Co,
 * tags and variation selectors), and what is no character, which HTML forbids: what they hide must
 * show as bytes. */
static bool harmful(uint32_t cp)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = {
		{0x00, 0x1f},	    {0x7f, 0x9f},	{0xad, 0xad},	    {0x600, 0x605},
		{0x61c, 0x61c},	    {0x6dd, 0x6dd},	{0x70f, 0x70f},	    {0x890, 0x891},
		{0x8e2, 0x8e2},	    {0x180b, 0x180f},	{0x200b, 0x200f},   {0x2028, 0x202e},
		{0x2060, 0x206f},   {0xe000, 0xf8ff},	{0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},
		{0xfeff, 0xfeff},   {0xfff0, 0xffff},	{0x110bd, 0x110bd}, {0x110cd, 0x110cd},
		{0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
	};

	if ((cp & 0xfffe) == 0xfffe) /* the last two of each plane are no characters */
		return true;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (cp >= ranges[i].from && cp <= ranges[i].to)
			return true;
	return false;
}

size_t text_printable(const char *p, size_t n)
{
	uint32_t cp;
	size_t len = decode(p, n, &cp);

	return len > 0 && !harmful(cp) ? len : 0;
}

static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* Eight at once, since all that is printed comes by here. In each byte of `w` the top bit is set
 * where there is a NUL in `v`; a byte above it may be marked with it, which costs a closer look. */
static uint64_t zeros(uint64_t v)
{
	return (v - UINT64_C(0x0101010101010101)) & ~v;
}

static bool eight_plain(const char *p)
{
	const uint64_t each = UINT64_C(0x0101010101010101), top = each << 7;
	uint64_t v, odd;

	memcpy(&v, p, sizeof(v));
	odd = v | (v - each * ' ') | zeros(v ^ each * 0x7f) | zeros(v ^ each * '"') |
	      zeros(v ^ each * '\\');
	return (odd & top) == 0;
}

size_t text_plain(const char *p, size_t n)
{
	size_t i = 0;

	while (i + 8 <= n && eight_plain(p + i))
		i += 8;
	while (i < n && is_plain(p[i]))
		i++;
	return i;
}

static const char hex_digits[] = "0123456789abcdef";

static void add_hex(struct buf *out, unsigned char c)
{
	const char text[] = {'\\', 'x', hex_digits[c >> 4], hex_digits[c & 15]};

	buf_add(out, text, sizeof(text));
}

static void escape(struct buf *out, const char *p, size_t n, const char *backslash)
{
	for (size_t i = 0, len; i < n; i += len) {
		len = text_plain(p + i, n - i);
		if (len == 0)
			len = text_printable(p + i, n - i);
		if (len == 0) {
			add_hex(out, (unsigned char)p[i]);
			len = 1;
		} else if (p[i] == '\\') {
			buf_str(out, backslash);
		} else {
			buf_add(out, p + i, len);
		}
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0';
}

size_t text_squeeze(char *p, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		bool space = is_space(p[i]);

		if (!space || (to > 0 && p[to - 1] != ' '))
			p[to++] = space ? ' ' : p[i];
	}
	if (to > 0 && p[to - 1] == ' ')
		to--;
	if (to < n)
		p[to] = '\0';
	return to;
}

size_t text_encode(char out[4], unsigned long c)
{
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n; i > 1; i--, c >>= 6)
		out[i - 1] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(first[n == 1 ? 0 : n] | c);
	return n;
}

void text_escape(struct buf *out, const char *p, size_t n)
{
	escape(out, p, n, "\\\\");
}

static int hex(char c)
{
	c = lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct bytes text_unescape(struct arena *a, const char *s)
{
	struct bytes b = {arena_alloc(a, strlen(s) + 1), 0};

	while (*s != '\0') {
		if (s[0] == '\\' && s[1] == '\\') {
			b.p[b.n++] = '\\';
			s += 2;
		} else if (s[0] == '\\' && s[1] == 'x' && hex(s[2]) >= 0 && hex(s[3]) >= 0) {
			b.p[b.n++] = (char)(hex(s[2]) << 4 | hex(s[3]));
			s += 4;
		} else {
			b.p[b.n++] = *s++;
		}
	}
	return b;
}

char *text_safe(struct arena *a, struct bytes b)
{
	struct buf out = {0};
	char *s;

	for (size_t from = 0, to; b.p != NULL && from < b.n; from = to + 1) {
		for (to = from; to < b.n && b.p[to] != '\n'; to++)
			;
		escape(&out, b.p + from, to - from, "\\");
		if (to < b.n)
			buf_char(&out, ' ');
	}
	s = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return s;
}

/* East Asian wide and emoji blocks; coarse, good enough to line columns up. */
static bool wide(uint32_t cp)
{
	return (cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0xa4cf) ||
	       (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0xfe30 && cp <= 0xfe6f) || (cp >= 0xff00 && cp <= 0xff60) ||
	       (cp >= 0x1f300 && cp <= 0x1faff) || (cp >= 0x20000 && cp <= 0x3fffd);
}

const char *text_hex(struct arena *a, const void *p, size_t n)
{
	const unsigned char *in = p;
	char *text = arena_alloc(a, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		text[2 * i] = hex_digits[in[i] >> 4];
		text[2 * i + 1] = hex_digits[in[i] & 15];
	}
	return text;
}

size_t text_columns(const char *s)
{
	size_t n = strlen(s), columns = 0;
	uint32_t cp;

	for (size_t i = 0, len; i < n; i += len) {
		len = decode(s + i, n - i, &cp);
		if (len == 0)
			len = cp = 1;
		columns += wide(cp) ? 2 : 1;
	}
	return columns;
}

/* Levenshtein distance, both sides cut at 63 characters. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strnlen(b, 63), left, corner;

	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0' && i < 63; i++) {
		corner = row[0];
		row[0] = left = i + 1;
		for (size_t j = 1; j <= n; j++) {
			size_t up = row[j], change = corner + (lower(a[i]) != lower(b[j - 1]));

			left = left + 1 < up + 1 ? left + 1 : up + 1;
			left = left < change ? left : change;
			row[j] = left;
			corner = up;
		}
	}
	return row[n];
}

const char *text_nearest(const char *s, const char *const *words, size_t n)
{
	size_t best = strlen(s) / 3 + 1;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t d = words[i] == NULL ? SIZE_MAX : distance(s, words[i]);

		if (d < best || (d == best && found == NULL && d <= 1)) {
			best = d;
			found = words[i];
		}
	}
	return found;
}

void text_add_lines(struct buf *out, struct bytes b)
{
	size_t begin = out->n;

	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] != '\r' || (i + 1 < b.n && b.p[i + 1] != '\n'))
			buf_char(out, b.p[i]);
	while (out->n > begin && out->p[out->n - 1] == '\n')
		out->p[--out->n] = '\0';
}
