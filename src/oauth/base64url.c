#include "oauth/base64url.h"

#include "smtp/base64.h"

void base64url_encode(struct buf *out, const void *data, size_t len)
{
	size_t from = out->n;

	base64_encode(out, data, len);
	while (out->n > from && out->p[out->n - 1] == '=')
		out->p[--out->n] = '\0';
	for (char *p = out->p + from; p < out->p + out->n; p++) {
		if (*p == '+')
			*p = '-';
		else if (*p == '/')
			*p = '_';
	}
}
