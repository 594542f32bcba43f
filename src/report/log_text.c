#include "report/log_text.h"

#include "log/summary.h"
#include "report/explained_about.h"
#include "report/words.h"

#include <inttypes.h>

enum { SHOWN = 10, LABEL = ABOUT_LABEL, BODY = ABOUT_BODY };

static const struct finding *finding_of(const struct explanation *x)
{
	return (const struct finding *)(const void *)x->findings.first;
}

static uint64_t count_of(const struct explanation *x)
{
	return x->seen != NULL ? x->seen->count : 1;
}

static const char *times(const struct page *p, uint64_t n)
{
	return n == 1 ? "once" : arena_printf(p->arena, "%" PRIu64 " times", n);
}

static void headline(const struct page *p, const struct finding *f)
{
	page_marked(p, severity_mark(f->severity),
		    arena_printf(p->arena, "%s (%s)", f->title, certainty_names[f->certainty]));
}

/* So much of the words that one knows them again. */
static void sample(const struct page *p, const struct explanation *x)
{
	enum { COLUMNS = 160 };

	if (x->seen == NULL || x->seen->sample.n == 0)
		return;
	page_labelled(p, LABEL, "first seen in", BODY, about_place(p, x));
	page_labelled(p, LABEL, "the text", BODY,
		      page_shortened(p, text_safe(p->arena, x->seen->sample), COLUMNS));
}

static void first_fix(const struct page *p, const struct finding *f)
{
	const struct string_item *fix = (const void *)f->fixes.first;

	if (f->owner != OWNER_NOBODY)
		page_labelled(p, LABEL, "who must act", BODY, owner_words[f->owner]);
	if (fix != NULL)
		page_labelled(p, LABEL, "do this", BODY, fix->s);
}

static void block(const struct page *p, const struct explanation *x)
{
	headline(p, finding_of(x));
	about_explanation(p, x);
	sample(p, x);
	first_fix(p, finding_of(x));
	buf_char(p->out, '\n');
}

/* What is not shown, in a line. */
static void rest(const struct page *p, size_t n, uint64_t lines)
{
	if (n > 0)
		page_paragraph(p, 0,
			       arena_printf(p->arena, "and %zu more %s (%s): see -v", n,
					    n == 1 ? "finding" : "findings", times(p, lines)));
}

void log_groups_text(const struct page *p, const struct list *explained)
{
	uint64_t lines = 0;
	size_t n = 0;

	LIST_EACH (const struct explanation, x, explained) {
		n++;
		if (n <= SHOWN)
			block(p, x);
		else
			lines += count_of(x);
	}
	rest(p, n <= SHOWN ? 0 : n - SHOWN, lines);
}
