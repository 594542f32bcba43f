#include "report/explained_about.h"

#include "bounce/bounce.h"
#include "report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void line(const struct page *p, const char *label, const char *text)
{
	page_labelled(p, ABOUT_LABEL, label, ABOUT_BODY, text);
}

static const char *safe(const struct page *p, const char *s)
{
	return text_safe(p->arena, bytes_str(p->arena, s));
}

static const char *joined(const struct page *p, const char *all, const char *next)
{
	return *all == '\0' ? next : arena_printf(p->arena, "%s, %s", all, next);
}

/* "2026-11-20 14:00:05" */
static const char *time_text(const struct page *p, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000) + p->options->utc_offset;
	char text[64];
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm) == 0)
		return "?";
	return arena_str(p->arena, text);
}

/* "2026-11-20 14:00:05 to 15:10:00": a day is named once. */
static const char *span(const struct page *p, int64_t first, int64_t last)
{
	enum { DATE = sizeof("2026-11-20 ") - 1 };
	const char *from, *to;

	if (first == LOG_NO_TIME || last == LOG_NO_TIME)
		return "";
	from = time_text(p, first);
	to = time_text(p, last);
	if (first == last)
		return from;
	if (strncmp(from, to, DATE) == 0)
		to += DATE;
	return arena_printf(p->arena, "%s to %s", from, to);
}

/* ---- bounces ---- */

static const char *recipients(const struct page *p, const struct paste_item *it)
{
	const struct bounced *b = it->bounced;
	const char *all = "";

	if (b == NULL || b->recipients.n == 0)
		return it->recipient == NULL ? NULL : safe(p, it->recipient);
	LIST_EACH (const struct string_item, r, &b->recipients)
		all = joined(p, all, safe(p, r->s));
	if (b->recipient_count > b->recipients.n)
		all = arena_printf(p->arena, "%s and %zu more", all,
				   b->recipient_count - b->recipients.n);
	return all;
}

static void about_bounce(const struct page *p, const struct paste_item *it)
{
	const char *to = recipients(p, it);

	if (to != NULL)
		line(p, "recipient", to);
	if (it->refused_by != NULL)
		line(p, "refused by", safe(p, it->refused_by));
	if (it->reported_by != NULL)
		line(p, "reported by", safe(p, it->reported_by));
	if (it->bounced == NULL)
		return;
	if (it->bounced->kind != NULL && strcmp(it->bounced->kind, "failed") != 0)
		line(p, "kind", safe(p, it->bounced->kind));
	if (it->bounced->retry_until != NULL)
		line(p, "tried until", safe(p, it->bounced->retry_until));
}

/* ---- dialogues ---- */

static const char *const stage_words[STAGE_COUNT] = {
	[STAGE_TCP] = "connection",
	[STAGE_PROXY] = "proxy",
	[STAGE_BANNER] = "banner",
	[STAGE_EHLO] = "EHLO",
	[STAGE_STARTTLS] = "STARTTLS",
	[STAGE_TLS] = "TLS",
	[STAGE_EHLO_AGAIN] = "EHLO again",
	[STAGE_AUTH] = "AUTH",
	[STAGE_ENVELOPE] = "MAIL and RCPT",
	[STAGE_MESSAGE] = "message",
	[STAGE_NOOP] = "NOOP",
	[STAGE_QUIT] = "QUIT",
};

static const char *how_it_failed(const struct stage *st)
{
	static const struct {
		enum failure failure;
		const char *words;
	} ways[] = {
		{FAILURE_REPLY, "refused"},
		{FAILURE_TIMEOUT, "timed out"},
		{FAILURE_CLOSED, "closed"},
		{FAILURE_RESET, "reset"},
		{FAILURE_NOT_OFFERED, "not offered"},
		{FAILURE_CERTIFICATE, "certificate not accepted"},
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].failure == st->failure)
			return ways[i].words;
	return "failed";
}

/* "banner, EHLO, STARTTLS passed; AUTH refused" */
static const char *walk(const struct page *p, const struct session *s)
{
	const char *passed = "", *failed = "";

	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_PASS)
			passed = joined(p, passed, stage_words[st->id]);
		if (st->outcome == OUTCOME_FAIL)
			failed = joined(p, failed,
					arena_printf(p->arena, "%s %s", stage_words[st->id],
						     how_it_failed(st)));
	}
	if (*passed != '\0')
		passed = arena_printf(p->arena, "%s passed", passed);
	return arena_printf(p->arena, "%s%s%s", passed,
			    *passed != '\0' && *failed != '\0' ? "; " : "", failed);
}

/* The session that the verdict is about. */
static const struct session *session_of(const struct explanation *x)
{
	const struct finding *f = explanation_finding(x);

	if (f->session != NULL)
		return f->session;
	return (const struct session *)(const void *)x->record->sessions.first;
}

static void about_dialogue(const struct page *p, const struct explanation *x)
{
	const struct session *s = session_of(x);
	const char *host = s == NULL || s->host == NULL ? x->record->host : s->host;
	const char *where = host == NULL ? "" : arena_printf(p->arena, " with %s", safe(p, host));

	if (s != NULL && s->port > 0 && host != NULL)
		where = arena_printf(p->arena, "%s:%d", where, s->port);
	line(p, "dialogue", arena_printf(p->arena, "%s%s", x->form == NULL ? "" : x->form, where));
	if (s != NULL)
		line(p, "stages", walk(p, s));
	if (strcmp(x->verdict->summary, explanation_finding(x)->title) != 0)
		line(p, "verdict",
		     arena_printf(p->arena, "%s: %s", verdict_status_names[x->verdict->status],
				  x->verdict->summary));
}

