/* terminal.c - the report for people: grid, verdict last, one screen unless more was asked for */
#include "report/report.h"

#include "base/text.h"
#include "report/controls.h"
#include "report/details.h"
#include "report/domain.h"
#include "report/fact.h"
#include "report/firewall.h"
#include "report/grid.h"
#include "report/path_text.h"
#include "report/publish_text.h"
#include "report/verdict_text.h"
#include "report/way.h"
#include "report/recommended.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = VERDICT_LABEL, BODY = VERDICT_BODY };

static void header(const struct page *p, const struct record *r, const struct interpretation *i,
		   const struct knowledge *k)
{
	const char *provider = words_of_provider(r, i, k), *host = record_target(r);

	if (provider != NULL)
		page_title(p, arena_printf(p->arena, "%s  %s", host, provider));
	else
		page_title(p, host);
	if (r->proxy != NULL)
		page_paragraph(p, 0, arena_printf(p->arena, "through %s", r->proxy));
}

/* ---- the verdict ---- */

static void verdict(const struct page *p, const struct interpretation *i, const struct knowledge *k)
{
	const struct verdict *v = &i->verdict;
	const struct finding *f = v->finding;

	verdict_headline(p, v);
	if (p->options->verbosity < 0)
		return;
	if (f->severity > SEVERITY_OK)
		verdict_evidence(p, f, VERDICT_SEEN);
	way_rows(p, i, LABEL, BODY);
	verdict_whose(p, i);
	verdict_owner(p, f);
	verdict_fixes(p, f);
	publish_rows(p, f, LABEL, BODY);
	verdict_settings(p, f);
	if (i->study != NULL)
		domain_others(p, i);
	else
		verdict_others(p, i);
	verdict_sent(p, i->sent);
	recommended_text(p, i, k);
	verdict_not_tested(p, v);
}

static void details(const struct page *p, const struct record *r, const struct interpretation *i,
		    const struct knowledge *k)
{
	const struct report_options *o = p->options;

	if (o->verbosity >= 1)
		details_all(p, r, i, k);
	if (o->verbosity >= 2 || o->transcript)
		details_transcripts(p, r);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	if (o->verbosity >= 0) {
		header(&p, r, i, k);
		if (i->study != NULL)
			domain_page(&p, i);
		if (i->study != NULL && r->sessions.n > 0)
			buf_char(out, '\n');
		grid_write(&p, r, i, k);
		controls_write(&p, r);
		path_pictures(&p, r, i);
		details(&p, r, i, k);
		buf_char(out, '\n');
	}
	if (o->verbosity >= 0 || o->snippets.n == 0)
		verdict(&p, i, k);
	if (o->verbosity >= 0)
		firewall_text(&p, r, &i->firewall);
	if (o->verbosity == 0)
		page_paragraph(&p, 0,
			       r->sessions.n == 0 && r->domain != NULL
				       ? "details: -v, for programs: --json"
				       : "details: -v, the whole conversation: -vv, for programs: "
					 "--json");
	snippets_text(&p, r, i, k);
	arena_free(p.arena);
}

const struct reporter reporter_terminal = {.name = "text", .write = write};
