#include "net/tls_stray.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void keep(struct tls_stray *s, const char *data, size_t len)
{
	size_t n = smaller(len, TLS_STRAY_MAX - s->n);

	memcpy(s->bytes + s->n, data, n);
	s->n += n;
}

/* change_cipher_spec, alert, handshake, application_data, of SSL 3.0 or any TLS. */
static bool begins_record(const struct tls_stray *s)
{
	return s->head[0] >= 0x14 && s->head[0] <= 0x17 && (s->head_n == 1 || s->head[1] == 3);
}

static void take_head(struct tls_stray *s, char byte)
{
	s->head[s->head_n++] = byte;
	if (!begins_record(s)) {
		s->astray = true;
		keep(s, s->head, s->head_n);
	} else if (s->head_n == TLS_RECORD_HEADER) {
		s->rest = (size_t)(unsigned char)s->head[3] << 8 | (unsigned char)s->head[4];
		s->head_n = 0;
	}
}

void tls_stray_feed(struct tls_stray *s, const char *data, size_t len)
{
	while (len > 0 && !s->astray) {
		size_t n = smaller(s->rest, len);

		s->rest -= n;
		if (n == 0)
			take_head(s, data[n++]);
		data += n;
		len -= n;
	}
	keep(s, data, len);
}
