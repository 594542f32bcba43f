#include "http/url.h"

#include "smtp/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HTTP = 80, HTTPS = 443 };

static int usual_port(bool tls)
{
	return tls ? HTTPS : HTTP;
}

/* RFC 3986: printable ASCII without what some take for a delimiter and others do not. */
static bool is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || strchr("\"<>\\^`{|}", *s) != NULL)
			return false;
	return true;
}

/* Where the URL goes on behind "://"; NULL: another scheme. */
static const char *read_scheme(const char *s, struct http_url *u)
{
	u->tls = strncasecmp(s, "https://", 8) == 0;
	if (u->tls)
		return s + 8;
	return strncasecmp(s, "http://", 7) == 0 ? s + 7 : NULL;
}

/* "127.1", "0x7f000001", "10.0.0.1.": names to us, and addresses to others. */
static bool ends_in_a_number(const char *host)
{
	size_t n = strlen(host);
	const char *last;

	if (n > 0 && host[n - 1] == '.')
		n--;
	last = memrchr(host, '.', n);
	last = last == NULL ? host : last + 1;
	n -= (size_t)(last - host);
	return n == 0 || strspn(last, "0123456789") >= n ||
	       (n > 1 && strncasecmp(last, "0x", 2) == 0 &&
		strspn(last + 2, "0123456789abcdefABCDEF") >= n - 2);
}

static const char *lower(struct arena *a, const char *s)
{
	char *out = arena_str(a, s);

	for (char *p = out; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return out;
}

static bool read_address(struct arena *a, const char *s, struct http_url *u)
{
	return strchr(s, '%') == NULL && address_literal(a, s, &u->host);
}

/* `s`: "[2001:db8::7]" or "ca.example". */
static const char *host_wrong(struct arena *a, const char *s, struct http_url *u)
{
	size_t n = strlen(s);

	if (*s == '[') {
		if (s[n - 1] != ']' || !read_address(a, arena_copy(a, s + 1, n - 2), u) ||
		    strchr(u->host, ':') == NULL)
			return "has an address that is none";
		return NULL;
	}
	if (read_address(a, s, u))
		return strcmp(u->host, s) == 0 ? NULL : "has an address that is none";
	if (host_fault(s) != NULL || strchr(s, '%') != NULL)
		return "has a host's name that is none";
	if (ends_in_a_number(s))
		return "has a host that may be read as an address";
	u->host = lower(a, s);
	return NULL;
}

static const char *port_wrong(const char *s, struct http_url *u)
{
	size_t n = strlen(s);

	if (n == 0 || n > 5 || strspn(s, "0123456789") != n)
		return "has a port that is none";
	u->port = atoi(s);
	return u->port < 1 || u->port > 65535 ? "has a port that is none" : NULL;
}

/* "ca.example", "ca.example:8080", "[2001:db8::7]:80" */
static const char *authority_wrong(struct arena *a, const char *s, struct http_url *u)
{
	const char *colon =
		*s == '[' && strchr(s, ']') != NULL ? strchr(strchr(s, ']'), ':') : strchr(s, ':');
	const char *wrong;

	if (strchr(s, '@') != NULL)
		return "names a user";
	if (colon == NULL)
		return *s == '\0' ? "names no host" : host_wrong(a, s, u);
	if (colon == s)
		return "names no host";
	wrong = host_wrong(a, arena_copy(a, s, (size_t)(colon - s)), u);
	return wrong != NULL ? wrong : port_wrong(colon + 1, u);
}

/* A fragment is never sent. */
static const char *path_of(struct arena *a, const char *s)
{
	return arena_printf(a, "%s%.*s", *s == '/' ? "" : "/", (int)strcspn(s, "#"), s);
}

int http_url_read(struct arena *a, const char *s, struct http_url *u, const char **fault)
{
	const char *authority = read_scheme(s, u);
	size_t n;

	*fault = NULL;
	if (strlen(s) > HTTP_URL_MAX)
		*fault = "is too long";
	else if (authority == NULL)
		*fault = "does not begin with http://";
	else if (!is_plain(s))
		*fault = "holds characters that no URL has";
	if (*fault != NULL)
		return -1;
	n = strcspn(authority, "/?#");
	u->port = usual_port(u->tls);
	*fault = authority_wrong(a, arena_copy(a, authority, n), u);
	if (*fault != NULL)
		return -1;
	u->path = path_of(a, authority + n);
	return 0;
}

const char *http_url_write(struct arena *a, const struct http_url *u)
{
	bool brackets = strchr(u->host, ':') != NULL;
	const char *port = u->port == usual_port(u->tls) ? "" : arena_printf(a, ":%d", u->port);

	return arena_printf(a, "http%s://%s%s%s%s%s", u->tls ? "s" : "", brackets ? "[" : "",
			    u->host, brackets ? "]" : "", port, u->path);
}
