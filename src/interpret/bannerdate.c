#include "interpret/bannerdate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BANNER_MAX = 512 };

/* "+0530" in minutes; false for the letters of RFC 822 other than GMT and UT(C). */
static bool zone_minutes(const char *zone, int *minutes)
{
	int hhmm;

	*minutes = 0;
	if (strcmp(zone, "GMT") == 0 || strncmp(zone, "UT", 2) == 0)
		return true;
	if ((zone[0] != '+' && zone[0] != '-') || strlen(zone) != 5)
		return false;
	hhmm = atoi(zone + 1);
	*minutes = (zone[0] == '-' ? -1 : 1) * (hhmm / 100 * 60 + hhmm % 100);
	return true;
}

static bool date_at(const char *s, int64_t *wall_ms)
{
	char month[4], zone[6], text[96];
	int day, year, hour, minute, second, east, number;

	if (sscanf(s, "%2d %3s %4d %2d:%2d:%2d %5s", &day, month, &year, &hour, &minute, &second,
		   zone) != 7)
		return false;
	number = clock_month(month);
	if (number == 0 || day < 1 || year < 1970 || hour < 0 || minute < 0 || second < 0 ||
	    !zone_minutes(zone, &east))
		return false;
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.000Z", year, number, day, hour,
		 minute, second);
	if (clock_read(text, wall_ms) != 0)
		return false;
	*wall_ms -= (int64_t)east * 60000;
	return true;
}

bool banner_date(struct bytes text, int64_t *wall_ms)
{
	char banner[BANNER_MAX + 1] = "";

	if (text.n > BANNER_MAX)
		text.n = BANNER_MAX;
	if (text.n > 0)
		memcpy(banner, text.p, text.n);
	for (const char *p = strchr(banner, ','); p != NULL; p = strchr(p + 1, ','))
		if (date_at(p + 1, wall_ms))
			return true;
	return false;
}

int64_t stage_wall_ms(const struct record *r, const struct stage *st)
{
	return r->started + (int64_t)(st->at_ms + st->ms);
}

bool greeting_ahead(const struct record *r, const struct session *s, int64_t *ms)
{
	const struct stage *st = session_stage(s, STAGE_BANNER);
	int64_t theirs;

	if (st == NULL || st->reply.code / 100 != 2 || !banner_date(st->reply.text, &theirs))
		return false;
	*ms = theirs - stage_wall_ms(r, st);
	return true;
}
