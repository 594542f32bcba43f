#include "interpret/comeback.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static const struct {
	const char *name;
	int seconds;
} units[] = {{"sec", 1}, {"min", MINUTE}, {"hour", HOUR}};

static int within_a_day(long seconds)
{
	return seconds > 0 && seconds <= DAY ? (int)seconds : 0;
}

/* "00:04:59", as milter-greylist says it. */
static int clock_at(const char *p)
{
	int h, m, s, n = 0;

	if (sscanf(p, "%2d:%2d:%2d%n", &h, &m, &s, &n) != 3 || n < 5 || m > 59 || s > 59)
		return 0;
	return within_a_day((long)h * HOUR + m * MINUTE + s);
}

/* "300 seconds", "5min" */
static int number_at(const char *p)
{
	enum { DIGITS = 5 };
	size_t n = strspn(p, "0123456789");
	const char *unit = p + n + strspn(p + n, " ");
	long value = 0;

	if (n > DIGITS)
		return 0;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (p[i] - '0');
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strncasecmp(unit, units[i].name, strlen(units[i].name)) == 0)
			return within_a_day(value * units[i].seconds);
	return 0;
}

int comeback_seconds(struct bytes words)
{
	const char *p = words.p, *end = words.p + words.n;
	bool begins = true;

	for (; p != NULL && p < end; p++) {
		int seconds;

		if (begins && isdigit((unsigned char)*p)) {
			seconds = clock_at(p);
			if (seconds == 0)
				seconds = number_at(p);
			if (seconds > 0)
				return seconds;
		}
		begins = !isalnum((unsigned char)*p);
	}
	return 0;
}

const char *comeback_words(struct arena *a, struct bytes words)
{
	int seconds = comeback_seconds(words);

	if (seconds == 0)
		return "in some minutes";
	if (seconds < 2 * MINUTE)
		return arena_printf(a, "in %d seconds", seconds);
	return arena_printf(a, "in %d minutes", (seconds + MINUTE - 1) / MINUTE);
}
