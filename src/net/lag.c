#include "net/lag.h"

#include "base/clock.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	PERIOD_MS = 250,
	PERIODS = 1024, /* a power of two: what comes later takes the place of what was long ago */
};

struct lag {
	uv_timer_t tick;
	double last_ms;		 /* of the tick before the next */
	int64_t period;		 /* the latest in `longest` */
	double longest[PERIODS]; /* lag that was seen in each */
};

static double *slot(struct lag *l, int64_t period)
{
	return &l->longest[(uint64_t)period % PERIODS];
}

static int64_t period_of(double now)
{
	return (int64_t)(now / PERIOD_MS);
}

/* Empties what no tick came in. */
static void begin_period(struct lag *l, int64_t period)
{
	if (period - l->period >= PERIODS)
		memset(l->longest, 0, sizeof(l->longest));
	else
		while (l->period < period)
			*slot(l, ++l->period) = 0;
	l->period = period;
}

/* Of the tick that is due, so far. */
static double late(const struct lag *l, double now)
{
	double ms = now - l->last_ms - LAG_TICK_MS;

	return ms >= LAG_LEAST_MS ? ms : 0;
}

static void on_tick(uv_timer_t *handle)
{
	struct lag *l = handle->data;
	double now = clock_mono_ms();

	begin_period(l, period_of(now));
	*slot(l, l->period) = fmax(*slot(l, l->period), late(l, now));
	l->last_ms = now;
}

struct lag *lag_new(uv_loop_t *loop)
{
	struct lag *l = mem_alloc(sizeof(*l));

	l->last_ms = clock_mono_ms();
	l->period = period_of(l->last_ms);
	uv_timer_init(loop, &l->tick);
	l->tick.data = l;
	uv_update_time(loop); /* it may not have run for long */
	uv_timer_start(&l->tick, on_tick, LAG_TICK_MS, LAG_TICK_MS);
	uv_unref((uv_handle_t *)&l->tick);
	return l;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

struct lag *lag_free(struct lag *l)
{
	if (l != NULL)
		uv_close((uv_handle_t *)&l->tick, on_closed);
	return NULL;
}

double lag_since(const struct lag *l, double since)
{
	double longest = late(l, clock_mono_ms());
	int64_t first = period_of(since);

	if (l->period - first >= PERIODS)
		first = l->period - PERIODS + 1;
	for (int64_t p = first; p <= l->period; p++)
		longest = fmax(longest, l->longest[(uint64_t)p % PERIODS]);
	return longest;
}
