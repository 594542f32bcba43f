/* html_facts.c - where and how it was seen: TLS at a glance, the machine, ids, settings */
#include "report/html.h"

#include "base/clock.h"
#include "interpret/facts.h"
#include "interpret/trace_ids.h"
#include "report/details.h"
#include "report/fact.h"
#include "report/snippet_text.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- TLS: an endpoint a row ---- */

static const char *fault_of(const struct tls_facts *t)
{
	if (t->alert != NULL)
		return t->alert;
	return t->error != NULL ? t->error : "none";
}

static const char *judged(struct arena *a, const struct tls_facts *t)
{
	if (!t->judged)
		return "";
	if (tls_acceptable(t))
		return "good";
	return arena_printf(a, "%s%s%s%s%s", t->name_ok ? "" : "name does not fit; ",
			    t->trusted ? "" : "not trusted; ", t->expired ? "expired; " : "",
			    t->not_yet_valid ? "not yet valid; " : "",
			    t->usage_fault != NULL ? t->usage_fault : "see below");
}

static void endpoint(struct html *h, const struct session *s, const struct tls_facts *t)
{
	struct arena *a = h->page.arena;
	const struct page_cell cells[] = {
		{.text = arena_printf(a, "%s port %d", s->address, s->port)},
		{.text = tls_mode_words[s->mode]},
		{.text = t->version != NULL ? t->version
					    : arena_printf(a, "none: %s", fault_of(t))},
		{.text = t->cipher != NULL ? t->cipher : ""},
		{.text = t->group != NULL	   ? t->group
			 : t->key_exchange != NULL ? t->key_exchange
						   : ""},
		{.text = judged(a, t)},
	};

	h->form.cells(&h->form, cells, sizeof(cells) / sizeof(cells[0]));
}

void html_tls(struct html *h)
{
	static const char *const heads[] = {"address", "mode",	"version",
					    "cipher",  "group", "certificate"};
	int n = 0;

	html_chapter(h, "TLS", false);
	LIST_EACH (const struct session, s, &h->record->sessions) {
		const struct stage *st = session_stage(s, STAGE_TLS);

		if (!is_primary(s) || st == NULL || st->tls == NULL || n == HTML_SESSIONS_MAX)
			continue;
		if (n++ == 0)
			h->form.heads(&h->form, heads, sizeof(heads) / sizeof(heads[0]));
		endpoint(h, s, st->tls);
	}
	html_end_rows(h);
	details_pictures(&h->page, h->record, h->knowledge);
	details_suites(&h->page, h->record);
	html_end_chapter(h);
}

/* ---- the machine that was asked ---- */

static void row(struct html *h, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		page_labelled(&h->page, 0, label, 0, text);
}

/* "2026-11-21 09:15:00 +01:00" */
static const char *local_time(struct arena *a, const struct record *r)
{
	enum { MINUTE = 60, HOUR = 3600 };
	int ahead = abs(r->utc_offset);
	char text[CLOCK_TEXT_SIZE];

	if (r->started == 0 || r->utc_offset == 0)
		return NULL;
	clock_text(r->started + (int64_t)r->utc_offset * 1000, text);
	return arena_printf(a, "%.10s %.8s %c%02d:%02d", text, text + strlen("2026-11-21T"),
			    r->utc_offset < 0 ? '-' : '+', ahead / HOUR, ahead % HOUR / MINUTE);
}

/* Beyond what -v says of a run: what a ticket is asked for. */
void html_environment(struct html *h)
{
	const struct record *r = h->record;

	details_run(&h->page, r);
	row(h, "local time", local_time(h->page.arena, r));
	row(h, "run id", r->id);
	row(h, "system", r->system);
	row(h, "TLS library", r->tls_library);
	row(h, "resolver", page_joined(&h->page, &r->resolvers));
	html_end_chapter(h);
}

/* ---- ids by which a provider finds the connection ---- */

void html_trace_ids(struct html *h)
{
	static const char *const heads[] = {"id", "what it is", "where it was said"};
	struct arena *a = h->page.arena;
	struct list ids = {0};

	trace_ids(a, h->record, h->knowledge, &ids);
	if (ids.n == 0)
		return;
	html_chapter(h, "For the provider's support", false);
	h->form.heads(&h->form, heads, sizeof(heads) / sizeof(heads[0]));
	LIST_EACH (const struct trace_id, id, &ids) {
		const struct page_cell cells[] = {
			{.text = id->id},
			{.text = id->what},
			{.text = arena_printf(a, "%s, %s", session_title(a, id->session),
					      stage_names[id->stage])},
		};

		h->form.cells(&h->form, cells, sizeof(cells) / sizeof(cells[0]));
	}
	html_end_chapter(h);
}

/* ---- settings for programs (--settings) ---- */

static void part(struct html *h, const struct part_text *part)
{
	htmlw_leaf(&h->w, "h3", NULL, or_unknown(part->file));
	htmlw_begin(&h->w, "pre", NULL);
	htmlw_attr(&h->w, "tabindex", "0");
	htmlw_text(&h->w, part->text);
	htmlw_close(&h->w);
}

void html_settings(struct html *h)
{
	LIST_EACH (const struct string_item, it, &h->page.options->snippets) {
		struct snippet_text t;

		snippet_fill(h->page.arena, h->knowledge, snippet_find(h->knowledge, it->s),
			     h->record, h->interpretation, &t);
		html_chapter(h, arena_printf(h->page.arena, "Settings for %s", it->s), false);
		html_begin_chapter(h);
		if (t.fault != NULL)
			page_paragraph(&h->page, 0, t.fault);
		LIST_EACH (const struct part_text, p, &t.parts)
			part(h, p);
		html_end_chapter(h);
	}
}
