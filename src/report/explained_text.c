/* explained_text.c - what a paste means, for people: the most telling item whole, the others named
 */
#include "report/explained.h"

#include "report/page.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 19 };

static const struct finding *best_of(const struct explanation *x)
{
	return (const struct finding *)(const void *)x->findings.first;
}

/* Blanks before the certainty: to the right edge where there is room for it on a page. */
static int gap(const struct page *p, size_t used)
{
	enum { EDGE = 80 };
	size_t edge = p->options->columns < EDGE ? (size_t)p->options->columns : EDGE;

	return p->options->verbosity >= 0 && used + 1 < edge ? (int)(edge - used) : 1;
}

static void headline(const struct page *p, const struct finding *f)
{
	const char *sure = arena_printf(p->arena, "(%s)", certainty_names[f->certainty]);
	size_t used = strlen("[FAIL] ") + text_columns(f->title) + text_columns(sure);

	page_marked(p, severity_mark(f->severity),
		    arena_printf(p->arena, "%s%*s%s", f->title, gap(p, used), "", sure));
}

static void numbered(const struct page *p, const char *label, const char *next,
		     const struct list *texts, int most)
{
	int n = 0;

	LIST_EACH (const struct string_item, it, texts) {
		if (n == most)
			return;
		page_labelled(p, LABEL, n++ == 0 ? label : next, BODY, it->s);
	}
}

/* The text that was explained: of a long paste only so much that one knows it again. */
static void words(const struct page *p, const struct explanation *x, const struct finding *f)
{
	enum { COLUMNS = 400, FEW = 160 };
	bool reply = x->reply.code != 0 || x->reply.enhanced != NULL;

	LIST_EACH (const struct evidence, e, &f->evidence)
		page_labelled(p, LABEL, reply ? "the server said" : "the text", BODY,
			      page_shortened(p, text_safe(p->arena, e->text),
					     reply || p->options->verbosity > 0 ? COLUMNS : FEW));
}

static void references(const struct page *p, const struct finding *f)
{
	int n = 0;

	LIST_EACH (const struct reference, r, &f->references)
		page_labelled(p, LABEL, n++ == 0 ? "source" : "", BODY,
			      arena_printf(p->arena, "%s (%s)", r->source, r->as_of));
}

static const char *whoever(const struct page *p, enum owner owner)
{
	if (owner == OWNER_NOBODY)
		return "nobody on this side";
	return arena_printf(p->arena, "%s%s", owner_words[owner], owner_hints[owner]);
}

static void finding(const struct page *p, const struct explanation *x, const struct finding *f)
{
	int most = p->options->verbosity > 0 ? 100 : 3;

	headline(p, f);
	if (p->options->verbosity < 0)
		return;
	words(p, x, f);
	page_labelled(p, LABEL, "meaning", BODY, f->meaning);
	page_labelled(p, LABEL, "who must act", BODY, whoever(p, f->owner));
	numbered(p, "do this", "or", &f->fixes, most);
	numbered(p, "likely cause", "or", &f->causes, most);
	if (p->options->verbosity > 0) {
		page_labelled(p, LABEL, "id", BODY, f->id);
		references(p, f);
	}
}

/* Says no more than the best one, in more general terms. */
static bool says_less(const struct finding *best, const struct finding *f)
{
	LIST_EACH (const struct string_item, it, &best->also)
		if (strcmp(it->s, f->id) == 0)
			return true;
	return false;
}

/* What else the same words may mean; where they are certain, nothing. */
static void alternatives(const struct page *p, const struct explanation *x)
{
	const struct finding *best = best_of(x);
	enum { SHOWN = 2 };
	const char *all = "";
	int n = 0;

	if (best->certainty == CERTAINTY_CERTAIN)
		return;
	LIST_EACH (const struct finding, f, &x->findings)
		if (f != best && n < SHOWN && !says_less(best, f))
			all = arena_printf(p->arena, "%s%s%s", all, n++ == 0 ? "" : "; ", f->title);
	if (n > 0)
		page_labelled(p, LABEL, "less likely", BODY, all);
}

/* What the paste holds beside: a line each. */
static void others(const struct page *p, const struct list *explained)
{
	enum { SHOWN = 5 };
	size_t n = 0;

	LIST_EACH (const struct explanation, x, explained) {
		if (n > SHOWN) {
			page_labelled(
				p, LABEL, "", BODY,
				arena_printf(p->arena, "and %zu more: see -v", explained->n - n));
			return;
		}
		if (n++ > 0)
			page_labelled(p, LABEL, n == 2 ? "also in there" : "", BODY,
				      arena_printf(p->arena, "line %d: %s", x->of->line,
						   best_of(x)->title));
	}
}

static void every(const struct page *p, const struct list *explained)
{
	LIST_EACH (const struct explanation, x, explained) {
		if (&x->item != explained->first)
			buf_char(p->out, '\n');
		finding(p, x, best_of(x));
		alternatives(p, x);
	}
}

static void most_telling(const struct page *p, const struct list *explained)
{
	const struct explanation *x = (const void *)explained->first;

	finding(p, x, best_of(x));
	if (p->options->verbosity < 0)
		return;
	alternatives(p, x);
	others(p, explained);
}

void explained_text(struct buf *out, const struct list *explained, const struct report_options *o)
{
	struct page p = {arena_new(), out, o};

	if (o->verbosity > 0)
		every(&p, explained);
	else if (explained->n > 0)
		most_telling(&p, explained);
	arena_free(p.arena);
}
