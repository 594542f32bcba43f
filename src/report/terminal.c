/* terminal.c - the report for people: grid, verdict last, one screen unless more was asked for */
#include "report/report.h"
#include "report/tried.h"

#include "base/text.h"
#include "interpret/sent.h"
#include "know/provider.h"
#include "report/controls.h"
#include "report/details.h"
#include "report/details_token.h"
#include "report/fact.h"
#include "report/firewall.h"
#include "report/grid.h"
#include "report/path_text.h"
#include "report/way.h"
#include "report/recommended.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 19 };

static void header(const struct page *p, const struct record *r, const struct knowledge *k)
{
	const struct provider *provider =
		r->provider != NULL ? provider_by_id(k, r->provider) : NULL;
	const char *host = r->host != NULL ? r->host : r->input;

	if (provider != NULL)
		page_title(p, arena_printf(p->arena, "%s  %s", host, provider->title));
	else
		page_title(p, host);
	if (r->proxy != NULL)
		page_paragraph(p, 0, arena_printf(p->arena, "through %s", r->proxy));
}

static bool are_words(const struct evidence *e)
{
	return strcmp(e->kind, "reply") == 0 || strcmp(e->kind, "banner") == 0;
}

/* What is no SMTP reply still has the ends of its lines, which nobody needs to see. */
static struct bytes without_line_ends(struct arena *a, struct bytes b)
{
	struct bytes out = bytes_copy(a, b.p, b.n);

	out.n = 0;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] != '\r' || (i + 1 < b.n && b.p[i + 1] != '\n'))
			out.p[out.n++] = b.p[i];
	while (out.n > 0 && out.p[out.n - 1] == '\n')
		out.n--;
	return out;
}

