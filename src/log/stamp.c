#include "log/stamp.h"

#include "base/clock.h"
#include "base/piece.h"

#include <string.h>

enum { MS = 1000, MINUTE = 60, HOUR = 3600, DAY = 86400 };

/* Date and time as they were written. */
struct parts {
	int year; /* 0: not said */
	int month, day, hour, minute, second, ms;
	int zone; /* seconds ahead of UTC */
	bool has_zone;
};

/* A place in the text; every step says whether it could be taken. */
struct reader {
	const char *p, *end;
};

static bool eat(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool is_digit(const struct reader *r)
{
	return r->p < r->end && *r->p >= '0' && *r->p <= '9';
}

/* Exactly `digits` of them. */
static bool number(struct reader *r, int digits, int *n)
{
	*n = 0;
	for (int i = 0; i < digits; i++) {
		if (!is_digit(r))
			return false;
		*n = 10 * *n + (*r->p++ - '0');
	}
	return true;
}

/* "7", " 7", "07", "17" */
static bool day_of_month(struct reader *r, int *day)
{
	(void)eat(r, ' ');
	if (!number(r, 1, day))
		return false;
	if (is_digit(r))
		*day = 10 * *day + (*r->p++ - '0');
	return true;
}

static bool month(struct reader *r, struct parts *t)
{
	t->month = r->end - r->p < 3 ? 0 : clock_month(r->p);
	r->p += t->month > 0 ? 3 : 0;
	return t->month > 0;
}

static bool weekday(struct reader *r)
{
	static const char names[] = "SunMonTueWedThuFriSat";

	for (int i = 0; i < 7 && r->end - r->p >= 3; i++)
		if (memcmp(r->p, names + 3 * (size_t)i, 3) == 0) {
			r->p += 3;
			return true;
		}
	return false;
}

/* ".123456" or ",123"; nothing where there is none. */
static void fraction(struct reader *r, struct parts *t)
{
	int scale = 100;

	if (r->end - r->p < 2 || (*r->p != '.' && *r->p != ',') || r->p[1] < '0' || r->p[1] > '9')
		return;
	for (r->p++; is_digit(r); r->p++, scale /= 10)
		t->ms += scale * (*r->p - '0');
}

static bool time_of_day(struct reader *r, struct parts *t)
{
	if (!number(r, 2, &t->hour) || !eat(r, ':') || !number(r, 2, &t->minute) || !eat(r, ':') ||
	    !number(r, 2, &t->second))
		return false;
	fraction(r, t);
	return true;
}

static bool date(struct reader *r, struct parts *t)
{
	return number(r, 4, &t->year) && eat(r, '-') && number(r, 2, &t->month) && eat(r, '-') &&
	       number(r, 2, &t->day);
}

/* "Z", "+01:00", "-0700", " +0100", " UTC"; nothing where there is none. */
static void zone(struct reader *r, struct parts *t)
{
	struct reader at = *r;
	int hours, minutes;
	bool blank = eat(&at, ' '), west;

	if (at.end - at.p >= 3 && memcmp(at.p, "UTC", 3) == 0) {
		at.p += 3;
	} else if (blank || !eat(&at, 'Z')) {
		west = at.p < at.end && *at.p == '-';
		if (!eat(&at, '+') && !eat(&at, '-'))
			return;
		if (!number(&at, 2, &hours))
			return;
		(void)eat(&at, ':');
		if (!number(&at, 2, &minutes) || hours > 15 || minutes > 59)
			return;
		t->zone = (west ? -1 : 1) * (HOUR * hours + MINUTE * minutes);
	}
	t->has_zone = true;
	*r = at;
}

/* ---- forms ---- */

static bool iso(struct reader *r, struct parts *t)
{
	if (!date(r, t) || (!eat(r, 'T') && !eat(r, ' ')) || !time_of_day(r, t))
		return false;
	zone(r, t);
	return true;
}

/* RFC 3164; Cisco and some relays put a year behind the day, ctime(3) behind the time. */
static bool bsd(struct reader *r, struct parts *t)
{
	struct reader behind;

	if (!month(r, t) || !eat(r, ' ') || !day_of_month(r, &t->day) || !eat(r, ' '))
		return false;
	behind = *r;
	if (number(&behind, 4, &t->year) && eat(&behind, ' '))
		*r = behind;
	else
		t->year = 0;
	return time_of_day(r, t);
}

static bool with_weekday(struct reader *r, struct parts *t)
{
	struct reader behind;

	if (!weekday(r) || !eat(r, ' '))
		return false;
	behind = *r;
	if (iso(&behind, t)) {
		*r = behind;
		return true;
	}
	*t = (struct parts){0};
	return bsd(r, t) && eat(r, ' ') && number(r, 4, &t->year);
}

/* ---- from parts to milliseconds ---- */

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month_of_year)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month_of_year == 2 && is_leap(year) ? 29 : days[month_of_year - 1];
}

static bool is_sound(const struct parts *t)
{
	return t->month >= 1 && t->month <= 12 && t->day >= 1 &&
	       t->day <= days_of_month(t->year, t->month) && t->hour < 24 && t->minute < 60 &&
	       t->second <= 60 && (t->year == 0 || t->year >= 1970); /* the year 0 is a leap year */
}

