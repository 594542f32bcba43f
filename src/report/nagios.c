/* nagios.c - one line by the Monitoring Plugins Development Guidelines, with its figures
 *
 * "SMTP CRITICAL - what is wrong; do this (who): how|figures", and with -v the page for people
 * below it. */
#include "report/nagios.h"

#include "base/text.h"
#include "interpret/facts.h"
#include "report/monitor.h"
#include "report/words.h"

#include <string.h>

enum {
	ROOM = 200,  /* columns of a status page and of a text message */
	LINE = 3800, /* bytes: no figure begins behind them, since old systems keep 4 kB of a line
		      */
};

static const char *const state_words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

/* ---- the state ---- */

static const enum nagios_state state_of_verdict[] = {
	[VERDICT_OK] = NAGIOS_OK,
	[VERDICT_DEGRADED] = NAGIOS_WARNING,
	[VERDICT_FAILED] = NAGIOS_CRITICAL,
	[VERDICT_UNTESTED] = NAGIOS_UNKNOWN,
};

static bool took_longer(const struct record *r, double limit_ms)
{
	return limit_ms > 0 && r->duration_ms > limit_ms;
}

enum nagios_state nagios_state(const struct record *r, const struct verdict *v,
			       const struct report_options *o)
{
	enum nagios_state state = state_of_verdict[v->status];

	if (took_longer(r, o->critical_ms))
		return NAGIOS_CRITICAL;
	if (state == NAGIOS_OK && took_longer(r, o->warning_ms))
		return NAGIOS_WARNING;
	return state;
}

/* ---- the words ---- */

/* A bar ends the words; front ends show the rest as HTML. */
static char harmless(char c)
{
	static const char bad[] = "|<>&", good[] = "/()+";
	const char *found = c != '\0' ? strchr(bad, c) : NULL;

	return found == NULL ? c : good[found - bad];
}

static void add_text(struct buf *out, struct arena *a, const char *s)
{
	for (const char *safe = text_safe(a, bytes_str(a, s)); *safe != '\0'; safe++)
		buf_char(out, harmless(*safe));
}

static void add_state(struct buf *out, enum nagios_state state)
{
	buf_printf(out, "SMTP %s - ", state_words[state]);
}

void nagios_unknown(struct buf *out, const char *why)
{
	struct arena *a = arena_new();

	add_state(out, NAGIOS_UNKNOWN);
	add_text(out, a, why);
	buf_char(out, '\n');
	arena_free(a);
}

/* Why the state is worse than the verdict; "" where it is not. */
static const char *delay(struct arena *a, const struct record *r, const struct verdict *v,
			 const struct report_options *o)
{
	enum nagios_state state = nagios_state(r, v, o);
	bool critical = state == NAGIOS_CRITICAL;

	if (state == state_of_verdict[v->status])
		return "";
	return arena_printf(a, "took %.*f s, longer than %g s (--%s); ",
			    r->duration_ms < 1000 ? 3 : 1, r->duration_ms / 1000,
			    (critical ? o->critical_ms : o->warning_ms) / 1000,
			    critical ? "critical" : "warning");
}

/* Who must act, and how, as far as there is room. */
static const char *action(struct arena *a, const struct finding *f, size_t room)
{
	const struct string_item *fix = (const void *)f->fixes.first;
	const char *who, *whole;

	if (f->severity < SEVERITY_WARNING || f->owner == OWNER_NOBODY)
		return "";
	who = arena_printf(a, "; who must act: %s", owner_of(f));
	whole = fix == NULL ? who : arena_printf(a, "; do this (%s): %s", owner_of(f), fix->s);
	if (text_columns(whole) <= room)
		return whole;
	return text_columns(who) <= room ? who : "";
}

