#include "cli/when.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECOND = 1000 };

/* `digits` of them at *s, which moves behind; -1: others stand there. */
static int number(const char **s, int digits)
{
	int n = 0;

	for (int i = 0; i < digits; i++, (*s)++) {
		if (!isdigit((unsigned char)**s))
			return -1;
		n = 10 * n + (**s - '0');
	}
	return n;
}

static bool takes(const char **s, char c)
{
	if (**s != c)
		return false;
	++*s;
	return true;
}

static bool read_date(const char **s, struct tm *tm)
{
	int year = number(s, 4), month, day;

	if (year < 1970 || !takes(s, '-') || (month = number(s, 2)) < 1 || month > 12 ||
	    !takes(s, '-') || (day = number(s, 2)) < 1 || day > 31)
		return false;
	*tm = (struct tm){
		.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
	return true;
}

static bool read_clock(const char **s, struct tm *tm)
{
	tm->tm_hour = number(s, 2);
	if (tm->tm_hour < 0 || tm->tm_hour > 23 || !takes(s, ':'))
		return false;
	tm->tm_min = number(s, 2);
	tm->tm_sec = takes(s, ':') ? number(s, 2) : 0;
	if (takes(s, '.'))
		*s += strspn(*s, "0123456789");
	return tm->tm_min >= 0 && tm->tm_min < 60 && tm->tm_sec >= 0 && tm->tm_sec <= 60;
}

/* "Z", "+01:00", "-0500" at the end: seconds ahead of UTC. */
static bool read_zone(const char *s, int *seconds)
{
	int sign = *s == '-' ? -1 : 1, hours, minutes;

	if (strcmp(s, "Z") == 0) {
		*seconds = 0;
		return true;
	}
	if (*s != '+' && *s != '-')
		return false;
	s++;
	hours = number(&s, 2);
	takes(&s, ':');
	minutes = number(&s, 2);
	*seconds = sign * (3600 * hours + 60 * minutes);
	return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && *s == '\0';
}

static int64_t local(struct tm tm)
{
	return (int64_t)mktime(&tm) * SECOND;
}

/* A day of this machine's zone, `days` behind that of *tm. */
static int64_t day_of(struct tm tm, int days, bool as_end)
{
	tm.tm_mday += days + as_end;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return local(tm) - as_end;
}

static int read_point(const char *s, bool as_end, int64_t *ms)
{
	struct tm tm;
	int zone;

	if (!read_date(&s, &tm))
		return -1;
	if (*s == '\0') {
		*ms = day_of(tm, 0, as_end);
		return 0;
	}
	if ((!takes(&s, ' ') && !takes(&s, 'T')) || !read_clock(&s, &tm))
		return -1;
	if (*s == '\0')
		*ms = local(tm);
	else if (read_zone(s, &zone))
		*ms = ((int64_t)timegm(&tm) - zone) * SECOND;
	else
		return -1;
	return 0;
}

static int read_span(const char *s, int64_t now, int64_t *ms)
{
	static const char units[] = "smhdw";
	static const int seconds[] = {1, 60, 3600, 86400, 7 * 86400};
	size_t n = strspn(s, "0123456789");
	const char *unit = s[n] == '\0' ? NULL : strchr(units, s[n]);

	if (n == 0 || n > 6 || unit == NULL || s[n + 1] != '\0')
		return -1;
	*ms = now - strtoll(s, NULL, 10) * seconds[unit - units] * SECOND;
	return 0;
}

int when_read(const char *s, int64_t now, bool as_end, int64_t *ms)
{
	time_t seconds = (time_t)(now / SECOND);
	struct tm today;

	localtime_r(&seconds, &today);
	if (strcmp(s, "now") == 0)
		*ms = now;
	else if (strcmp(s, "today") == 0)
		*ms = day_of(today, 0, as_end);
	else if (strcmp(s, "yesterday") == 0)
		*ms = day_of(today, -1, as_end);
	else
		return read_span(s, now, ms) == 0 ? 0 : read_point(s, as_end, ms);
	return 0;
}
