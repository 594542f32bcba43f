/* channel.h - c-ares in our loop: its sockets, its timer and what it would pass over */
#ifndef SMTPSCOPE_NET_CHANNEL_H
#define SMTPSCOPE_NET_CHANNEL_H

#include "net/loop.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <stdbool.h>
#include <uv.h>

/* A DNS server refused without repeating the question: the header, NS_HFIXEDSZ bytes, is all that
 * it said. */
typedef void channel_refusal_fn(void *arg, const unsigned char *header);

struct channel {
	ares_channel ares;
	uv_loop_t *loop;
	struct timer *timer;
	struct watch *watches;
	bool stream; /* TCP */
	channel_refusal_fn *refused;
	void *arg;
};

/* Patience of the first try, ms; it doubles with each. `refused` may come at any time until
 * channel_close(), which is due where this fails, too: an error of c-ares, else ARES_SUCCESS. */
int channel_open(struct channel *c, uv_loop_t *loop, bool stream, double try_ms, int tries,
		 channel_refusal_fn *refused, void *arg);

/* `fn` may come before this returns. */
void channel_send(struct channel *c, const unsigned char *packet, int len, ares_callback fn,
		  void *arg);

/* What is under way ends with ARES_EDESTRUCTION. Takes one that was never opened. */
void channel_close(struct channel *c);

#endif
