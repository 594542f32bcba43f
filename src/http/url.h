/* url.h - the URLs that we ask: http and https, in the one form that leaves no two opinions
 *
 * They come from strangers, and a library may read them otherwise than we do ("http://127.1/",
 * "http://a@b/"). What could be read in two ways is refused. */
#ifndef SMTPSCOPE_HTTP_URL_H
#define SMTPSCOPE_HTTP_URL_H

#include "base/arena.h"

#include <stdbool.h>

enum { HTTP_URL_MAX = 1000 };

struct http_url {
	bool tls;
	const char *host; /* in A-labels, lower case; or an address without brackets */
	int port;
	const char *path; /* from the "/" on, with the query */
};

/* 0, or -1 with what is wrong in *fault (static): "names a user". */
int http_url_read(struct arena *a, const char *s, struct http_url *u, const char **fault);

/* As above: the port only where it is not the scheme's. */
const char *http_url_write(struct arena *a, const struct http_url *u);

#endif
