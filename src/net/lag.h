/* lag.h - how late a loop is: what it measures while it is late, it measures of itself
 *
 * A timer comes each LAG_TICK_MS, and how much too late it comes is how long an event may have
 * waited for others: be it that callbacks took long, that the processor had other things to do, or
 * that the program was stopped. A wait shorter than a tick can pass unseen. */
#ifndef SMTPSCOPE_NET_LAG_H
#define SMTPSCOPE_NET_LAG_H

#include <uv.h>

enum {
	LAG_TICK_MS = 20,
	LAG_LEAST_MS = 5, /* less is what timers are late by anyway, and is none */
};

struct lag;

/* Measures from now on, without keeping the loop alive. */
struct lag *lag_new(uv_loop_t *loop);
struct lag *lag_free(struct lag *l); /* takes NULL, returns NULL */

/* The longest time, ms, that an event of the loop has waited for others since `since` (by
 * clock_mono_ms()), up to the callback that asks; 0: none. Up to a quarter of a second before
 * `since` counts, too; no more than four minutes are kept. On the loop's own thread. */
double lag_since(const struct lag *l, double since);

#endif
