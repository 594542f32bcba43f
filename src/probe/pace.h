/* pace.h - how fast and how many connections begin, over all targets and loops of a sweep
 *
 * Caps for each address and each network (IPv4 /24, IPv6 /64), a gap between SYNs to one address, a
 * rate for all; an address that speaks of too many connections gets fewer and longer gaps. Who may
 * not begin waits in the order of asking. Every function may be called by any thread. */
#ifndef SMTPSCOPE_PROBE_PACE_H
#define SMTPSCOPE_PROBE_PACE_H

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

struct pace_settings {
	int at_once;	     /* to one address */
	int at_once_network; /* to one network */
	double gap_ms;	     /* between two SYNs to one address */
	double rate;	     /* connections a second over all; 0: any */
};

struct pace;

struct pace *pace_new(const struct pace_settings *s);
struct pace *pace_free(struct pace *p); /* takes NULL; nobody waits any more */

/* A connection's place; {0} has none. It is the caller's, and stays where it is until
 * pace_leave(). */
struct pace_place {
	struct pace_place *next;
	void (*wake)(struct pace_place *place); /* ask again: called from any thread, under the lock
						   of `pace`, so it does no more than leave word */
	void *arg;				/* of whoever asks */
	void *at;				/* struct pace's own */
	enum { PACE_ABSENT, PACE_WAITS, PACE_HAS } state;
};

/* True: it may begin now, and counts until pace_leave(). False: `wake` is called when it is worth
 * asking again, or, where *wait_ms > 0, nobody calls and it is so many ms until then. `now`: ms by
 * clock_mono_ms(). */
bool pace_ask(struct pace *p, struct pace_place *place, const char *address, double now,
	      double *wait_ms);

/* It has ended, or waits no more. `limited`: the server spoke of too many connections (421, or
 * another word of that kind). */
void pace_leave(struct pace *p, struct pace_place *place, bool limited, double now);

/* How many connections are open now, and how many were begun. */
struct pace_counts {
	unsigned long open, begun;
	unsigned long slowed; /* addresses that spoke of too many */
};
struct pace_counts pace_counts(struct pace *p);

#endif
