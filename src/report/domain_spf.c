/* domain_spf.c - the tree of an SPF record, with each DNS lookup where it is spent
 *
 * In the margin stands the number that the lookup has for a receiver who comes so far. */
#include "report/domain.h"

#include "base/text.h"
#include "domain/spf.h"

#include <string.h>

enum {
	MARGIN = 5,  /* columns of the number in front of the tree */
	BRANCH = 3,  /* ... of each level */
	LEAST = 24,  /* ... that a term has, however deep it stands */
	REMARK = 50, /* where remarks begin */
	LINES = 40,  /* that a screen has room for */
	LINES_ALL = 1000,
};

struct tree {
	const struct page *page;
	bool all;    /* each network has a line of its own */
	int lookups; /* so far */
	size_t lines, cut;
};

/* ---- remarks ---- */

static const char *const of_records[] = {
	[SPF_NO_SUCH_NAME] = "there is no such name",	[SPF_NO_RECORD] = "has no SPF record",
	[SPF_SEVERAL] = "has more than one SPF record", [SPF_NO_ANSWER] = "no answer",
	[SPF_LOOP] = "a loop: it stands above",		[SPF_TOO_DEEP] = "not looked at: too deep",
};

static const char *const of_answers[] = {
	[SPF_WAITING] = "not looked up",
	[SPF_VOID] = "void: nothing there",
	[SPF_UNANSWERED] = "no answer",
	[SPF_BY_SENDER] = "depends on the sender",
	[SPF_NO_NAME] = "no name that the DNS could have",
	[SPF_NOT_FOLLOWED] = "not looked at",
};

static const char *word(const char *const *words, size_t n, int at)
{
	return (size_t)at < n ? words[at] : NULL;
}

static const char *what_came(const struct spf_term *t)
{
	const char *of_record =
		t->record == NULL ? NULL
				  : word(of_records, sizeof(of_records) / sizeof(of_records[0]),
					 (int)t->record->state);

	return of_record != NULL ? of_record
				 : word(of_answers, sizeof(of_answers) / sizeof(of_answers[0]),
					(int)t->answer);
}

/* Which is the first that receivers do not do any more. */
static bool is_one_too_many(const struct tree *x, const struct spf_term *t)
{
	return t->own.lookups > 0 && x->lookups > SPF_LOOKUPS_MAX &&
	       x->lookups - t->own.lookups <= SPF_LOOKUPS_MAX;
}

static const char *own_remark(struct arena *a, const struct spf_term *t)
{
	if (t->fault != NULL)
		return t->fault;
	if (what_came(t) != NULL)
		return what_came(t);
	if (t->ignored)
		return "never reached";
	if (t->repeated)
		return "stands there before";
	if (t->odd != NULL)
		return t->odd;
	return t->cost.lookups > t->own.lookups
		       ? arena_printf(a, "%d lookups in all", t->cost.lookups)
		       : "";
}

static const char *remark_on(const struct tree *x, const struct spf_term *t)
{
	const char *own = own_remark(x->page->arena, t);

	if (!is_one_too_many(x, t))
		return own;
	return *own == '\0' ? "one too many"
			    : arena_printf(x->page->arena, "one too many; %s", own);
}

/* ---- lines ---- */

static const char *margin(const struct tree *x, int lookups)
{
	if (lookups == 0)
		return "";
	return arena_printf(x->page->arena, "%3d%s", x->lookups,
			    x->lookups > SPF_LOOKUPS_MAX ? "x" : "");
}

static void text_line(const struct tree *x, const char *number, const char *branches,
		      const char *text, const char *remark)
{
	const struct page *p = x->page;
	size_t used = MARGIN + strlen(branches), columns = (size_t)p->options->columns;
	size_t room = columns > used + LEAST ? columns - used : LEAST;
	const char *shown = page_fitted(p, text, (int)room);
	const char *left = arena_printf(p->arena, "%-*s%s%s", MARGIN, number, branches, shown);

	if (*remark == '\0')
		buf_printf(p->out, "%s\n", left);
	else if (text_columns(left) + 2 <= REMARK)
		page_labelled(p, 0, left, REMARK, remark);
	else if (text_columns(left) + 2 + text_columns(remark) <= columns)
		buf_printf(p->out, "%s  %s\n", left, remark);
	else
		page_labelled(p, 0, left, REMARK, remark);
}

