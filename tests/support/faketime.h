/* faketime.h - scripted time: a clock that stands still until somebody moves it, and events in it
 *
 * The program's clock goes by it from fake_begin() on (fakeuv.h). */
#ifndef SMTPSCOPE_TESTS_FAKETIME_H
#define SMTPSCOPE_TESTS_FAKETIME_H

#include <stdint.h>

uint64_t fake_now(void); /* ms since fake_begin() */
int64_t fake_wall(void); /* ms since 1970: an arbitrary day, the same in every run */

/* Something that the world does, `ms` from now; in the order of their times. */
typedef void fake_event(void *arg);
void fake_after(uint64_t ms, fake_event *event, void *arg);
void fake_forget(void *arg); /* all events with that argument */

/* The test cannot go on: one line on stderr, abort(). */
void fake_panic(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* ---- for the loop ---- */

void fake_time_begin(void);	/* 0, no events */
void fake_time_is(uint64_t ms); /* never back */
uint64_t fake_next_event(void); /* when it is due; UINT64_MAX: there is none */
void fake_run_events(void);	/* those that are due */
uint64_t fake_ticket(void);	/* 1, 2, 3 ...: the order of what has the same time */

#endif
