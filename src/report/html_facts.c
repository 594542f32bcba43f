/* html_facts.c - where and how it was seen: TLS at a glance, the machine, ids, settings */
#include "report/html.h"

#include "interpret/facts.h"
#include "interpret/trace_ids.h"
#include "report/details.h"
#include "report/fact.h"
#include "report/snippet_text.h"
#include "report/words.h"

#include <string.h>

/* ---- TLS: an endpoint a row ---- */

static const char *fault_of(const struct tls_facts *t)
{
	if (t->alert != NULL)
		return t->alert;
	return t->error != NULL ? t->error : "none";
}

/* What is wrong with it, in the words of the judgement below. */
static const char *judged(const struct page *p, const struct tls_facts *t)
{
	struct list faults = {0};

	if (!t->judged)
		return "";
	if (!t->name_ok)
		list_add_string(&faults, p->arena, "name does not fit");
	if (!t->trusted)
		list_add_string(&faults, p->arena, "leads to no anchor");
	if (t->expired || t->not_yet_valid)
		list_add_string(&faults, p->arena, t->expired ? "expired" : "not yet valid");
	if (t->usage_fault != NULL)
		list_add_string(&faults, p->arena, t->usage_fault);
	return faults.n > 0 ? page_joined(p, &faults) : "good";
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
		{.text = judged(&h->page, t)},
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

/* In one list with those of details_run(). */
static void row(struct html *h, const char *label, const char *text)
{
	enum { LABEL = 2 };

	if (text != NULL && *text != '\0')
		page_labelled(&h->page, LABEL, label, 0, text);
}

/* Beyond what -v says of a run: what a ticket is asked for. */
void html_environment(struct html *h)
{
	const struct record *r = h->record;

	details_run(&h->page, r);
	row(h, "time", times_of(h->page.arena, r));
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
