/* common.h - what all sessions of one engine share */
#ifndef SMTPSCOPE_PROBE_COMMON_H
#define SMTPSCOPE_PROBE_COMMON_H

#include "base/clock.h"
#include "net/tls.h"
#include "probe/echo.h"
#include "probe/job.h"
#include "probe/login.h"
#include "record/record.h"

#include <uv.h>

/* More at once and the tool measures its own processor, not the servers. */
enum { HANDSHAKES_AT_ONCE = 8 };

struct common {
	uv_loop_t *loop;
	const struct settings *settings;
	const struct observer *observer; /* never NULL */
	struct record *record;
	struct client_cert *certificate; /* to show, or NULL */
	struct trust *trust;		 /* NULL where no walk gets as far as TLS */
	double start;			 /* of the run, by clock_mono_ms() */
	struct login login;
	struct echo echo;	     /* of the secret, once it was said */
	struct echo proxy_echo;	     /* ... and of the proxy's */
	struct list proxies;	     /* of struct address: the proxy's */
	const struct address *proxy; /* the first of them that has not failed yet */
	struct list tlsa;	     /* of struct tlsa_lookup */
	size_t walking;		     /* sessions that are not over */
	int handshakes;		     /* in progress */
	bool sent;		     /* the one message of the run is on its way */

	/* Asks for another look at all sessions, from the loop: what one waits for has changed. */
	void (*nudge)(struct common *c);
};

/* Whether sessions go through a proxy, which may have no address. */
static inline bool common_proxied(const struct common *c)
{
	return c->settings->proxy.url.kind != PROXY_NONE;
}

static inline double common_now(const struct common *c)
{
	return clock_mono_ms() - c->start;
}

#endif
