#include "proxy/socks5.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

enum { VERSION = 5, LOGIN_VERSION = 1, COMMAND_CONNECT = 1 };
enum { ADDRESS_V4 = 1, ADDRESS_NAME = 3, ADDRESS_V6 = 4 };

static void add_byte(struct buf *out, unsigned value)
{
	buf_char(out, (char)(unsigned char)value);
}

static void add_text(struct buf *out, const char *text, size_t n)
{
	add_byte(out, (unsigned)n);
	buf_add(out, text, n);
}

void socks5_write_methods(struct buf *out, bool password)
{
	add_byte(out, VERSION);
	add_byte(out, password ? 2 : 1);
	add_byte(out, SOCKS5_NO_LOGIN);
	if (password)
		add_byte(out, SOCKS5_PASSWORD);
}

void socks5_write_login(struct buf *out, const char *user, const char *password, size_t n)
{
	add_byte(out, LOGIN_VERSION);
	add_text(out, user, strlen(user));
	add_text(out, password, n);
}

static void add_host(struct buf *out, const char *host)
{
	unsigned char raw[16];

	if (inet_pton(AF_INET, host, raw) == 1) {
		add_byte(out, ADDRESS_V4);
		buf_add(out, raw, 4);
	} else if (inet_pton(AF_INET6, host, raw) == 1) {
		add_byte(out, ADDRESS_V6);
		buf_add(out, raw, 16);
	} else {
		add_byte(out, ADDRESS_NAME);
		add_text(out, host, strlen(host));
	}
}

void socks5_write_connect(struct buf *out, const char *host, int port)
{
	add_byte(out, VERSION);
	add_byte(out, COMMAND_CONNECT);
	add_byte(out, 0);
	add_host(out, host);
	add_byte(out, (unsigned)port >> 8);
	add_byte(out, (unsigned)port & 0xff);
}

/* ---- reading ---- */

static int byte_at(const struct buf *in, size_t i)
{
	return i < in->n ? (unsigned char)in->p[i] : -1;
}

/* "version, value" */
static enum socks5_read read_pair(struct buf *in, int version, int *value)
{
	if (in->n > 0 && byte_at(in, 0) != version)
		return SOCKS5_OTHER;
	if (in->n < 2)
		return SOCKS5_PARTIAL;
	*value = byte_at(in, 1);
	buf_take(in, NULL, 2);
	return SOCKS5_OK;
}

enum socks5_read socks5_read_method(struct buf *in, int *method)
{
	return read_pair(in, VERSION, method);
}

enum socks5_read socks5_read_login(struct buf *in, int *status)
{
	return read_pair(in, LOGIN_VERSION, status);
}

/* All zeroes is how proxies say that they do not say. */
static bool is_nothing(const char *raw, size_t n)
{
	while (n > 0 && raw[n - 1] == 0)
		n--;
	return n == 0;
}

static const char *numeric(struct arena *a, int family, const char *raw, size_t n)
{
	char text[INET6_ADDRSTRLEN];

	if (is_nothing(raw, n) || inet_ntop(family, raw, text, sizeof(text)) == NULL)
		return NULL;
	return arena_str(a, text);
}

/* The address from byte 4 on, of `n` bytes. */
static const char *bound_address(struct arena *a, const struct buf *in, size_t n)
{
	switch (byte_at(in, 3)) {
	case ADDRESS_V4:
		return numeric(a, AF_INET, in->p + 4, n);
	case ADDRESS_V6:
		return numeric(a, AF_INET6, in->p + 4, n);
	default:
		return n == 1 ? NULL : text_safe(a, bytes_copy(a, in->p + 5, n - 1));
	}
}

/* Its bytes, the length of a name included; 0: not known yet, -1: there is no such kind. */
static int address_size(const struct buf *in)
{
	switch (byte_at(in, 3)) {
	case ADDRESS_V4:
		return 4;
	case ADDRESS_V6:
		return 16;
	case ADDRESS_NAME:
		return byte_at(in, 4) < 0 ? 0 : 1 + byte_at(in, 4);
	case -1:
		return 0;
	default:
		return -1;
	}
}

enum socks5_read socks5_read_reply(struct arena *a, struct buf *in, int *rep, const char **bound)
{
	int size;

	*bound = NULL;
	if (in->n > 0 && byte_at(in, 0) != VERSION)
		return SOCKS5_OTHER;
	if (in->n < 2)
		return SOCKS5_PARTIAL;
	*rep = byte_at(in, 1);
	if (*rep != 0)
		return SOCKS5_OK;
	size = address_size(in);
	if (size < 0)
		return SOCKS5_OTHER;
	if (size == 0 || in->n < 4 + (size_t)size + 2)
		return SOCKS5_PARTIAL;
	*bound = bound_address(a, in, (size_t)size);
	buf_take(in, NULL, 4 + (size_t)size + 2);
	return SOCKS5_OK;
}

const char *socks5_rep_words(int rep)
{
	static const char *const words[] = {
		"granted",
		"general failure",
		"not allowed by the rules",
		"network unreachable",
		"host unreachable",
		"connection refused",
		"TTL expired",
		"command not supported",
		"address type not supported",
	};

	return rep >= 0 && (size_t)rep < sizeof(words) / sizeof(words[0]) ? words[rep] : NULL;
}
