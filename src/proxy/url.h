/* url.h - the URL of a proxy, as people know it from curl */
#ifndef SMTPSCOPE_PROXY_URL_H
#define SMTPSCOPE_PROXY_URL_H

#include "base/arena.h"

enum proxy_kind { PROXY_NONE, PROXY_SOCKS5, PROXY_HTTP };
extern const char *const proxy_schemes[]; /* "none", "socks5", "http", NULL */

struct proxy_url {
	enum proxy_kind kind;
	const char *host; /* in A-labels, or an address without brackets */
	int port;
	const char *user; /* decoded, or NULL */
};

/* "socks5://bob@proxy.example.org:1080", "socks5h://192.0.2.9", "http://[2001:db8::9]:3128". 0, or
 * -1 with what is wrong in *fault: no byte of `s` is in it, since it may hold a password. */
int proxy_url_read(struct arena *a, const char *s, struct proxy_url *u, const char **fault);

/* As above with the scheme in its short form and the port always there. */
const char *proxy_url_write(struct arena *a, const struct proxy_url *u);

#endif
