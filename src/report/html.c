/* html.c - one page that needs nothing else: no script, no other file */
#include "report/html.h"

#include "report/controls.h"
#include "report/details.h"
#include "report/details_token.h"
#include "report/domain.h"
#include "report/fact.h"
#include "report/firewall.h"
#include "report/grid.h"
#include "report/path_text.h"
#include "report/tried.h"
#include "report/way.h"
#include "report/words.h"

#include <string.h>

/* ---- head and foot ---- */

static const char *host_of(const struct record *r)
{
	return or_unknown(record_target(r));
}

static void header(struct html *h)
{
	const struct record *r = h->record;
	const char *by = words_of_provider(r, h->interpretation, h->knowledge);
	struct htmlw *w = &h->w;

	htmlw_open(w, "header");
	htmlw_open(w, "h1");
	htmlw_peer(w, host_of(r));
	if (by != NULL)
		htmlw_leaf(w, "span", "quiet", arena_printf(h->page.arena, " - %s", by));
	htmlw_close(w);
	htmlw_open(w, "p");
	htmlw_text(w, arena_printf(h->page.arena, "smtpscope, %s, from ",
				   utc_words(h->page.arena, r->started)));
	htmlw_peer(w, or_unknown(r->hostname));
	if (r->proxy != NULL) {
		htmlw_text(w, ", through ");
		htmlw_peer(w, r->proxy);
	}
	htmlw_close(w);
	htmlw_close(w);
}

/* Bars of what failed are filled with it, in all pictures. */
static void hatching(struct htmlw *w)
{
	enum { SIDE = 6 };

	htmlw_begin(w, "svg", "chart");
	htmlw_attr(w, "width", "0");
	htmlw_attr(w, "height", "0");
	htmlw_attr(w, "aria-hidden", "true");
	htmlw_open(w, "pattern");
	htmlw_attr(w, "id", "failed");
	htmlw_attr_number(w, "width", SIDE);
	htmlw_attr_number(w, "height", SIDE);
	htmlw_attr(w, "patternUnits", "userSpaceOnUse");
	htmlw_attr(w, "patternTransform", "rotate(45)");
	htmlw_begin(w, "line", "hatch");
	htmlw_attr_number(w, "y2", SIDE);
	htmlw_close(w);
	htmlw_close(w);
	htmlw_close(w);
}

static void footer(struct html *h)
{
	const struct record *r = h->record;

	hatching(&h->w);
	htmlw_open(&h->w, "footer");
	if (h->cut)
		htmlw_leaf(&h->w, "p", "first",
			   "This record holds more than fits a page: the end was left out. The "
			   "JSON report has all of it.");
	htmlw_leaf(&h->w, "p", NULL,
		   arena_printf(h->page.arena,
				"Written by smtpscope %s with the knowledge of %s. "
				"Times are in UTC unless an offset stands behind.",
				or_unknown(r->version), or_unknown(r->knowledge)));
	htmlw_close(&h->w);
}

/* ---- chapters that the terminal has, too ---- */

static void zone(struct html *h)
{
	if (h->interpretation->study == NULL)
		return;
	html_chapter(h, "The zone", false);
	domain_page(&h->page, h->interpretation);
	html_end_chapter(h);
}

static void endpoints(struct html *h)
{
	const struct page *p = &h->page;

	html_chapter(h, "Addresses and ports", false);
	grid_write(p, h->record, h->interpretation, h->knowledge);
	controls_write(p, h->record);
	html_end_chapter(h);
}

static void way(struct html *h)
{
	const struct page *p = &h->page;

	html_paths(h);
	firewall_text(p, h->record, &h->interpretation->firewall);
	html_end_chapter(h);
}

static void around(struct html *h)
{
	const struct page *p = &h->page;
	const struct record *r = h->record;

	html_environment(h);
	details_dns(p, r);
	html_end_chapter(h);
	if (r->token != NULL)
		details_token(p, r->token);
	html_end_chapter(h);
	way_details(p, h->interpretation, r, h->knowledge);
	html_end_chapter(h);
	tried_text(p, h->interpretation);
	html_end_chapter(h);
}

static void everything(struct html *h)
{
	const struct page *p = &h->page;
	const struct record *r = h->record;

	html_chapter(h, "All findings, with sources", true);
	details_findings(p, h->interpretation);
	html_chapter(h, "All facts, session by session", true);
	details_sessions(p, r);
	details_mail(p, r);
	details_logins(p, r, h->knowledge);
	path_details(p, r);
	html_end_chapter(h);
}

static void page(struct html *h)
{
	const char *title =
		arena_printf(h->page.arena, "%s: %s - smtpscope",
			     verdict_words[h->interpretation->verdict.status], host_of(h->record));

	htmlw_page_begin(&h->w, title);
	header(h);
	htmlw_open(&h->w, "main");
	html_verdict(h);
	zone(h);
	endpoints(h);
	way(h);
	html_settings(h);
	html_time(h);
	html_ehlo(h);
	html_tls(h);
	html_chains(h);
	html_trace_ids(h);
	around(h);
	everything(h);
	html_transcripts(h);
	htmlw_close(&h->w);
	footer(h);
	htmlw_page_end(&h->w);
}

/* As -vv does, in lines of any length. */
static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	enum { COLUMNS = 1 << 14 };
	struct report_options all = *o;
	struct html h = {.w = {.out = out}, .record = r, .interpretation = i, .knowledge = k};

	all.verbosity = 2;
	all.colour = false;
	all.columns = COLUMNS;
	h.page = (struct page){.arena = arena_new(), .out = out, .options = &all};
	html_form(&h);
	page(&h);
	arena_free(h.page.arena);
}

const struct reporter reporter_html = {.name = "html", .write = write};
