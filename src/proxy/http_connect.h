/* http_connect.h - the CONNECT method as its client says and hears it (RFC 9110 section 9.3.6):
 * bytes, no I/O */
#ifndef SMTPSCOPE_PROXY_HTTP_CONNECT_H
#define SMTPSCOPE_PROXY_HTTP_CONNECT_H

#include "base/text.h"

/* Status line and fields together, those of interim responses included. */
enum { HTTP_HEAD_MAX = 16 * 1024 };

enum http_read {
	HTTP_PARTIAL,
	HTTP_OK,
	HTTP_OTHER, /* no HTTP */
	HTTP_TOO_LONG,
};

struct http_answer {
	int status;	    /* 200..599 */
	struct bytes line;  /* the status line */
	const char *reason; /* the error of Proxy-Status (RFC 9209), or Squid's; NULL: none given */
	const char *logins; /* schemes of Proxy-Authenticate, "Basic, NTLM"; NULL: none */
};

/* `password`, `n`: of Basic (RFC 7617), NULL: no login. */
void http_write_connect(struct buf *out, const char *host, int port, const char *user,
			const char *password, size_t n);

/* Takes the whole head of the final response from the front of `in` and nothing behind it: that is
 * the server's. `ended`: no more will come; then a refusal may lack its end. */
enum http_read http_read_answer(struct arena *a, struct buf *in, bool ended, struct http_answer *r);

#endif