static int64_t to_ms(const struct parts *t, const struct log_clock *clock)
{
	int64_t s = DAY * clock_days(t->year, t->month, t->day) + HOUR * t->hour +
		    MINUTE * t->minute + t->second;

	return MS * (s - (t->has_zone ? t->zone : clock->utc_offset)) + t->ms;
}

static int year_of(int64_t ms)
{
	int64_t days = ms / MS / DAY;
	int year = 1970 + (int)(days / 366);

	while (days >= clock_days(year + 1, 1, 1))
		year++;
	return year;
}

/* The last such day that is not to come; clocks differ, and `now` may be that of the last line but
 * one: a day is granted. */
static int64_t without_year(struct parts *t, const struct log_clock *clock)
{
	enum { LEAP_YEARS_APART = 8 };
	int64_t ms, latest;
	int year;

	if (clock->now == LOG_NO_TIME)
		return LOG_NO_TIME;
	latest = clock->now + (int64_t)MS * DAY;
	year = year_of(latest + (int64_t)MS * clock->utc_offset);
	for (int i = 0; i <= LEAP_YEARS_APART; i++) {
		t->year = year - i;
		ms = is_sound(t) ? to_ms(t, clock) : LOG_NO_TIME;
		if (ms != LOG_NO_TIME && ms <= latest)
			return ms;
	}
	return LOG_NO_TIME;
}

/* ---- numbers ---- */

/* TAI64N: 2^62 + seconds of TAI, nanoseconds, in hexadecimal. multilog and tai64n know no leap
 * seconds: they write the time of Unix and the ten by which TAI was ahead in 1972. */
static size_t tai64n(struct bytes text, int64_t *ms)
{
	enum { DIGITS = 24, SECONDS_DIGITS = 16, TAI_AHEAD = 10 };
	static const char hex[] = "0123456789abcdef";
	uint64_t seconds = 0, ns = 0;

	if (text.n < 1 + DIGITS || text.p[0] != '@')
		return 0;
	for (int i = 0; i < DIGITS; i++) {
		const char *at = text.p[1 + i] == '\0' ? NULL : strchr(hex, text.p[1 + i]);
		uint64_t *part = i < SECONDS_DIGITS ? &seconds : &ns;

		if (at == NULL)
			return 0;
		*part = *part << 4 | (uint64_t)(at - hex);
	}
	seconds -= UINT64_C(1) << 62;
	*ms = seconds >> 37 != 0 ? LOG_NO_TIME
				 : MS * ((int64_t)seconds - TAI_AHEAD) + (int64_t)(ns / 1000000);
	return 1 + DIGITS;
}

/* "1795252500.123456": ten digits, so from 2001 to 2286. */
static size_t unix_seconds(struct bytes text, int64_t *ms)
{
	enum { DIGITS = 10 };
	struct reader r = {text.p, text.p + text.n};
	struct parts t = {0};
	int high, low;

	if (!number(&r, DIGITS / 2, &high) || !number(&r, DIGITS / 2, &low) || r.p == r.end ||
	    *r.p != '.' || high < 10000)
		return 0;
	fraction(&r, &t);
	*ms = MS * ((int64_t)high * 100000 + low) + t.ms;
	return (size_t)(r.p - text.p);
}

/* "[   12.345678] " of journalctl -o short-monotonic */
static size_t since_start(struct bytes text, int64_t *ms)
{
	struct reader r = {text.p, text.p + text.n};

	if (!eat(&r, '['))
		return 0;
	while (eat(&r, ' '))
		;
	if (!is_digit(&r))
		return 0;
	while (is_digit(&r) || (r.p < r.end && *r.p == '.'))
		r.p++;
	if (!eat(&r, ']'))
		return 0;
	*ms = LOG_NO_TIME;
	return (size_t)(r.p - text.p);
}

int64_t stamp_of_us(struct bytes digits)
{
	int64_t us = 0;

	if (digits.n == 0 || digits.n > 17)
		return LOG_NO_TIME;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return LOG_NO_TIME;
		us = 10 * us + (digits.p[i] - '0');
	}
	return us / 1000;
}

/* ---- all of them ---- */

static size_t calendar(struct bytes text, const struct log_clock *clock, int64_t *ms)
{
	static bool (*const forms[])(struct reader *, struct parts *) = {iso, bsd, with_weekday};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct reader r = {text.p, text.p + text.n};
		struct parts t = {0};

		if (!forms[i](&r, &t))
			continue;
		if (!is_sound(&t))
			return 0;
		*ms = t.year == 0 ? without_year(&t, clock) : to_ms(&t, clock);
		return (size_t)(r.p - text.p);
	}
	return 0;
}

size_t stamp_read(struct bytes text, const struct log_clock *clock, int64_t *ms)
{
	size_t n;

	*ms = LOG_NO_TIME;
	if (text.n == 0)
		return 0;
	switch (text.p[0]) {
	case '@':
		return tai64n(text, ms);
	case '[':
		return since_start(text, ms);
	default:
		n = calendar(text, clock, ms);
		return n > 0 ? n : unix_seconds(text, ms);
	}
}
