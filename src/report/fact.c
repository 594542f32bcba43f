#include "report/fact.h"

#include "report/words.h"

#include <stdlib.h>

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

const char *times_of(struct arena *a, const struct record *r)
{
	enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };
	int offset = r->utc_offset, minutes = abs(offset % HOUR) / MINUTE;

	if (offset == 0 || offset <= -DAY || offset >= DAY) /* no zone is a day away */
		return arena_printf(a, "%s UTC (offset of the machine: none, or not known)",
				    second_words(a, r->started));
	return arena_printf(a, "%s UTC, %s local (UTC%c%02d:%02d)", second_words(a, r->started),
			    second_words(a, r->started + (int64_t)offset * 1000),
			    offset < 0 ? '-' : '+', abs(offset) / HOUR, minutes);
}
