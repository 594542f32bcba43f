#include "base/clock.h"

#include "base/fatal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct timespec read_clock(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t) != 0)
		fatal("this system's clock cannot be read: %s", strerror(errno));
	return t;
}

static double system_mono_ms(void)
{
	struct timespec t = read_clock(CLOCK_MONOTONIC);

	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int64_t system_wall_ms(void)
{
	struct timespec t = read_clock(CLOCK_REALTIME);

	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const struct clock system_clock = {system_mono_ms, system_wall_ms};
static const struct clock *now = &system_clock;

double clock_mono_ms(void)
{
	return now->mono_ms();
}

int64_t clock_wall_ms(void)
{
	return now->wall_ms();
}

void clock_replace(const struct clock *c)
{
	now = c != NULL ? c : &system_clock;
}

char *clock_text(int64_t wall_ms, char out[CLOCK_TEXT_SIZE])
{
	int64_t ms = ((wall_ms % 1000) + 1000) % 1000;
	time_t s = (time_t)((wall_ms - ms) / 1000);
	struct tm tm;
	char day[24];

	if (gmtime_r(&s, &tm) == NULL || strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		strcpy(day, "0000-00-00T00:00:00");
	snprintf(out, CLOCK_TEXT_SIZE, "%s.%03dZ", day, (int)ms);
	return out;
}

int clock_read(const char *s, int64_t *wall_ms)
{
	struct tm tm = {0};
	int ms = 0, end = 0;

	if (sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		   &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &end) != 6)
		return -1;
	s += end;
	if (*s == '.') {
		if (sscanf(s, ".%3d%n", &ms, &end) != 1)
			return -1;
		s += end;
	}
	if (strcmp(s, "Z") != 0)
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	*wall_ms = (int64_t)timegm(&tm) * 1000 + ms;
	return 0;
}

int clock_month(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (strncmp(names + 3 * (size_t)i, name, 3) == 0)
			return i + 1;
	return 0;
}

/* Years begin in March here, so that the leap day is their last. */
int64_t clock_days(int year, int month, int day)
{
	int64_t y = year - (month <= 2), m = (month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}
