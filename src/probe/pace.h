/* pace.h - how fast and how many connections begin, over all targets and loops of a sweep
 *
 * A connection begins when all of this is true of it:
 *
 *   address   fewer than `at_once` are open to it, all who asked for it before have begun, and
 *             the last SYN to it is `gap_ms` ago: a short accept queue loses what comes in a burst
 *   whole     it has its turn in the rate (a token bucket that holds a tenth of a second's worth,
 *             at least one), and fewer than `in_all` are open
 *   network   fewer than `at_once_network` are open to its IPv4 /24 or IPv6 /64: where one provider
 *             or one firewall counts them
 *
 * Each of them is a queue in the order of asking. Nobody waits behind those who wait for another
 * address, or for another network; and who waits for the rate or the whole holds nothing, unless he
 * had his turn before and was kept by his network: that one has a place in it, and goes first.
 *
 * An address that speaks of too many connections (RFC 5321 section 3.8: 421) gets half as many at
 * once, at least one, and twice the gap, up to PACE_GAP_MOST. One complaint about connections that
 * began together counts once. PACE_RECOVERY connections without complaint take one step back. That
 * is remembered for the whole run, of PACE_SLOWED_MOST addresses; all else is forgotten as soon as
 * nobody has or wants a connection and the gap is over, so memory is a matter of what is in flight.
 *
 * IPv4 within IPv6 (RFC 4291 section 2.5.5.2) is IPv4. Loopback is as any network: each
 * 127.x.y.0/24 has its own cap. What is no numeric address is one address with all others of that
 * kind.
 *
 * Every function may be called by any thread; each takes the same short time however many wait. */
#ifndef SMTPSCOPE_PROBE_PACE_H
#define SMTPSCOPE_PROBE_PACE_H

#include "base/ring.h"

#include <stdbool.h>

enum {
	PACE_GAP_LEAST = 100, /* ms: of an address that complained */
	PACE_GAP_MOST = 5000,
	PACE_RECOVERY = 10,
	PACE_SLOWED_MOST = 65536,
	PACE_SHORT_MS = 250, /* after a shortage a few more at once are tried so often */
};

struct pace_settings {
	int at_once;	     /* to one address */
	int at_once_network; /* to one network */
	int in_all;	     /* 0: any number */
	double gap_ms;	     /* between two SYNs to one address */
	double rate;	     /* connections a second over all; 0: any */
};

struct pace;

struct pace *pace_new(const struct pace_settings *s);
struct pace *pace_free(struct pace *p); /* takes NULL; nobody waits any more */

/* A connection's place; {0} has none. It is the caller's, and stays where it is until
 * pace_leave(). */
struct pace_place {
	void (*wake)(struct pace_place *place); /* ask again: called from any thread, under the lock
						   of `pace`, so it does no more than leave word */
	void *arg;				/* of whoever asks */
	struct pace_address *at;		/* NULL: it has no place and waits for none */
	/* struct pace's own */
	struct ring line; /* of those who want the address */
	bool has;
	unsigned age; /* complaints of the address when it began */
};

/* True: it may begin now, and counts until pace_leave(). False: `wake` is called when it is worth
 * asking again, or, where *wait_ms > 0, it is so many ms until then and perhaps nobody calls.
 * Woken, it may have its place already: it must be asked for, or left. To ask again too early does
 * no harm. `now`: ms by clock_mono_ms(). */
bool pace_ask(struct pace *p, struct pace_place *place, const char *address, double now,
	      double *wait_ms);

/* It has ended, or waits no more; nothing where it has no place. `limited`: the server spoke of too
 * many connections (session_limited()). */
void pace_leave(struct pace *p, struct pace_place *place, bool limited, double now);

/* This machine had no descriptor, port or memory for one of those that are open: from now on it is
 * one less than now, or than at the last shortage; slowly more again. */
void pace_short(struct pace *p, double now);

/* How many connections are open now, and how many were begun. */
struct pace_counts {
	unsigned long open, begun;
	unsigned long slowed;	 /* addresses that spoke of too many */
	unsigned long shortages; /* calls of pace_short() */
	unsigned long known;	 /* addresses that are remembered now */
};
struct pace_counts pace_counts(struct pace *p);

#endif