/* False: there is no room for more. */
static bool line(struct tree *x, const struct spf_record *of, int lookups, const char *branches,
		 const char *text, const char *remark)
{
	const struct page *p = x->page;
	const char *number = margin(x, lookups);

	if (x->lines++ >= (x->all ? LINES_ALL : LINES)) {
		x->cut++;
		return false;
	}
	if (p->form != NULL) {
		const struct page_cell cells[] = {
			{.text = number}, {.text = of->name}, {.text = text}, {.text = remark}};

		p->form->cells(p->form, cells, sizeof(cells) / sizeof(cells[0]));
	} else {
		text_line(x, number, branches, text, remark);
	}
	return true;
}

/* ---- the tree ---- */

static bool is_plain_network(const struct spf_term *t)
{
	return (t->kind == SPF_IP4 || t->kind == SPF_IP6) && t->fault == NULL && t->odd == NULL &&
	       !t->repeated && !t->ignored;
}

static const struct spf_term *after(const struct spf_term *t)
{
	return (const void *)t->item.next;
}

/* The last of the networks that `t` begins, which share one line; most of a record are such. */
static const struct spf_term *last_of(const struct tree *x, const struct spf_term *t, size_t *n)
{
	for (*n = 1;
	     !x->all && is_plain_network(t) && after(t) != NULL && is_plain_network(after(t)); ++*n)
		t = after(t);
	return t;
}

static void terms(struct tree *x, const struct spf_record *r, const char *trunk);

static void term(struct tree *x, const struct spf_record *r, const struct spf_term *t, size_t n,
		 bool last, const char *trunk)
{
	struct arena *a = x->page->arena;
	const char *text = text_safe(a, t->text);

	x->lookups += t->own.lookups;
	if (n > 1)
		text = arena_printf(a, "%s and %zu more networks", text, n - 1);
	line(x, r, t->own.lookups, arena_printf(a, "%s%s", trunk, last ? "`- " : "|- "), text,
	     n > 1 ? "" : remark_on(x, t));
	if (t->record != NULL && t->record->state == SPF_FOUND)
		terms(x, t->record, arena_printf(a, "%s%-*s", trunk, BRANCH, last ? "" : "|"));
}

static void terms(struct tree *x, const struct spf_record *r, const char *trunk)
{
	const struct spf_term *t = (const void *)r->terms.first;

	while (t != NULL) {
		size_t n;
		const struct spf_term *end = last_of(x, t, &n);

		term(x, r, t, n, after(end) == NULL, trunk);
		t = after(end);
	}
}

static const char *title(struct arena *a, const struct spf_study *s)
{
	const struct spf_cost *c = &s->record->cost;

	return arena_printf(a, "SPF tree: %d DNS lookup%s (%d allowed), %d void (%d allowed)%s",
			    c->lookups, c->lookups == 1 ? "" : "s", SPF_LOOKUPS_MAX, c->voids4,
			    SPF_VOIDS_MAX, s->left_out || s->unanswered ? ", or more" : "");
}

void domain_spf_tree(const struct page *p, const struct spf_study *s, bool all)
{
	static const char *const heads[] = {"lookup", "record of", "term", "remark"};
	struct tree x = {.page = p, .all = all};

	if (s->record->state != SPF_FOUND)
		return;
	page_section(p, title(p->arena, s));
	if (p->form != NULL)
		p->form->heads(p->form, heads, sizeof(heads) / sizeof(heads[0]));
	line(&x, s->record, 0, "", s->record->name, "");
	terms(&x, s->record, "");
	if (x.cut > 0)
		page_paragraph(p, MARGIN,
			       arena_printf(p->arena, "and %zu more line%s: see %s", x.cut,
					    x.cut == 1 ? "" : "s", all ? "--json" : "-v"));
}