static void headline(const struct page *p, const struct record *r, const struct verdict *v)
{
	const char *late = delay(p->arena, r, v, p->options);
	const char *what = page_shortened(p, text_safe(p->arena, bytes_str(p->arena, v->summary)),
					  ROOM - strlen("...") - strlen(late));
	size_t used = strlen(late) + text_columns(what);

	add_state(p->out, nagios_state(r, v, p->options));
	add_text(p->out, p->arena, late);
	add_text(p->out, p->arena, what);
	add_text(p->out, p->arena, action(p->arena, v->finding, ROOM - used));
}

/* ---- the figures: label=value[unit];warning;critical;least ---- */

static void limit(struct buf *out, double ms)
{
	if (ms > 0)
		buf_printf(out, "%.3f", ms / 1000);
	buf_char(out, ';');
}

static void whole_time(struct buf *out, const struct record *r, const struct report_options *o)
{
	buf_printf(out, "time=%.3fs;", r->duration_ms / 1000);
	limit(out, o->warning_ms);
	limit(out, o->critical_ms);
	buf_char(out, '0');
}

/* Rounded down, so that it is below a limit of whole days when the certificate is. */
static void days_left(struct buf *out, const struct record *r)
{
	const int64_t day_ms = 86400000;
	int64_t ends = earliest_expiry(r), left = ends - r->started;

	if (ends == 0 || r->started == 0)
		return;
	buf_printf(out, " cert_days=%lld;%d:;%d:",
		   (long long)(left < 0 ? -((-left + day_ms - 1) / day_ms) : left / day_ms),
		   r->cert_days.warn, r->cert_days.critical);
}

/* What graphs are drawn of must have the same names each time, and the addresses of a server come
 * and go: the slowest of a port counts. */
struct port_times {
	int port;
	double ms[STAGE_COUNT]; /* -1: never run */
};

enum { PORTS_MAX = 32 };

static struct port_times *times_of(struct port_times *all, size_t *n, int port)
{
	struct port_times *t = all;

	while (t < all + *n && t->port != port)
		t++;
	if (t < all + *n)
		return t;
	if (*n == PORTS_MAX)
		return NULL;
	t->port = port;
	for (int i = 0; i < STAGE_COUNT; i++)
		t->ms[i] = -1;
	++*n;
	return t;
}

static void note_times(struct port_times *t, const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages)
		if (stage_was_run(st) && st->ms > t->ms[st->id])
			t->ms[st->id] = st->ms;
}

/* Up to `room` bytes of the buffer. */
static void add_times(struct buf *out, size_t room, const struct port_times *t)
{
	for (int id = 0; id < STAGE_COUNT && out->n < room; id++)
		if (t->ms[id] >= 0)
			buf_printf(out, " %d_%s=%.3fs;;;0", t->port, stage_names[id],
				   t->ms[id] / 1000);
}

static void stage_times(struct buf *out, size_t room, const struct record *r)
{
	struct port_times all[PORTS_MAX];
	size_t n = 0;

	LIST_EACH (const struct session, s, &r->sessions) {
		struct port_times *t = is_primary(s) ? times_of(all, &n, s->port) : NULL;

		if (t != NULL)
			note_times(t, s);
	}
	for (size_t i = 0; i < n; i++)
		add_times(out, room, &all[i]);
}

/* ---- the page below ---- */

static void long_text(struct buf *out, const struct record *r, const struct interpretation *i,
		      const struct knowledge *k, const struct report_options *o)
{
	struct report_options less = *o;
	size_t begin = out->n;

	if (o->verbosity <= 0)
		return;
	less.verbosity = o->verbosity - 1;
	less.colour = false;
	reporter_terminal.write(out, r, i, k, &less);
	for (char *c = out->p + begin; c < out->p + out->n; c++)
		*c = harmless(*c);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};
	size_t room = out->n + LINE;

	headline(&p, r, &i->verdict);
	buf_char(out, '|');
	whole_time(out, r, o);
	days_left(out, r);
	stage_times(out, room, r);
	buf_char(out, '\n');
	long_text(out, r, i, k, o);
	arena_free(p.arena);
}

const struct reporter reporter_nagios = {.name = "nagios", .write = write};
