/* verdict_text.c - the verdict of whatever was judged, for people: what, who, how to mend it */
#include "report/verdict_text.h"

#include "base/text.h"
#include "interpret/sent.h"
#include "report/fact.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = VERDICT_LABEL, BODY = VERDICT_BODY };

const char *verdict_evidence_label(const struct evidence *e)
{
	return strcmp(e->kind, "reply") == 0 || strcmp(e->kind, "banner") == 0 ? "the server said"
									       : "seen";
}

const char *verdict_evidence_words(struct arena *a, const struct evidence *e)
{
	struct buf lines = {0};
	const char *words;

	text_add_lines(&lines, e->text);
	words = text_safe(a, (struct bytes){lines.p, lines.n});
	buf_free(&lines);
	return words;
}

void verdict_evidence(const struct page *p, const struct finding *f, int most)
{
	enum { COLUMNS = 400 };
	const char *last = "";
	int n = 0;

	LIST_EACH (const struct evidence, e, &f->evidence) {
		const char *label = verdict_evidence_label(e);

		if (n++ == most)
			return;
		page_labelled(p, LABEL, strcmp(label, last) == 0 ? "" : label, BODY,
			      page_shortened(p, verdict_evidence_words(p->arena, e), COLUMNS));
		last = label;
	}
}

void verdict_fixes(const struct page *p, const struct finding *f)
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
void verdict_settings(const struct page *p, const struct finding *f)
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

bool verdict_tells(const struct interpretation *i, const struct finding *f)
{
	if (f == i->verdict.finding || f->root != NULL || f->severity < SEVERITY_WARNING ||
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

void verdict_others(const struct page *p, const struct interpretation *i)
{
	enum { SHOWN = 4 };
	int n = 0;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (!verdict_tells(i, f))
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

void verdict_not_tested(const struct page *p, const struct verdict *v)
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

void verdict_headline(const struct page *p, const struct verdict *v)
{
	const char *label = arena_printf(p->arena, "%s:", verdict_words[v->status]);
	const char *sure = arena_printf(p->arena, "(%s)", certainty_names[v->finding->certainty]);
	size_t used = text_columns(label) + 1 + text_columns(v->summary) + text_columns(sure);
	const char *text = v->summary;

	if (v->finding->severity >= SEVERITY_WARNING)
		text = arena_printf(p->arena, "%s%*s%s", text, gap(p, used), "", sure);
	page_headline(p, verdict_mark(v->status), label, text);
}

const char *verdict_foreign(const struct interpretation *i)
{
	return i->recorded ? "those of the saved report, not checked by this program; look at a "
			     "command before you run it"
			   : NULL;
}

void verdict_whose(const struct page *p, const struct interpretation *i)
{
	if (verdict_foreign(i) != NULL)
		page_labelled(p, LABEL, "whose words", BODY, verdict_foreign(i));
}

void verdict_owner(const struct page *p, const struct finding *f)
{
	if (f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "who must act", BODY,
			      arena_printf(p->arena, "%s%s", owner_of(f), owner_hints[f->owner]));
}

void verdict_sent(const struct page *p, const struct sent *s)
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
