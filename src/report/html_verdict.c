/* html_verdict.c - the card on top: what is wrong, who must act, how to mend it */
#include "report/html.h"

#include "base/text.h"
#include "report/domain.h"
#include "report/publish_text.h"
#include "report/recommended.h"
#include "report/verdict_text.h"
#include "report/way.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = VERDICT_LABEL, BODY = VERDICT_BODY };

static void headline(struct html *h, const struct verdict *v)
{
	struct htmlw *w = &h->w;

	htmlw_open(w, "h2");
	htmlw_attr(w, "id", "verdict");
	html_marked(h, verdict_mark(v->status), verdict_words[v->status]);
	htmlw_text(w, ": ");
	htmlw_peer(w, v->summary);
	htmlw_close(w);
}

static void facts_of_cause(struct html *h, const struct finding *f)
{
	verdict_whose(&h->page, h->interpretation);
	if (f->severity >= SEVERITY_WARNING)
		page_labelled(&h->page, LABEL, "certainty", BODY, certainty_names[f->certainty]);
	verdict_owner(&h->page, f);
	html_end_rows(h);
}

/* ---- what to do ---- */

/* A fix that is a command stands so that it can be copied whole; what follows a double blank is a
 * remark on it, "# one mailbox". */
static void fix(struct html *h, const char *text)
{
	const char *end = strstr(text, "  ");
	size_t n = end != NULL ? (size_t)(end - text) : strlen(text);

	if (page_command(text) == 0) {
		htmlw_peer(&h->w, text);
		return;
	}
	htmlw_leaf(&h->w, "code", NULL, arena_copy(h->page.arena, text, n));
	if (end != NULL)
		htmlw_peer(&h->w, arena_printf(h->page.arena, " - %s", end + strspn(end, " #")));
}

static void fixes(struct html *h, const struct finding *f)
{
	struct htmlw *w = &h->w;

	if (f->fixes.n == 0)
		return;
	htmlw_leaf(w, "h3", NULL, f->fixes.n == 1 ? "Do this" : "Do this, or the next that fits");
	htmlw_begin(w, "ol", "fixes");
	LIST_EACH (const struct string_item, it, &f->fixes) {
		htmlw_begin(w, "li", &it->item == f->fixes.first ? "first" : NULL);
		fix(h, it->s);
		htmlw_close(w);
	}
	htmlw_close(w);
	verdict_settings(&h->page, f);
	html_end_rows(h);
}

/* ---- what was seen ---- */

static void evidence(struct html *h, const struct finding *f)
{
	struct htmlw *w = &h->w;
	const char *last = "";
	int n = 0;

	LIST_EACH (const struct evidence, e, &f->evidence) {
		const char *label = verdict_evidence_label(e);

		if (n++ == VERDICT_SEEN_ALL)
			return;
		if (strcmp(label, last) != 0)
			htmlw_leaf(w, "h3", NULL, label);
		last = label;
		htmlw_begin(w, "p", "said");
		htmlw_bytes(w, e->text);
		htmlw_close(w);
	}
}

static void works(struct html *h, const struct verdict *v)
{
	enum { SHOWN = 6 };
	const struct page *p = &h->page;
	int n = 0;

	if (v->status == VERDICT_OK)
		return;
	LIST_EACH (const struct works, it, &v->works) {
		if (n++ == SHOWN)
			return;
		page_labelled(p, LABEL, n == 1 ? "what works" : "", BODY,
			      arena_printf(p->arena, "%s port %d, %s", it->address, it->port,
					   tls_mode_words[it->mode]));
	}
}

void html_verdict(struct html *h)
{
	const struct interpretation *i = h->interpretation;
	const struct verdict *v = &i->verdict;
	const struct page *p = &h->page;

	htmlw_begin(&h->w, "section",
		    arena_printf(p->arena, "verdict %s", html_mark_class(verdict_mark(v->status))));
	htmlw_attr(&h->w, "aria-labelledby", "verdict");
	headline(h, v);
	facts_of_cause(h, v->finding);
	fixes(h, v->finding);
	publish_rows(p, v->finding, LABEL, BODY);
	html_end_rows(h);
	if (v->finding->severity > SEVERITY_OK)
		evidence(h, v->finding);
	way_rows(p, i, LABEL, BODY);
	works(h, v);
	recommended_text(p, i, h->knowledge);
	if (i->study != NULL)
		domain_others(p, i);
	else
		verdict_others(p, i);
	verdict_sent(p, i->sent);
	verdict_not_tested(p, v);
	html_end_rows(h);
	htmlw_close(&h->w);
}
