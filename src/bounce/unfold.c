#include "bounce/unfold.h"

#include "bounce/template.h"

#include <ctype.h>
#include <string.h>

/* ---- characters ---- */

static const struct {
	const char *written, *meant;
} plain[] = {
	{"\xc2\xa0", " "},	{"\xe3\x80\x80", " "},	{"\xe2\x80\x98", "'"},
	{"\xe2\x80\x99", "'"},	{"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""},
	{"\xe2\x80\x9e", "\""}, {"\xe2\x80\x8b", ""},	{"\xe2\x80\x8e", ""},
	{"\xe2\x80\x8f", ""},	{"\xe2\x80\xaf", " "},	{"\xef\xbb\xbf", ""},
};

/* How many bytes at `p` are written otherwise at `to`, which moves; 0: none. */
static size_t make_plain(const char *p, size_t n, char **to)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		size_t len = strlen(plain[i].written);

		if (len <= n && memcmp(p, plain[i].written, len) == 0) {
			*to = stpcpy(*to, plain[i].meant);
			return len;
		}
	}
	return 0;
}

static bool verb(const char *p, size_t n)
{
	for (size_t i = 0; i < 4; i++)
		if (i >= n || !isupper((unsigned char)p[i]))
			return false;
	return true;
}

/* "> > " before a line of mail that was answered; ">>> RCPT" is Sendmail's. */
static size_t quotation(const char *p, size_t n)
{
	size_t i = 0;

	if (n > 4 && memcmp(p, ">>> ", 4) == 0 && verb(p + 4, n - 4))
		return 0;
	while (i < n && p[i] == '>') {
		if (i + 1 < n && strchr(":,;)", p[i + 1]) != NULL)
			return i;
		i++;
		if (i < n && p[i] == ' ')
			i++;
	}
	return i;
}

static char *add_line(char *to, const char *p, size_t n)
{
	for (size_t i = quotation(p, n); i < n;) {
		unsigned char c = (unsigned char)p[i];
		size_t taken = c >= 0x80 ? make_plain(p + i, n - i, &to) : 0;

		if (taken == 0)
			*to++ = c < ' ' || c == 0x7f ? ' ' : (char)c;
		i += taken > 0 ? taken : 1;
	}
	return to;
}

static char *clean(struct arena *a, struct bytes text)
{
	char *out = arena_alloc(a, text.n + 2), *to = out;

	for (size_t from = 0; from < text.n;) {
		const char *lf = memchr(text.p + from, '\n', text.n - from);
		size_t end = lf == NULL ? text.n : (size_t)(lf - text.p), n = end - from;

		if (n > 0 && text.p[end - 1] == '\r')
			n--;
		to = add_line(to, text.p + from, n);
		*to++ = '\n';
		from = end + 1;
	}
	return out;
}

/* ---- lines cut at a column ---- */

enum { COLUMN_MIN = 60, COLUMN_MAX = 140, NEAR = 12 };

/* A line of `n` bytes at `p` goes on in the next: no mailbox, which begins an account of its own,
 * and no indented line stands there. */
static bool goes_on(const char *p, size_t n)
{
	const char *next = p + n + 1;

	return p[n] == '\n' && strchr("\n<", *next) == NULL && strncmp(next, "  ", 2) != 0 &&
	       memchr(next, '@', strcspn(next, " \n")) == NULL;
}

/* The column at which every long line was cut, whatever stood there; 0 where lines end between
 * words: then some are a few columns short of the longest. */
static size_t cutting_column(const char *text)
{
	size_t longest = 0, n;
	int full = 0, near = 0;

	for (const char *p = text; *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\n");
		longest = n > longest ? n : longest;
	}
	if (longest < COLUMN_MIN || longest > COLUMN_MAX)
		return 0;
	for (const char *p = text; *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\n");
		full += n == longest && goes_on(p, n);
		near += n < longest && n + NEAR >= longest;
	}
	return full >= 2 && near * 2 < full ? longest : 0;
}

static void mend_cuts(char *text)
{
	size_t column = cutting_column(text), n;

	for (char *p = text; column > 0 && *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\n");
		if (n == column && goes_on(p, n))
			p[n] = WRAP;
	}
}

char *unfold(struct arena *a, struct bytes text)
{
	char *out = clean(a, text);

	mend_cuts(out);
	return out;
}
