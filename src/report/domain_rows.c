/* domain_rows.c - a domain at one glance: a line for each part of its zone */
#include "report/domain.h"

#include "report/publish_text.h"
#include "report/verdict_text.h"
#include "report/words.h"

#include <string.h>

static bool is_of(const struct finding *f, const struct domain_part *part)
{
	for (size_t i = 0; i < sizeof(part->ids) / sizeof(part->ids[0]); i++)
		if (part->ids[i] != NULL && strncmp(f->id, part->ids[i], strlen(part->ids[i])) == 0)
			return true;
	return false;
}

const struct finding *domain_worst(const struct interpretation *i, const struct domain_part *part)
{
	const struct finding *worst = NULL;

	LIST_EACH (const struct finding, f, &i->findings)
		if (is_of(f, part) && (worst == NULL || f->severity > worst->severity))
			worst = f;
	return worst;
}

/* What could not be looked up from here is open, whatever follows from that; a zone whose servers
 * fail is not. */
static enum mark mark_of(const struct interpretation *i, enum domain_state state,
			 const struct finding *worst)
{
	static const enum mark marks[] = {[DOMAIN_THERE] = MARK_OK,
					  [DOMAIN_ABSENT] = MARK_NONE,
					  [DOMAIN_OPEN] = MARK_SKIP,
					  [DOMAIN_UNKNOWN] = MARK_SKIP};
	bool here = i->verdict.status == VERDICT_UNTESTED;
	enum severity least = state == DOMAIN_UNKNOWN && !here ? SEVERITY_ERROR : SEVERITY_WARNING;

	if (worst == NULL || worst->severity < least || (state == DOMAIN_UNKNOWN && here))
		return marks[state];
	return severity_mark(worst->severity);
}

static const char *words_or(const char *words, enum domain_state state)
{
	static const char *const plain[] = {[DOMAIN_THERE] = "published",
					    [DOMAIN_ABSENT] = "not published",
					    [DOMAIN_OPEN] = "not found",
					    [DOMAIN_UNKNOWN] = "could not be looked up"};

	return words != NULL ? words : plain[state];
}

void domain_rows_of(struct arena *a, const struct interpretation *i,
		    struct domain_row rows[DOMAIN_PARTS])
{
	for (size_t j = 0; j < DOMAIN_PARTS; j++) {
		const struct domain_part *part = &domain_parts[j];
		const char *words = NULL;
		enum domain_state state = part->words(a, i->study, &words);

		rows[j] = (struct domain_row){part, mark_of(i, state, domain_worst(i, part)),
					      words_or(words, state)};
	}
}

/* ---- on a page ---- */

enum { MARKS = 13 }; /* where they begin */

static void rows_of_form(const struct page *p, const struct domain_row *rows)
{
	static const char *const heads[] = {"part", "what the zone has"};

	p->form->heads(p->form, heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t i = 0; i < DOMAIN_PARTS; i++) {
		const struct page_cell cells[] = {
			{.text = rows[i].part->title},
			{.text = rows[i].words, .marked = true, .mark = rows[i].mark}};

		p->form->cells(p->form, cells, sizeof(cells) / sizeof(cells[0]));
	}
}

void domain_rows(const struct page *p, const struct interpretation *i)
{
	struct domain_row rows[DOMAIN_PARTS];

	domain_rows_of(p->arena, i, rows);
	if (p->form != NULL) {
		rows_of_form(p, rows);
		return;
	}
	for (size_t j = 0; j < DOMAIN_PARTS; j++)
		page_marked_row(p, DOMAIN_LABEL, rows[j].part->title, MARKS, rows[j].mark,
				rows[j].words);
}

static bool is_in_trouble(const struct interpretation *i, const char *title)
{
	for (size_t j = 0; j < DOMAIN_PARTS; j++) {
		const struct finding *f = domain_worst(i, &domain_parts[j]);

		if (strcmp(domain_parts[j].title, title) == 0)
			return f != NULL && f->severity >= SEVERITY_WARNING;
	}
	return false;
}

void domain_page(const struct page *p, const struct interpretation *i)
{
	bool all = p->options->verbosity > 0;

	domain_rows(p, i);
	if (all || is_in_trouble(i, "SPF"))
		domain_spf_tree(p, &i->study->spf, all);
}

/* ---- what else is wrong ---- */

static void other(const struct page *p, const struct finding *f)
{
	const struct string_item *fix = (const void *)f->fixes.first;

	page_labelled(p, VERDICT_LABEL, f->severity == SEVERITY_ERROR ? "also wrong" : "warning",
		      VERDICT_BODY, arena_printf(p->arena, "%s (%s)", f->title, owner_of(f)));
	if (fix != NULL)
		page_labelled(p, VERDICT_LABEL, "", VERDICT_BODY, fix->s);
	publish_rows(p, f, VERDICT_LABEL, VERDICT_BODY);
}

void domain_others(const struct page *p, const struct interpretation *i)
{
	enum { SHOWN = 6 };
	size_t n = 0;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (!verdict_tells(i, f))
			continue;
		if (n++ < SHOWN)
			other(p, f);
	}
	if (n > SHOWN)
		page_labelled(p, VERDICT_LABEL, "", VERDICT_BODY,
			      arena_printf(p->arena, "and %zu more: see -v", n - SHOWN));
}
