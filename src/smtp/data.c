#include "smtp/data.h"

#include <string.h>

static void add_line(struct buf *out, const char *line, size_t n)
{
	while (n > 0 && line[n - 1] == '\r')
		n--;
	if (n > 0 && *line == '.')
		buf_char(out, '.');
	for (size_t i = 0; i < n; i++)
		if (line[i] != '\r') /* a bare one ends lines for some (RFC 5321 section 2.3.8) */
			buf_char(out, line[i]);
	buf_str(out, "\r\n");
}

void data_encode(struct buf *out, const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		const char *stop = lf != NULL ? lf : end;

		add_line(out, text, (size_t)(stop - text));
		text = lf != NULL ? lf + 1 : end;
	}
	buf_str(out, ".\r\n");
}
