#include "proxy/url.h"

#include "base/text.h"
#include "smtp/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const proxy_schemes[] = {"none", "socks5", "http", NULL};

#define EXAMPLES "socks5://proxy.example.org:1080 or http://proxy.example.org:8080"

static const struct {
	const char *scheme;
	enum proxy_kind kind;
	int port; /* where the URL names none */
	const char *fault;
} schemes[] = {
	{"socks5", PROXY_SOCKS5, 1080, NULL},
	{"socks5h", PROXY_SOCKS5, 1080, NULL}, /* curl's word for: the proxy looks names up */
	{"http", PROXY_HTTP, 8080, NULL},
	{"https", PROXY_NONE, 0,
	 "takes no proxy that is spoken to in TLS: name its plain port, as in "
	 "http://proxy.example.org:8080"},
	{"socks4", PROXY_NONE, 0,
	 "takes no SOCKS4, which knows neither names nor IPv6: most such proxies speak socks5:// "
	 "as "
	 "well"},
	{"socks4a", PROXY_NONE, 0,
	 "takes no SOCKS4, which knows no IPv6: most such proxies speak socks5:// as well"},
};

/* Where the URL goes on behind "://"; NULL with the fault. */
static const char *read_scheme(const char *s, struct proxy_url *u, const char **fault)
{
	const char *colon = strstr(s, "://");
	size_t n = colon == NULL ? 0 : (size_t)(colon - s);

	*fault = "takes a URL, as in " EXAMPLES;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strlen(schemes[i].scheme) != n || strncasecmp(s, schemes[i].scheme, n) != 0)
			continue;
		*fault = schemes[i].fault;
		u->kind = schemes[i].kind;
		u->port = schemes[i].port;
	}
	return *fault == NULL ? colon + 3 : NULL;
}

/* ---- the user ---- */

static int hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, tolower((unsigned char)c));

	return at == NULL ? -1 : (int)(at - digits);
}

/* NULL where a control character comes out. */
static const char *decoded(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 1), *end = out;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			*end++ = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		} else {
			*end++ = s[i];
		}
		if ((unsigned char)end[-1] < ' ' || end[-1] == 0x7f)
			return NULL;
	}
	return out;
}

/* A password may hold any character, '/' and '@' too: what stands before the last '@' is the login.
 */
static const char *read_user(struct arena *a, const char *s, struct proxy_url *u,
			     const char **fault)
{
	const char *at = strrchr(s, '@');
	size_t n = at == NULL ? 0 : (size_t)(at - s);

	if (at == NULL)
		return s;
	if (memchr(s, ':', n) != NULL) {
		*fault = "holds a password, which others can read on the command line: write "
			 "socks5://USER@HOST:PORT and use --proxy-password-file, "
			 "--proxy-password-fd, --proxy-password-env or --proxy-password-command";
		return NULL;
	}
	u->user = n == 0 ? NULL : decoded(a, s, n);
	if (u->user == NULL) {
		*fault = n == 0 ? "names no user before its @"
				: "holds a control character in the user's name";
		return NULL;
	}
	return at + 1;
}

/* ---- host and port ---- */

/* The end of the host at `s`, whose address may be in brackets. */
static const char *read_host(struct arena *a, const char *s, struct proxy_url *u)
{
	const char *end, *why;
	size_t n;

	if (*s == '[') {
		end = strchr(s, ']');
		if (end == NULL ||
		    !address_literal(a, arena_copy(a, s + 1, (size_t)(end - s) - 1), &u->host) ||
		    strchr(u->host, ':') == NULL)
			return NULL;
		return end + 1;
	}
	n = strcspn(s, ":/?#");
	u->host = arena_copy(a, s, n);
	if (address_literal(a, u->host, &u->host))
		return s + n;
	u->host = host_fault(u->host) == NULL ? host_to_ascii(a, u->host, &why) : NULL;
	return u->host == NULL ? NULL : s + n;
}

static const char *read_port(const char *s, struct proxy_url *u)
{
	size_t n;
	long port;

	if (*s != ':')
		return s;
	n = strspn(++s, "0123456789");
	port = n > 0 && n <= 5 ? strtol(s, NULL, 10) : 0;
	if (port < 1 || port > 65535)
		return NULL;
	u->port = (int)port;
	return s + n;
}

int proxy_url_read(struct arena *a, const char *s, struct proxy_url *u, const char **fault)
{
	*u = (struct proxy_url){0};
	s = read_scheme(s, u, fault);
	if (s != NULL)
		s = read_user(a, s, u, fault);
	if (s == NULL)
		return -1;
	*fault = "names no host that there can be: it takes " EXAMPLES;
	s = read_host(a, s, u);
	if (s == NULL)
		return -1;
	*fault = "takes a port from 1 to 65535 behind the host";
	s = read_port(s, u);
	if (s == NULL)
		return -1;
	*fault = "takes nothing behind the port";
	if (strcmp(s, "") != 0 && strcmp(s, "/") != 0)
		return -1;
	*fault = NULL;
	return 0;
}

/* ---- and back ---- */

static bool is_unreserved(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("-._~", c) != NULL);
}

static void write_user(struct buf *out, const char *user)
{
	for (; *user != '\0'; user++)
		if (is_unreserved(*user))
			buf_char(out, *user);
		else
			buf_printf(out, "%%%02X", (unsigned char)*user);
	buf_char(out, '@');
}

const char *proxy_url_write(struct arena *a, const struct proxy_url *u)
{
	bool brackets = strchr(u->host, ':') != NULL;
	struct buf out = {0};
	const char *url;

	buf_printf(&out, "%s://", proxy_schemes[u->kind]);
	if (u->user != NULL)
		write_user(&out, u->user);
	buf_printf(&out, "%s%s%s:%d", brackets ? "[" : "", u->host, brackets ? "]" : "", u->port);
	url = arena_copy(a, out.p, out.n);
	buf_free(&out);
	return url;
}
