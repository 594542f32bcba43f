#include "sweep/progress.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/statusline.h"
#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- how fast ---- */

void sweep_rate_note(struct sweep_rate *r, const struct sweep_state *s, double now)
{
	enum { LEAST_MS = 200, MEMORY_MS = 15000 };
	unsigned long done = s->done - s->before;
	double gap = now - r->last, fresh;

	if (!r->begun) {
		*r = (struct sweep_rate){.begun = true, .began = now, .last = now, .done = done};
		return;
	}
	if (gap < LEAST_MS)
		return;
	fresh = fmax(1 - exp(-gap / MEMORY_MS), gap / (now - r->began));
	r->per_s += fresh * ((double)(done - r->done) * 1000 / gap - r->per_s);
	r->last = now;
	r->done = done;
}

/* How much of all is done, 0 to 1, as far as the list tells: what was read of it and is not done is
 * in flight. Negative: nobody knows. */
static double share_of_list(const struct sweep_state *s)
{
	double done = (double)(s->done - s->before), read = done + (double)s->in_flight;

	return s->part < 0 || read == 0 ? s->part : s->part * done / read;
}

/* Seconds; negative: nobody knows. */
static double seconds_left(const struct sweep_state *s, const struct sweep_rate *r)
{
	double share = share_of_list(s), left = 0;

	if (s->total > s->done)
		left = (double)(s->total - s->done);
	else if (s->total == 0 && share > 0)
		left = (double)(s->done - s->before) * (1 - share) / share;
	return left > 0 && r->per_s > 0 ? left / r->per_s : -1;
}

/* ---- in words ---- */

/* A line that grows while there is room. */
struct line {
	struct page page;
	int columns, used;
	bool full;
};

static void part(struct line *l, enum mark m, const char *text)
{
	int comma = l->used > 0 ? 2 : 0, columns = (int)text_columns(text);

	l->full = l->full || l->used + comma + columns > l->columns;
	if (l->full)
		return;
	buf_printf(l->page.out, "%s%s", comma > 0 ? ", " : "",
		   m == MARK_NONE ? text : page_coloured(&l->page, m, text));
	l->used += comma + columns;
}

static const char *span(struct arena *a, double seconds)
{
	long s = lround(seconds);

	if (s < 60)
		return arena_printf(a, "%ld s", s);
	if (s < 3600)
		return arena_printf(a, "%ld min %ld s", s / 60, s % 60);
	return arena_printf(a, "%ld h %ld min", s / 3600, s % 3600 / 60);
}

static const char *rate(struct arena *a, double per_s)
{
	return arena_printf(a, per_s < 10 ? "%.1f/s" : "%.0f/s", per_s);
}

/* "1200/5000 (24 %)", or what is known of it. */
static const char *how_far(struct arena *a, const struct sweep_state *s)
{
	if (s->total > 0)
		return arena_printf(a, "%lu/%lu (%d %%)", s->done, s->total,
				    (int)(100.0 * (double)s->done / (double)s->total));
	if (s->part >= 0)
		return arena_printf(a, "%lu done (about %d %%)", s->done,
				    (int)(100 * share_of_list(s)));
	return arena_printf(a, "%lu done", s->done);
}

static void status(struct line *l, const struct sweep_state *s, enum verdict_status of)
{
	part(l, s->of[of] > 0 ? verdict_mark(of) : MARK_NONE,
	     arena_printf(l->page.arena, "%lu %s", s->of[of], verdict_status_names[of]));
}

static void statuses(struct line *l, const struct sweep_state *s)
{
	for (int i = 0; i < STATUSES; i++)
		status(l, s, worst_first[i]);
}

void sweep_progress_line(struct buf *out, const struct sweep_state *s, const struct sweep_rate *r,
			 int columns, bool colour)
{
	const struct report_options options = {.colour = colour};
	struct arena *a = arena_new();
	struct line l = {.page = {.arena = a, .out = out, .options = &options}, .columns = columns};
	double left = seconds_left(s, r);

	part(&l, MARK_NONE, how_far(a, s));
	if (left >= 0)
		part(&l, MARK_NONE, arena_printf(a, "%s left", span(a, left)));
	status(&l, s, VERDICT_FAILED);
	part(&l, MARK_NONE, rate(a, r->per_s));
	part(&l, MARK_NONE, arena_printf(a, "%lu in flight", s->in_flight));
	status(&l, s, VERDICT_UNTESTED);
	status(&l, s, VERDICT_DEGRADED);
	status(&l, s, VERDICT_OK);
	arena_free(a);
}

void sweep_progress_end_line(struct buf *out, const struct sweep_state *s,
			     const struct sweep_rate *r, double now, bool colour)
{
	const struct report_options options = {.colour = colour};
	struct arena *a = arena_new();
	struct line l = {.page = {.arena = a, .out = out, .options = &options}, .columns = 1 << 16};
	double seconds = r->begun ? (now - r->began) / 1000 : 0;

	part(&l, MARK_NONE,
	     arena_printf(
		     a, "%lu done in %s%s", s->done - s->before, span(a, seconds),
		     seconds < 1 ? ""
				 : arena_printf(a, " (%s)",
						rate(a, (double)(s->done - s->before) / seconds))));
	if (s->before > 0)
		part(&l, MARK_NONE, arena_printf(a, "%lu earlier", s->before));
	statuses(&l, s);
	arena_free(a);
}

/* ---- on stderr ---- */

struct sweep_progress {
	bool terminal, colour;
	struct statusline line;
	struct sweep_rate rate;
	double next;
};

enum { FIRST_MS = 500, TERMINAL_MS = 250, PLAIN_MS = 60 * 1000 };

struct sweep_progress *sweep_progress_new(int verbosity, bool colour)
{
	bool terminal = statusline_has_terminal();
	struct sweep_progress *p;

	if (verbosity < 0 || (!terminal && verbosity == 0))
		return NULL;
	p = mem_alloc(sizeof(*p));
	p->terminal = terminal;
	p->colour = colour;
	p->next = clock_mono_ms() + (terminal ? FIRST_MS : PLAIN_MS);
	return p;
}

/* "smtpscope: " tells whose line it is, among others in a log. */
static void plain_line(const struct buf *text)
{
	fprintf(stderr, "smtpscope: %s\n", text->p);
}

void sweep_progress_show(struct sweep_progress *p, const struct sweep_state *s)
{
	double now = p == NULL ? 0 : clock_mono_ms();
	struct buf text = {0};

	if (p == NULL)
		return;
	sweep_rate_note(&p->rate, s, now);
	if (now < p->next)
		return;
	p->next = now + (p->terminal ? TERMINAL_MS : PLAIN_MS);
	sweep_progress_line(&text, s, &p->rate, p->terminal ? statusline_columns() : 1 << 16,
			    p->colour);
	if (p->terminal)
		statusline_show(&p->line, text.n > 0 ? text.p : "");
	else
		plain_line(&text);
	buf_free(&text);
}

void sweep_progress_clear(struct sweep_progress *p)
{
	if (p != NULL)
		statusline_clear(&p->line);
}

struct sweep_progress *sweep_progress_end(struct sweep_progress *p, const struct sweep_state *s)
{
	struct buf text = {0};

	if (p == NULL)
		return NULL;
	sweep_progress_clear(p);
	sweep_progress_end_line(&text, s, &p->rate, clock_mono_ms(), p->colour);
	plain_line(&text);
	buf_free(&text);
	free(p);
	return NULL;
}
