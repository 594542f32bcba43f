/* lag.h - how late a loop is: what it measures while it is late, it measures of itself */
#ifndef SMTPSCOPE_NET_LAG_H
#define SMTPSCOPE_NET_LAG_H

#include <uv.h>

struct lag;

/* Measures from now on, without keeping the loop alive. */
struct lag *lag_new(uv_loop_t *loop);
struct lag *lag_free(struct lag *l); /* takes NULL, returns NULL */

/* The longest time, ms, that an event of the loop has waited for others since `since` (by
 * clock_mono_ms()); no more than some minutes are kept. */
double lag_since(const struct lag *l, double since);

#endif
