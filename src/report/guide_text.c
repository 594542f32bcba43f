#include "report/guide_text.h"

#include "know/provider.h"
#include "report/page.h"
#include "report/words.h"

#include <ctype.h>
#include <string.h>

enum { COLUMNS = 80, INDENT = 2, STEP = 5, COMMAND = 7 };

struct source {
	struct item item;
	const char *name, *as_of;
};

struct leaf {
	struct page page;
	struct list sources; /* of struct source, each once */
};

/* ---- sources ---- */

static void note_source(struct leaf *l, const char *name, const char *as_of)
{
	struct source *s;

	LIST_EACH (const struct source, it, &l->sources)
		if (strcmp(it->name, name) == 0 && strcmp(it->as_of, as_of) == 0)
			return;
	s = ARENA_NEW(l->page.arena, struct source);
	s->name = name;
	s->as_of = as_of;
	list_append(&l->sources, s);
}

static void note_references(struct leaf *l, const struct list *references)
{
	LIST_EACH (const struct reference, r, references)
		note_source(l, r->source, r->as_of);
}

/* Menus change: whoever finds another one knows how old this is. */
static void write_sources(const struct leaf *l)
{
	const char *newest = "";

	page_section(&l->page, "Sources, and when they were true");
	LIST_EACH (const struct source, s, &l->sources) {
		page_paragraph(&l->page, INDENT,
			       arena_printf(l->page.arena, "%s (%s)", s->name, s->as_of));
		if (strcmp(s->as_of, newest) > 0)
			newest = s->as_of;
	}
	buf_printf(l->page.out, "\nAs of %s. Menus and names may have changed since.\n", newest);
}

/* ---- texts with values ---- */

static const char *capitals(struct arena *a, const char *name, size_t n)
{
	char *word = arena_copy(a, name, n);

	for (size_t i = 0; i < n; i++)
		word[i] = (char)toupper((unsigned char)word[i]);
	return word;
}

/* {tenant} becomes TENANT: what a shell leaves alone and people see at once. */
static const char *shown(struct arena *a, const char *text)
{
	struct buf out = {0};
	const char *result;
	size_t n;

	for (; *text != '\0'; text += n > 0 ? n : 1) {
		n = guide_value_length(text);
		if (n > 0)
			buf_str(&out, capitals(a, text + 1, n - 2));
		else
			buf_char(&out, *text);
	}
	result = arena_copy(a, out.n > 0 ? out.p : "", out.n);
	buf_free(&out);
	return result;
}

/* ---- one guide ---- */

static void title(const struct leaf *l, const char *text)
{
	if (l->page.out->n > 0)
		buf_char(l->page.out, '\n');
	page_title(&l->page, text);
	buf_char(l->page.out, '\n');
}

static void write_values(const struct leaf *l, const struct guide *g)
{
	struct arena *a = l->page.arena;
	size_t widest = 0;

	LIST_EACH (const struct guide_value, v, &g->values)
		widest = strlen(v->name) > widest ? strlen(v->name) : widest;
	buf_str(l->page.out, "\n  Put your own in place of\n");
	LIST_EACH (const struct guide_value, v, &g->values)
		page_labelled(&l->page, STEP, capitals(a, v->name, strlen(v->name)),
			      STEP + (int)widest + 2, v->text);
}

static void write_commands(const struct leaf *l, const struct guide_step *s)
{
	LIST_EACH (const struct string_item, it, &s->commands)
		buf_printf(l->page.out, "%*s%s\n", COMMAND, "", shown(l->page.arena, it->s));
}

static void write_steps(const struct leaf *l, const struct guide *g)
{
	struct arena *a = l->page.arena;
	int n = 0;

	LIST_EACH (const struct guide_step, s, &g->steps) {
		const char *text =
			arena_printf(a, "[%s] %s", owner_words[s->who], shown(a, s->text));

		buf_char(l->page.out, '\n');
		page_labelled(&l->page, INDENT, arena_printf(a, "%d.", ++n), STEP, text);
		write_commands(l, s);
	}
}

static void write_mistakes(const struct leaf *l, const struct guide *g)
{
	struct arena *a = l->page.arena;

	buf_str(l->page.out, "\n  What goes wrong, and how it shows\n");
	LIST_EACH (const struct guide_mistake, m, &g->mistakes) {
		page_labelled(&l->page, INDENT, "-", INDENT + 2,
			      arena_printf(a, "%s:", shown(a, m->mistake)));
		page_paragraph(&l->page, COMMAND, shown(a, m->sign));
	}
}

static void write_guide(struct leaf *l, const struct guide *g)
{
	title(l, g->title);
	page_paragraph(&l->page, INDENT, g->fits);
	write_values(l, g);
	write_steps(l, g);
	write_mistakes(l, g);
	note_references(l, &g->references);
}

/* Whether there were any. */
static bool write_guides(struct leaf *l, const struct knowledge *k, const char *service)
{
	struct list guides = guides_of(l->page.arena, k, service);

	LIST_EACH (const struct guide_item, it, &guides)
		write_guide(l, it->guide);
	return guides.n > 0;
}

/* ---- what else is known of a service ---- */

static void write_grant(struct leaf *l, const struct service_grant *g)
{
	struct arena *a = l->page.arena;

	page_labelled(&l->page, INDENT, "-", INDENT + 2,
		      arena_printf(a, "--grant %s: %s; scope %s.%s%s", token_grant_names[g->grant],
				   g->use, g->scope, g->note == NULL ? "" : " ",
				   g->note == NULL ? "" : arena_printf(a, "%s.", g->note)));
	note_source(l, g->source, g->as_of);
}

static void write_refusal(struct leaf *l, const struct service_refusal *r)
{
	struct arena *a = l->page.arena;

	page_labelled(&l->page, INDENT, "-", INDENT + 2,
		      arena_printf(a, "not --grant %s: %s. Instead: %s.",
				   token_grant_names[r->grant], r->why, r->instead));
	note_source(l, r->source, r->as_of);
}

static void write_service(struct leaf *l, const struct token_service *s)
{
	title(l, arena_printf(l->page.arena, "%s: what is known", s->name));
	LIST_EACH (const struct service_grant, g, &s->grants)
		write_grant(l, g);
	LIST_EACH (const struct service_refusal, r, &s->refusals)
		write_refusal(l, r);
}

/* ---- what makes it urgent ---- */

static void write_retirements(struct leaf *l, const struct knowledge *k, const char *provider)
{
	const struct provider *p = provider_by_id(k, provider);

	if (p == NULL)
		return;
	LIST_EACH (const struct retirement, r, &p->retirements) {
		page_paragraph(&l->page, 0,
			       arena_printf(l->page.arena, "%s: %s.", r->date, r->text));
		note_source(l, r->source, r->as_of);
	}
}

void guide_write(struct buf *out, const struct knowledge *k, const struct token_service *s,
		 struct arena *a)
{
	static const struct report_options options = {.columns = COLUMNS};
	struct leaf l = {.page = {.arena = a, .out = out, .options = &options}};

	if (s != NULL)
		LIST_EACH (const struct string_item, it, &s->providers)
			write_retirements(&l, k, it->s);
	if (!write_guides(&l, k, s == NULL ? NULL : s->id) && s != NULL)
		write_service(&l, s);
	write_sources(&l);
}
