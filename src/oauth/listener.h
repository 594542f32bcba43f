/* listener.h - a port of this machine that a browser is sent to (RFC 8252, 7.3); of src/oauth only
 *
 * It listens on 127.0.0.1 and, where this machine has it, on the same port of ::1: a browser may
 * take "localhost" for either. Any program and web page can come there: each connection brings one
 * short request and is gone soon, and few are open at a time. */
#ifndef SMTPSCOPE_OAUTH_LISTENER_H
#define SMTPSCOPE_OAUTH_LISTENER_H

#include "base/arena.h"

#include <stddef.h>
#include <uv.h>

enum {
	LISTENER_CLIENTS_MAX = 8, /* who comes then takes the place of the one there longest */
	LISTENER_PATIENCE_MS = 5000,
};

/* What is shown, in a page of its own. */
struct listener_page {
	int status; /* HTTP's; 0: the request is not whole, more is read */
	const char *text;
};

/* What to answer to the first `n` bytes of a connection; called on the loop. */
typedef struct listener_page listener_fn(void *arg, const char *p, size_t n);

struct listener;

/* `port` 0: any that is free. NULL with one line in *fault (in `a`). */
struct listener *listener_new(uv_loop_t *loop, int port, listener_fn *judge, void *arg,
			      struct arena *a, const char **fault);
int listener_port(const struct listener *l);

/* Nobody new is let in, nobody is listened to any more; who was answered may read on. */
void listener_stop(struct listener *l);

/* Takes NULL, returns NULL; memory goes when the loop has closed its handles. */
struct listener *listener_free(struct listener *l);

#endif
