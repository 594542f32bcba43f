/* http.h - one request (RFC 9110), carried out by libcurl in our loop
 *
 * The library is opened when it is first needed (libcurl.c). It is told whom to connect to, looks
 * no name up, follows nothing, and knows no proxy but the one that the request names,
 * whatever the environment says. */
#ifndef SMTPSCOPE_HTTP_HTTP_H
#define SMTPSCOPE_HTTP_HTTP_H

#include "base/text.h"
#include "base/secret.h"
#include "http/url.h"
#include "proxy/url.h"

#include <uv.h>

struct http; /* of one loop */

/* NULL with one line in *fault (static): libcurl is not here, or too old. */
struct http *http_new(uv_loop_t *loop, const char **fault);

/* Drops what is under way. Takes NULL, returns NULL; memory goes when the loop has closed its
 * handles. */
struct http *http_free(struct http *h);

struct http_request {
	struct http_url url;
	struct list addresses; /* of struct string_item: who has the host's name, and nobody else */
	/* NULL, or who connects for us: `addresses` are its own then. It is told where to, and sees
	 * nothing of the request; for https only. */
	const struct proxy_url *proxy;
	const struct secret *proxy_secret; /* its password, or NULL */
	const char *source;		   /* address to connect from, or NULL */
	struct list headers;		   /* of struct string_item: "Accept: text/plain" */
	const struct bytes *body;	   /* to POST; NULL: GET */
	const char *ca_file;		   /* of https: whom to trust; NULL: the system's store */
	bool secret;			   /* body and answer hold secrets: see http_result.body */
	size_t max;			   /* bytes of the answer's body; more is a fault */
	double connect_ms, all_ms;	   /* patience */
};

/* What kept a whole answer from coming. */
enum http_trouble {
	HTTP_NO_TROUBLE,
	HTTP_UNREACHED, /* nobody took the connection */
	HTTP_SILENT,	/* in time */
	HTTP_NO_TLS,	/* no handshake, or a certificate that is not believed */
	HTTP_CUT,	/* it ended, or was none */
	HTTP_TOO_LONG,
	HTTP_OWN, /* ours: a file, the library */
};

struct http_result {
	int code; /* status, or that of a proxy that gave no tunnel; 0: none came */
	enum http_trouble trouble;
	const char *fault;    /* one line why there is no whole answer, or NULL */
	const char *address;  /* numeric, who was connected to, perhaps the proxy; NULL: nobody */
	const char *location; /* absolute, where a 3xx sends us; harmless text, or NULL */
	const char *type;     /* media type of the body ("text/plain"), harmless text, or NULL */
	struct bytes body;    /* of a request with `secret` it is wiped when `fn` returns */
	struct bytes peer;    /* of HTTP_NO_TLS: the server's certificate in DER, or {0} */
	bool asks_basic;      /* WWW-Authenticate: Basic */
	bool connected;	      /* TCP stood, to `address` */
	bool secured;	      /* ... and TLS */
	int error;	      /* errno of HTTP_UNREACHED, 0: not known */
	double ms;
};

/* The result (in arena `a`) comes through `fn`, never before this returns, and once unless the
 * request is dropped first. `rq` may go when this returns. */
struct http_ask;
typedef void http_fn(void *arg, const struct http_result *result);
struct http_ask *http_ask(struct http *h, struct arena *a, const struct http_request *rq,
			  http_fn *fn, void *arg);
void http_drop(struct http_ask *ask); /* takes NULL */

#endif
