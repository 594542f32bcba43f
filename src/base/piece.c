#include "base/piece.h"

struct bytes piece_of(const char *s)
{
	return (struct bytes){(char *)s, strlen(s)};
}

struct bytes piece_from(struct bytes b, size_t from)
{
	return from < b.n ? (struct bytes){b.p + from, b.n - from} : (struct bytes){0};
}

struct bytes piece_first(struct bytes b, size_t n)
{
	return (struct bytes){b.p, n < b.n ? n : b.n};
}

bool piece_is(struct bytes b, const char *s)
{
	return b.n == strlen(s) && (b.n == 0 || memcmp(b.p, s, b.n) == 0);
}

bool piece_begins(struct bytes b, const char *s)
{
	return piece_is(piece_first(b, strlen(s)), s);
}

static char *find(struct bytes b, const char *s)
{
	return b.n == 0 ? NULL : memmem(b.p, b.n, s, strlen(s));
}

bool piece_has(struct bytes b, const char *s)
{
	return find(b, s) != NULL;
}

bool piece_has_any(struct bytes b, const char *of)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] != '\0' && strchr(of, b.p[i]) != NULL)
			return true;
	return false;
}

struct bytes piece_behind(struct bytes b, const char *mark)
{
	const char *at = find(b, mark);

	return at == NULL ? (struct bytes){0} : piece_from(b, (size_t)(at - b.p) + strlen(mark));
}

struct bytes piece_until(struct bytes b, const char *mark)
{
	const char *at = find(b, mark);

	return at == NULL ? b : piece_first(b, (size_t)(at - b.p));
}

struct bytes piece_until_last(struct bytes b, const char *mark)
{
	size_t length = strlen(mark);

	for (size_t i = b.n; i >= length && i > 0; i--)
		if (memcmp(b.p + i - length, mark, length) == 0)
			return piece_first(b, i - length);
	return b;
}

struct bytes piece_between(struct bytes b, const char *open, const char *close)
{
	return piece_until(piece_behind(b, open), close);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct bytes piece_trimmed(struct bytes b)
{
	while (b.n > 0 && is_blank(b.p[0])) {
		b.p++;
		b.n--;
	}
	while (b.n > 0 && is_blank(b.p[b.n - 1]))
		b.n--;
	return b;
}

bool piece_is_blank(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (!is_blank(b.p[i]) && b.p[i] != '\n')
			return false;
	return true;
}

bool piece_line(struct bytes *rest, struct bytes *line)
{
	const char *lf;

	if (rest->n == 0)
		return false;
	lf = memchr(rest->p, '\n', rest->n);
	*line = (struct bytes){rest->p, lf == NULL ? rest->n : (size_t)(lf - rest->p)};
	rest->p += line->n + (lf != NULL);
	rest->n -= line->n + (lf != NULL);
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

struct bytes piece_word(struct bytes b)
{
	return piece_until(b, " ");
}

struct bytes piece_while(struct bytes b, const char *of)
{
	size_t n = 0;

	while (n < b.n && b.p[n] != '\0' && strchr(of, b.p[n]) != NULL)
		n++;
	return piece_first(b, n);
}

bool piece_is_address(struct bytes b)
{
	struct bytes letters = piece_while(b, "0123456789abcdefABCDEF.:");

	return b.n >= 2 && letters.n == b.n &&
	       (memchr(b.p, ':', b.n) != NULL || memchr(b.p, '.', b.n) != NULL);
}
