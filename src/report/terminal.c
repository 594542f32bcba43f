/* terminal.c - the report for people: grid, verdict last, one screen unless more was asked for */
#include "report/report.h"

#include "base/text.h"
#include "know/provider.h"
#include "report/details.h"
#include "report/grid.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 19 };

static void header(const struct page *p, const struct record *r, const struct knowledge *k)
{
	const struct provider *provider =
		r->provider != NULL ? provider_by_id(k, r->provider) : NULL;
	const char *host = r->host != NULL ? r->host : r->input;

	if (provider != NULL)
		page_line(p, "%s  %s", page_bold(p, host), provider->title);
	else
		page_line(p, "%s", page_bold(p, host));
}

static const char *evidence_label(const struct evidence *e)
{
	bool words = e->kind != NULL &&
		     (strcmp(e->kind, "reply") == 0 || strcmp(e->kind, "banner") == 0);

	return words ? "the server said" : "seen";
}

static void evidence(const struct page *p, const struct finding *f)
{
	enum { SHOWN = 3 };
	const char *last = "";
	int n = 0;

	LIST_EACH (const struct evidence, e, &f->evidence) {
		const char *label = evidence_label(e);

		if (n++ == SHOWN)
			return;
		page_labelled(p, LABEL, strcmp(label, last) == 0 ? "" : label, BODY,
			      text_safe(p->arena, e->text));
		last = label;
	}
}

static void fixes(const struct page *p, const struct finding *f)
{
	enum { SHOWN = 3 };
	int n = 0;

	LIST_EACH (const struct string_item, it, &f->fixes) {
		if (n == SHOWN)
			return;
		page_labelled(p, LABEL, n++ == 0 ? "do this" : "or", BODY, it->s);
	}
}

/* What else is wrong: not the consequences, and not what the verdict already says. */
static void others(const struct page *p, const struct interpretation *i)
{
	static const char *const labels[] = {"note", "note", "warning", "also wrong"};
	enum { SHOWN = 6 };
	const struct finding *root = i->verdict.finding;
	const char *shown[SHOWN];
	int n = 0;

	LIST_EACH (const struct finding, f, &i->findings) {
		bool again = false;

		for (int j = 0; j < n; j++)
			again |= strcmp(shown[j], f->title) == 0;
		if (f == root || f->root != NULL || f->severity == SEVERITY_OK || again ||
		    strcmp(f->title, root->title) == 0)
			continue;
		if (n == SHOWN) {
			page_labelled(p, LABEL, "", BODY, "and more: see -v");
			return;
		}
		shown[n++] = f->title;
		page_labelled(p, LABEL, labels[f->severity], BODY, f->title);
	}
}

static void not_tested(const struct page *p, const struct verdict *v)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, &v->not_tested) {
		all = arena_printf(p->arena, "%s%s%s", all, *all != '\0' ? "; " : "", it->s);
	}
	if (*all != '\0')
		page_labelled(p, LABEL, "not tested", BODY, all);
}

static void verdict(const struct page *p, const struct interpretation *i)
{
	const struct verdict *v = &i->verdict;
	const struct finding *f = v->finding;
	bool good = f->severity <= SEVERITY_NOTICE;
	const char *word = verdict_words[v->status];
	const char *line = good ? v->summary : f->title;

	if (!good)
		line = arena_printf(p->arena, "%s (%s)", line, certainty_names[f->certainty]);
	page_headline(p, verdict_mark(v->status), arena_printf(p->arena, "%s:", word), line);
	if (p->options->verbosity < 0)
		return;
	evidence(p, f);
	if (f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "who must act", BODY, owner_words[f->owner]);
	fixes(p, f);
	others(p, i);
	not_tested(p, v);
}

static void details(const struct page *p, const struct record *r, const struct interpretation *i)
{
	const struct report_options *o = p->options;

	if (o->verbosity >= 1) {
		details_dns(p, r);
		details_sessions(p, r);
		details_findings(p, i);
	}
	if (o->verbosity >= 2 || o->transcript)
		details_transcripts(p, r);
	if (o->verbosity >= 1 || o->transcript)
		buf_char(p->out, '\n');
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct page p = {arena_new(), out, o};

	if (o->verbosity >= 0) {
		header(&p, r, k);
		grid_write(&p, r, i, k);
		buf_char(out, '\n');
		details(&p, r, i);
	}
	verdict(&p, i);
	if (o->verbosity == 0)
		page_line(&p, "details: -v, the whole conversation: -vv, for programs: --json");
	arena_free(p.arena);
}

const struct reporter reporter_terminal = {.name = "text", .write = write};
