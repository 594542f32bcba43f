/* clock.h - time, replaceable in tests */
#ifndef SMTPSCOPE_BASE_CLOCK_H
#define SMTPSCOPE_BASE_CLOCK_H

#include <stdint.h>

struct clock {
	double (*mono_ms)(void);  /* milliseconds that never go back, of no particular origin */
	int64_t (*wall_ms)(void); /* milliseconds since 1970-01-01T00:00:00Z */
};

double clock_mono_ms(void);
int64_t clock_wall_ms(void);

/* NULL: the system's clock again. Not thread-safe: set it before any thread starts. */
void clock_replace(const struct clock *c);

enum { CLOCK_TEXT_SIZE = 32 };

/* RFC 3339 in UTC with milliseconds, "2026-11-21T08:15:00.123Z"; returns `out`. */
char *clock_text(int64_t wall_ms, char out[CLOCK_TEXT_SIZE]);

/* The reverse; 0 and `*wall_ms` set, or -1 where `s` is not of that form. */
int clock_read(const char *s, int64_t *wall_ms);

/* 1 of "Jan" to 12 of "Dec", by the three letters at `name`, as all of mail writes them; 0: none.
 */
int clock_month(const char *name);

/* Days from 1970-01-01 to a day of the years 0 to 9999, month and day counted from 1. */
int64_t clock_days(int year, int month, int day);

#endif
