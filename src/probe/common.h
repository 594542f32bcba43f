/* common.h - what all sessions of one engine share */
#ifndef SMTPSCOPE_PROBE_COMMON_H
#define SMTPSCOPE_PROBE_COMMON_H

#include "base/clock.h"
#include "net/tls.h"
#include "probe/echo.h"
#include "probe/hub.h"
#include "probe/job.h"
#include "probe/login.h"
#include "record/record.h"

struct common {
	struct hub_task task; /* a session nudges it: what another one waits for has changed */
	struct hub *hub;
	const struct settings *settings;
	const struct observer *observer; /* never NULL */
	struct record *record;
	double start; /* of the run, by clock_mono_ms() */
	struct login login;
	struct echo *echo;	     /* of the secret, once it was said; else NULL */
	struct echo *proxy_echo;     /* ... and of the proxy's */
	struct list proxies;	     /* of struct address: the proxy's */
	const struct address *proxy; /* the first of them that has not failed yet */
	struct list tlsa;	     /* of struct tlsa_lookup */
	size_t walking;		     /* sessions that are not over */
	bool sent;		     /* the one message of the run is on its way */
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

/* Most runs say no secret. */
static inline struct echo *common_echo(struct common *c)
{
	if (c->echo == NULL)
		c->echo = ARENA_NEW(c->record->arena, struct echo);
	return c->echo;
}

/* Asks for another look at all sessions, from the loop. */
static inline void common_nudge(struct common *c)
{
	hub_nudge(&c->task);
}

#endif
