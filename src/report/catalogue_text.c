#include "report/catalogue.h"

#include "report/page.h"
#include "report/words.h"

#include <string.h>

enum { LABEL = 2, BODY = 19 };

/* ---- a list ---- */

/* Of what an entry is about, its id tells the subject first: "cert" of "cert-expired". */
static size_t group_length(const char *id)
{
	return strcspn(id, "-");
}

static bool same_group(const char *a, const char *b)
{
	size_t n = group_length(a);

	return n == group_length(b) && strncmp(a, b, n) == 0;
}

static void group_title(const struct page *p, const struct entry *const *entries, size_t n)
{
	size_t members = 0;

	while (members < n && same_group(entries[0]->id, entries[members]->id))
		members++;
	page_title(p, arena_printf(p->arena, "%.*s (%zu)", (int)group_length(entries[0]->id),
				   entries[0]->id, members));
}

void catalogue_list_text(struct buf *out, const struct entry *const *entries, size_t n,
			 const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	for (size_t i = 0; i < n; i++) {
		const struct entry *e = entries[i];

		if (i == 0 || !same_group(entries[i - 1]->id, e->id)) {
			if (i > 0)
				buf_char(out, '\n');
			group_title(&p, entries + i, n - i);
		}
		page_paragraph(&p, LABEL,
			       arena_printf(p.arena, "%s (%s, %s)", e->id,
					    severity_names[e->severity], owner_names[e->owner]));
		page_paragraph(&p, 2 * LABEL, e->title);
	}
	arena_free(p.arena);
}

/* ---- one entry ---- */

static void each(const struct page *p, const char *label, const char *next,
		 const struct list *strings)
{
	int n = 0;

	LIST_EACH (const struct string_item, it, strings)
		page_labelled(p, LABEL, n++ == 0 ? label : next, BODY,
			      text_safe(p->arena, bytes_str(p->arena, it->s)));
}

static void in_one(const struct page *p, const char *label, const struct list *strings)
{
	if (strings->n > 0)
		page_labelled(p, LABEL, label, BODY, page_joined(p, strings));
}

static void text(const struct page *p, const char *label, const char *s)
{
	page_labelled(p, LABEL, label, BODY, text_safe(p->arena, bytes_str(p->arena, s)));
}

static void stages(const struct page *p, unsigned set)
{
	struct list names = {0};

	for (int stage = 0; stage < STAGE_COUNT; stage++)
		if (set & (1U << stage))
			list_add_string(&names, p->arena, stage_names[stage]);
	in_one(p, "at the stage", &names);
}

static void when(const struct page *p, const struct entry *e)
{
	const struct when *w = &e->when;

	stages(p, w->stages);
	in_one(p, "after", &w->commands);
	in_one(p, "of the provider", &w->providers);
	in_one(p, "code", &w->codes);
	in_one(p, "enhanced code", &w->enhanced);
	if (w->text != NULL)
		text(p, "text", w->text->source);
	if (e->client.text != NULL)
		text(p, "a program's text", e->client.text->source);
	if (!entry_has_when(e) && e->client.text == NULL)
		text(p, "raised", "by the stages of a check");
}

static void references(const struct page *p, const struct entry *e)
{
	int n = 0;

	LIST_EACH (const struct reference, r, &e->references)
		page_labelled(p, LABEL, n++ == 0 ? "source" : "", BODY,
			      arena_printf(p->arena, "%s (%s)", r->source, r->as_of));
}

static void cases(const struct page *p, const struct list *cases)
{
	LIST_EACH (const struct entry_case, c, cases)
		page_labelled(
			p, LABEL, c == (const void *)cases->first ? "as the case is" : "", BODY,
			arena_printf(p->arena, "%s (%s, %s)%s%s", c->name,
				     certainty_names[c->certainty], owner_names[c->owner],
				     c->title != NULL ? ": " : "",
				     c->title != NULL
					     ? text_safe(p->arena, bytes_str(p->arena, c->title))
					     : ""));
}

void catalogue_entry_text(struct buf *out, const struct entry *e, const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	page_title(&p, e->title);
	text(&p, "id", e->id);
	text(&p, "severity",
	     arena_printf(p.arena, "%s (%s)", severity_names[e->severity],
			  certainty_names[e->certainty]));
	text(&p, "meaning", e->meaning);
	text(&p, "who must act",
	     arena_printf(p.arena, "%s%s", owner_words[e->owner], owner_hints[e->owner]));
	each(&p, "do this", "or", &e->fixes);
	each(&p, "likely cause", "or", &e->causes);
	cases(&p, &e->cases);
	in_one(&p, "more general", &e->also);
	when(&p, e);
	each(&p, "sample", "", &e->samples);
	each(&p, "not", "", &e->not_samples);
	references(&p, e);
	if (e->file != NULL)
		text(&p, "from", arena_printf(p.arena, "%s:%d", e->file, e->line));
	arena_free(p.arena);
}

/* ---- a check ---- */

void catalogue_check_text(struct buf *out, const struct catalogue_check *c)
{
	struct arena *a = arena_new();

	LIST_EACH (const struct string_item, it, c->faults)
		buf_printf(out, "%s\n", text_safe(a, bytes_str(a, it->s)));
	if (c->faults->n == 0)
		buf_printf(out, "%s: sound; %zu files, %zu entries, %zu samples tried\n",
			   text_safe(a, bytes_str(a, c->dir)), c->files, c->entries, c->samples);
	arena_free(a);
}