/* ---- logs ---- */

static const char *names(const struct page *p, const struct log_names *n)
{
	const char *all = "";
	size_t shown = 0, most = p->options->verbosity > 0 ? 10 : 3;

	LIST_EACH (const struct name_count, c, &n->top)
		if (shown++ < most)
			all = joined(p, all,
				     arena_printf(p->arena, "%s (%" PRIu64 ")", safe(p, c->name),
						  c->count));
	shown = shown > most ? shown - most + n->more : n->more;
	return shown == 0 ? all : arena_printf(p->arena, "%s and %zu more", all, shown);
}

/* What became of the mail; lines beside that, such as warnings, only where they make the sum. */
static const char *fates(const struct page *p, const struct log_group *g)
{
	static const enum log_fate order[] = {LOG_BOUNCED, LOG_DEFERRED, LOG_REJECTED, LOG_NOTED};
	const char *all = "";

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (g->fates[order[i]] > 0 && (order[i] != LOG_NOTED || *all != '\0'))
			all = joined(p, all,
				     arena_printf(p->arena, "%" PRIu64 " %s", g->fates[order[i]],
						  log_fate_names[order[i]]));
	return *all == '\0' ? all : arena_printf(p->arena, " (%s)", all);
}

static void about_group(const struct page *p, const struct log_group *g)
{
	const char *when = span(p, g->first, g->last);

	line(p, "seen",
	     arena_printf(p->arena, "%" PRIu64 " time%s%s%s%s", g->count, g->count == 1 ? "" : "s",
			  fates(p, g), *when == '\0' ? "" : ", ", when));
	if (g->next_hops.top.n > 0)
		line(p, "next hop", names(p, &g->next_hops));
	if (g->clients.top.n > 0)
		line(p, "client", names(p, &g->clients));
	if (g->recipient_domains.top.n > 0)
		line(p, "recipients at", names(p, &g->recipient_domains));
}

/* Where one of its lines stands, and the line where it says more than the words above. */
static void about_sample(const struct page *p, const struct explanation *x)
{
	const struct evidence *e = (const void *)explanation_finding(x)->evidence.first;
	const char *sample = text_safe(p->arena, x->seen->sample);

	if (p->options->verbosity <= 0 || x->seen->sample.n == 0)
		return;
	line(p, "first seen in", about_place(p, x));
	if (e == NULL || strcmp(text_safe(p->arena, e->text), sample) != 0)
		line(p, "the line", sample);
}

/* ---- of any kind ---- */

void about_explanation(const struct page *p, const struct explanation *x)
{
	if (x->of->file != NULL && x->seen == NULL)
		line(p, "in", about_place(p, x));
	if (x->verdict != NULL)
		about_dialogue(p, x);
	else if (x->seen == NULL)
		about_bounce(p, x->of);
	if (x->verdict == NULL && x->seen != NULL) {
		about_group(p, x->seen);
		about_sample(p, x);
	}
}

const char *about_place(const struct page *p, const struct explanation *x)
{
	if (x->of->file == NULL)
		return arena_printf(p->arena, "line %d", x->of->line);
	return arena_printf(p->arena, "%s, line %d", safe(p, x->of->file), x->of->line);
}

/* ---- what was read ---- */

static const char *counted(const struct page *p, uint64_t n, const char *one, const char *several)
{
	return arena_printf(p->arena, "%" PRIu64 " %s", n, n == 1 ? one : several);
}

static const char *of_logs(const struct page *p, const struct log_count *c)
{
	const char *when = span(p, c->first, c->last);
	const char *all = counted(p, c->lines, "line of a log", "lines of logs");

	if (*when != '\0')
		all = arena_printf(p->arena, "%s (%s)", all, when);
	return arena_printf(p->arena,
			    "%s, %" PRIu64 " of them trouble, %" PRIu64 " not understood%s", all,
			    c->trouble, c->not_understood,
			    c->not_understood > 0 && p->options->verbosity <= 0 ? " (see -v)" : "");
}

void about_riddles(const struct page *p, const struct gathered *read)
{
	enum { SHOWN_COLUMNS = 300 };
	int n = 0;

	if (read->logs == NULL || p->options->verbosity <= 0)
		return;
	LIST_EACH (const struct log_riddle, r, &read->logs->riddles)
		line(p, n++ == 0 ? "not understood" : "",
		     arena_printf(p->arena, "%s:%" PRId64 ": %s", safe(p, r->file), r->line,
				  page_shortened(p, text_safe(p->arena, r->text), SHOWN_COLUMNS)));
}

void about_read(const struct page *p, const struct gathered *read)
{
	const char *all = "";

	if (!read->parts && read->files <= 1)
		return;
	if (read->files > 1)
		all = counted(p, read->files, "file", "files");
	if (read->messages > 0)
		all = joined(p, all, counted(p, read->messages, "message", "messages"));
	if (read->logs != NULL)
		all = joined(p, all, of_logs(p, read->logs));
	if (read->files <= 1 && read->messages <= 1 && read->logs == NULL)
		return;
	line(p, "read", all);
}
