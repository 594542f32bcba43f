/* Lines that programs print as strings of their language. */
#include "transcript/program.h"

#include <ctype.h>
#include <string.h>

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, tolower((unsigned char)c));

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* The byte behind a backslash; *i is moved to its last character. "\u0041" of JSON: what is not
 * ASCII becomes a question mark. */
static char escaped(struct bytes b, size_t *i)
{
	static const char names[] = "rntb0e", values[] = "\r\n\t\b\0\033";
	const char c = b.p[*i], *at = c == '\0' ? NULL : strchr(names, c);
	const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;
	int value = 0;

	if (at != NULL)
		return values[at - names];
	if (digits == 0 || *i + digits >= b.n)
		return c;
	for (size_t n = 1; n <= digits; n++) {
		int h = hex(b.p[*i + n]);

		if (h < 0)
			return c;
		value = value * 16 + h;
	}
	*i += digits;
	return value < 0x100 && (digits == 2 || value < 0x80) ? (char)value : '?';
}

struct bytes line_unquote(struct arena *a, struct bytes quoted, struct bytes *rest)
{
	struct buf out = {0};
	struct bytes text;
	size_t i;
	char quote;

	if (quoted.n > 1 && quoted.p[0] == 'b') {
		quoted.p++;
		quoted.n--;
	}
	if (quoted.n < 2 || (quoted.p[0] != '\'' && quoted.p[0] != '"'))
		return (struct bytes){0};
	quote = quoted.p[0];
	for (i = 1; i < quoted.n && quoted.p[i] != quote; i++)
		if (quoted.p[i] != '\\' || i + 1 == quoted.n) {
			buf_char(&out, quoted.p[i]);
		} else {
			i++;
			buf_char(&out, escaped(quoted, &i));
		}
	if (i < quoted.n)
		i++;
	if (rest != NULL)
		*rest = (struct bytes){quoted.p + i, quoted.n - i};
	text = bytes_copy(a, out.p == NULL ? "" : out.p, out.n);
	buf_free(&out);
	return text;
}

void says_lines(struct reading *rd, enum event_kind who, struct bytes text, struct bytes key)
{
	const char *p = text.p, *end = text.p + text.n;

	do {
		const char *lf = p == end ? NULL : memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((lf == NULL ? end : lf) - p);

		if (n > 0 && p[n - 1] == '\r')
			n--;
		event(rd, &(struct event){.kind = who,
					  .mode = MODE_UNKNOWN,
					  .key = key,
					  .text = {(char *)p, n}});
		p = lf == NULL ? end : lf + 1;
	} while (p < end);
}
