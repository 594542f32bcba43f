#include "report/fact.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

const char *or_unknown(const char *s)
{
	return s != NULL ? s : "unknown";
}

void fact(const struct page *p, const char *label, const char *text)
{
	page_labelled(p, FACT, label, FACT_BODY, text);
}

void fact_bytes(const struct page *p, const char *label, struct bytes b)
{
	if (b.n > 0)
		fact(p, label, text_safe(p->arena, b));
}

/* "2026-11-21 08:15:00" */
static const char *second(struct arena *a, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(date, text);
	return arena_printf(a, "%.10s %.8s", text, text + strlen("2026-11-21T"));
}

const char *times_of(struct arena *a, const struct record *r)
{
	enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };
	int offset = r->utc_offset, minutes = abs(offset % HOUR) / MINUTE;

	if (offset == 0 || offset <= -DAY || offset >= DAY) /* no zone is a day away */
		return arena_printf(a, "%s UTC (offset of the machine: none, or not known)",
				    second(a, r->started));
	return arena_printf(a, "%s UTC, %s local (UTC%c%02d:%02d)", second(a, r->started),
			    second(a, r->started + (int64_t)offset * 1000), offset < 0 ? '-' : '+',
			    abs(offset) / HOUR, minutes);
}
