/* loop.h - libuv in our terms: one loop, timers, counted handles */
#ifndef SMTPSCOPE_NET_LOOP_H
#define SMTPSCOPE_NET_LOOP_H

#include <stdbool.h>
#include <uv.h>

/* Ends the program (base/fatal.h) where libuv was refused `what`: `rc` is its answer. */
void loop_need(int rc, const char *what);

/* A SIGHUP that was ignored when we came: nohup lets the program outlive its terminal. To be asked
 * before anybody watches it. */
bool loop_signal_is_unwanted(int number);

struct timer; /* one-shot; its memory is its own until closed */

typedef void timer_fn(void *arg);

/* timer_start() restarts a running timer. timer_free() takes NULL, returns NULL, and the callback
 * does not run after it. */
struct timer *timer_new(uv_loop_t *loop, timer_fn *fn, void *arg);
void timer_start(struct timer *t, double ms);
void timer_stop(struct timer *t);
struct timer *timer_free(struct timer *t);

#endif
