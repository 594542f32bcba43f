/* markdown.c - a ticket for whoever must act, to paste */
#include "report/markdown.h"

#include "report/details.h"
#include "report/domain.h"
#include "report/firewall.h"
#include "report/report.h"

static void firewall(const struct ticket *t)
{
	struct md_page p;

	if (firewall_is_empty(&t->interpretation->firewall))
		return;
	md_section(&t->md, "Firewall");
	md_page_begin(&t->md, &p, 0);
	firewall_text(&p.page, t->record, &t->interpretation->firewall);
	md_block(&t->md, &p);
}

static void zone(const struct ticket *t)
{
	struct md_page p;

	if (t->interpretation->study == NULL)
		return;
	md_section(&t->md, "What the zone has");
	md_page_begin(&t->md, &p, DOMAIN_LABEL);
	domain_page(&p.page, t->interpretation);
	md_block(&t->md, &p);
}

static void everything(const struct ticket *t)
{
	struct md_page p;

	md_section(&t->md, "All details");
	md_page_begin(&t->md, &p, 0);
	details_all(&p.page, t->record, t->interpretation, t->know);
	md_block(&t->md, &p);
}

static void evidence(const struct ticket *t)
{
	markdown_environment(t);
	markdown_endpoints(t);
	markdown_stages(t);
	markdown_ehlo(t);
	markdown_tls(t);
	markdown_trace_ids(t);
	firewall(t);
	markdown_transcripts(t);
	markdown_not_tested(t);
	markdown_others(t);
	markdown_references(t);
	if (t->md.options->verbosity > 0)
		everything(t);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct ticket t = {{arena_new(), out, o}, r, i, k};

	markdown_headline(&t);
	markdown_fix(&t);
	markdown_publish(&t);
	if (i->study == NULL)
		markdown_works(&t);
	markdown_seen(&t);
	zone(&t);
	if (o->verbosity >= 0)
		evidence(&t);
	arena_free(t.md.arena);
}

const struct reporter reporter_markdown = {.name = "markdown", .write = write};