static void evidence(const struct page *p, const struct finding *f)
{
	enum { SHOWN = 3, COLUMNS = 400 };
	const char *last = "";
	int n = 0;

	LIST_EACH (const struct evidence, e, &f->evidence) {
		const char *label = are_words(e) ? "the server said" : "seen";

		if (n++ == SHOWN)
			return;
		page_labelled(
			p, LABEL, strcmp(label, last) == 0 ? "" : label, BODY,
			page_shortened(p, text_safe(p->arena, without_line_ends(p->arena, e->text)),
				       COLUMNS));
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

/* Of programs that most people have; -v knows more of them. */
static void settings(const struct page *p, const struct finding *f)
{
	enum { SHOWN = 4 };
	int n = 0;

	LIST_EACH (const struct program_setting, s, &f->settings) {
		if (n == SHOWN)
			return;
		page_labelled(p, LABEL, n++ == 0 ? "that is, in" : "", BODY,
			      arena_printf(p->arena, "%s: %s", s->program, s->setting));
	}
}

/* ---- what else is wrong ---- */

/* Consequences are not told, nor what nobody need act on, nor one title twice. */
static bool is_worth_a_line(const struct interpretation *i, const struct finding *f)
{
	if (f->root != NULL || f->severity < SEVERITY_WARNING ||
	    strcmp(f->title, i->verdict.finding->title) == 0)
		return false;
	LIST_EACH (const struct finding, before, &i->findings) {
		if (before == f)
			return true;
		if (strcmp(before->title, f->title) == 0)
			return false;
	}
	return true;
}

static void others(const struct page *p, const struct interpretation *i)
{
	enum { SHOWN = 4 };
	int n = 0;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (f == i->verdict.finding || !is_worth_a_line(i, f))
			continue;
		if (n++ == SHOWN) {
			page_labelled(p, LABEL, "", BODY, "and more: see -v");
			return;
		}
		page_labelled(p, LABEL, f->severity == SEVERITY_ERROR ? "also wrong" : "warning",
			      BODY, arena_printf(p->arena, "%s (%s)", f->title, owner_of(f)));
	}
}

/* ---- the verdict ---- */

static void not_tested(const struct page *p, const struct verdict *v)
{
	const char *all = "";

	LIST_EACH (const struct string_item, it, &v->not_tested) {
		all = arena_printf(p->arena, "%s%s%s", all, *all != '\0' ? "; " : "", it->s);
	}
	if (*all != '\0')
		page_labelled(p, LABEL, "not tested", BODY, all);
}

/* Blanks before the certainty: to the right edge where there is room for it on a page. */
static int gap(const struct page *p, size_t used)
{
	enum { EDGE = 80 };
	size_t edge = p->options->columns < EDGE ? (size_t)p->options->columns : EDGE;

	return p->options->verbosity >= 0 && used + 1 < edge ? (int)(edge - used) : 1;
}

static void headline(const struct page *p, const struct verdict *v)
{
	const char *label = arena_printf(p->arena, "%s:", verdict_words[v->status]);
	const char *sure = arena_printf(p->arena, "(%s)", certainty_names[v->finding->certainty]);
	size_t used = text_columns(label) + 1 + text_columns(v->summary) + text_columns(sure);
	const char *text = v->summary;

	if (v->finding->severity >= SEVERITY_WARNING)
		text = arena_printf(p->arena, "%s%*s%s", text, gap(p, used), "", sure);
	page_headline(p, verdict_mark(v->status), label, text);
}

/* By which names the message is found again; also where nobody knows what became of it. */
static void trace(const struct page *p, const struct sent *s)
{
	const char *server =
		s == NULL || s->server_id.n == 0
			? "none in its reply"
			: arena_printf(p->arena, "%s%s%s", text_safe(p->arena, s->server_id),
				       s->software != NULL ? ", as " : "",
				       s->software != NULL ? s->software : "");

	if (s == NULL)
		return;
	page_labelled(p, LABEL, "trace", BODY,
		      arena_printf(p->arena, "Message-ID %s", or_unknown(s->message_id)));
	if (s->fate != SENT_UNKNOWN)
		page_labelled(p, LABEL, "", BODY,
			      arena_printf(p->arena, "the server's id: %s", server));
}

static void verdict(const struct page *p, const struct interpretation *i, const struct knowledge *k)
{
	const struct verdict *v = &i->verdict;
	const struct finding *f = v->finding;

	headline(p, v);
	if (p->options->verbosity < 0)
		return;
	if (f->severity > SEVERITY_OK)
		evidence(p, f);
	way_rows(p, i, LABEL, BODY);
	if (f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "who must act", BODY,
			      arena_printf(p->arena, "%s%s", owner_of(f), owner_hints[f->owner]));
	fixes(p, f);
	settings(p, f);
	others(p, i);
	trace(p, i->sent);
	recommended_text(p, i, k);
	not_tested(p, v);
}

static void details(const struct page *p, const struct record *r, const struct interpretation *i,
		    const struct knowledge *k)
{
	const struct report_options *o = p->options;

	if (o->verbosity >= 1) {
		details_run(p, r);
		if (r->token != NULL)
			details_token(p, r->token);
		details_dns(p, r);
		details_sessions(p, r);
		details_mail(p, r);
		details_pictures(p, r, k);
		details_suites(p, r);
		details_logins(p, r, k);
		tried_text(p, i);
		path_details(p, r);
		way_details(p, i, r, k);
		details_findings(p, i);
	}
	if (o->verbosity >= 2 || o->transcript)
		details_transcripts(p, r);
}

static void write(struct buf *out, const struct record *r, const struct interpretation *i,
		  const struct knowledge *k, const struct report_options *o)
{
	struct page p = {arena_new(), out, o};

	if (o->verbosity >= 0) {
		header(&p, r, k);
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
			       "details: -v, the whole conversation: -vv, for programs: --json");
	snippets_text(&p, r, i, k);
	arena_free(p.arena);
}

const struct reporter reporter_terminal = {.name = "text", .write = write};
