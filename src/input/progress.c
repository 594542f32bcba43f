#include "input/progress.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/statusline.h"

#include <stdlib.h>

enum { LARGE = 4 << 20, FIRST_MS = 400, NEXT_MS = 200, NAME_COLUMNS = 50 };

struct progress {
	const struct source *of; /* whose time is measured */
	double began, next;
	int64_t read; /* when that began */
	struct statusline line;
};

struct progress *progress_new(bool wanted)
{
	return wanted && statusline_has_terminal() ? mem_alloc(sizeof(struct progress)) : NULL;
}

/* The end of a long name tells more. */
static const char *short_name(struct arena *a, const char *name)
{
	const char *safe = text_safe(a, bytes_str(a, name));
	size_t columns = text_columns(safe);

	if (columns <= NAME_COLUMNS)
		return safe;
	while (columns > NAME_COLUMNS - 3 && *safe != '\0') {
		do
			safe++;
		while (((unsigned char)*safe & 0xc0) == 0x80);
		columns = text_columns(safe);
	}
	return arena_printf(a, "...%s", safe);
}

static void write_line(struct progress *p, const struct source *s, double now)
{
	struct arena *a = arena_new();
	double seconds = (now - p->began) / 1000, done = source_done(s);
	double mb = (double)(source_taken(s) - p->read) / 1e6;
	const char *share = done < 0 ? "" : arena_printf(a, " %d %%", (int)(100 * done));

	statusline_show(&p->line, arena_printf(a, "%.*s", statusline_columns(),
					       arena_printf(a, "%s%s %.0f MB/s",
							    short_name(a, source_name(s)), share,
							    mb / seconds)));
	arena_free(a);
}

static void begin(struct progress *p, const struct source *s, double now)
{
	p->of = s;
	p->began = now;
	p->next = now + FIRST_MS;
	p->read = source_taken(s);
}

void progress_show(struct progress *p, const struct source *s)
{
	double now;

	if (p == NULL || (source_size(s) >= 0 && source_size(s) < LARGE))
		return;
	now = clock_mono_ms();
	if (p->of != s || source_taken(s) < p->read)
		begin(p, s, now);
	if (now < p->next)
		return;
	p->next = now + NEXT_MS;
	write_line(p, s, now);
}

void progress_clear(struct progress *p)
{
	if (p != NULL)
		statusline_clear(&p->line);
}

struct progress *progress_free(struct progress *p)
{
	progress_clear(p);
	free(p);
	return NULL;
}
