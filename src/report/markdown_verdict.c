/* markdown_verdict.c - what is wrong, who must act, and how it is mended */
#include "report/markdown.h"

#include "base/text.h"
#include "report/publish_text.h"
#include "report/recommended.h"
#include "report/verdict_text.h"
#include "report/way.h"
#include "report/words.h"

#include <string.h>

/* ---- the headline ---- */

void markdown_headline(const struct ticket *t)
{
	const struct md *m = &t->md;
	const struct verdict *v = &t->interpretation->verdict;
	const struct finding *f = v->finding;

	md_title(m, verdict_words[v->status], record_target(t->record));
	md_begin_list(m);
	md_labelled(m, "What", v->summary);
	md_labelled(m, "Certainty", certainty_names[f->certainty]);
	md_labelled(m, "Who must act",
		    arena_printf(m->arena, "%s%s", owner_of(f), owner_hints[f->owner]));
	if (verdict_foreign(t->interpretation) != NULL)
		md_labelled(m, "Whose words", verdict_foreign(t->interpretation));
}

/* ---- what to do ---- */

/* Where a command may begin: at the beginning, behind "Exchange: ", "; ". */
static bool may_begin(const char *text, size_t at)
{
	return at == 0 || (at > 1 && text[at - 1] == ' ' && strchr(":;", text[at - 2]) != NULL);
}

/* The first command in `text`, none within parentheses: these would be torn apart. Its length 0:
 * there is none. */
static struct bytes command_in(const char *text)
{
	for (size_t at = 0, depth = 0; text[at] != '\0'; at++) {
		size_t n = depth == 0 && may_begin(text, at) ? page_command(text + at) : 0;

		while (n > 0 && strchr(",;.", text[at + n - 1]) != NULL)
			n--;
		if (n > 0)
			return (struct bytes){(char *)text + at, n};
		depth += text[at] == '(';
		depth -= depth > 0 && text[at] == ')';
	}
	return (struct bytes){0};
}

/* What is said behind a command: a remark, "then ...", or the next one. */
static const char *behind(const char *text)
{
	return text + strspn(text, " ,;#");
}

static bool says_something(const char *text)
{
	return text[strspn(text, ".)")] != '\0';
}

/* What stands behind the first command: more words, more commands. */
static void rest_of_fix(const struct ticket *t, const char *text)
{
	for (text = behind(text); says_something(text);) {
		struct bytes c = command_in(text);
		size_t before = c.n > 0 ? (size_t)(c.p - text) : strlen(text);

		if (before > 0)
			md_numbered_more(&t->md, arena_copy(t->md.arena, text, before));
		if (c.n == 0)
			return;
		md_numbered_command(&t->md, arena_copy(t->md.arena, c.p, c.n));
		text = behind(c.p + c.n);
	}
}

static void fix(const struct ticket *t, int number, const char *text)
{
	const struct md *m = &t->md;
	struct bytes c = command_in(text);

	if (c.n == 0) {
		md_numbered(m, number, text);
		return;
	}
	md_numbered(m, number,
		    c.p == text ? "Run:" : arena_copy(m->arena, text, (size_t)(c.p - text)));
	md_numbered_command(m, arena_copy(m->arena, c.p, c.n));
	rest_of_fix(t, c.p + c.n);
}

static void settings(const struct ticket *t, const struct list *settings)
{
	enum { SHOWN = 4 };
	int left = t->md.options->verbosity > 0 ? (int)settings->n : SHOWN;

	if (settings->n == 0)
		return;
	md_paragraph(&t->md, "That is, in");
	md_begin_list(&t->md);
	LIST_EACH (const struct program_setting, s, settings)
		if (left-- > 0)
			md_item(&t->md,
				arena_printf(t->md.arena, "%s: %s", s->program, s->setting));
}

void markdown_fix(const struct ticket *t)
{
	const struct finding *f = t->interpretation->verdict.finding;
	int number = 0;

	if (f->fixes.n == 0)
		return;
	md_section(&t->md, f->fixes.n == 1 ? "Do this" : "Do this, or the next that fits");
	md_begin_list(&t->md);
	LIST_EACH (const struct string_item, it, &f->fixes)
		fix(t, ++number, it->s);
	settings(t, &f->settings);
}

/* ---- what to publish ---- */

static void record(const struct md *m, const struct publish *p)
{
	const char *value = publish_value(m->arena, p);
	struct list lines = {0}, alone = {0};

	md_paragraph(m, publish_words(m->arena, p));
	publish_lines(m->arena, p, &lines);
	md_record(m, &lines);
	if (value != NULL) {
		md_paragraph(m, publish_panel_words(m->arena, p));
		list_add_string(&alone, m->arena, value);
		md_record(m, &alone);
	}
	if (p->note != NULL)
		md_paragraph(m, arena_printf(m->arena, "Note: %s", p->note));
}

static void records(const struct md *m, const struct finding *f)
{
	LIST_EACH (const struct publish, p, &f->publish)
		record(m, p);
}

void markdown_publish(const struct ticket *t)
{
	const struct finding *f = t->interpretation->verdict.finding;

	if (f->publish.n == 0)
		return;
	md_section(&t->md, f->publish.n == 1 ? "The record" : "The records");
	records(&t->md, f);
}

/* ---- what works ---- */

void markdown_works(const struct ticket *t)
{
	const struct md *m = &t->md;
	const struct verdict *v = &t->interpretation->verdict;
	struct md_page p;

	md_section(m, v->status == VERDICT_OK ? "What works" : "What works instead");
	if (v->works.n == 0)
		md_paragraph(m, "Nothing was seen to work in this check.");
	else
		md_begin_list(m);
	LIST_EACH (const struct works, w, &v->works)
		md_item(m, arena_printf(m->arena, "%s port %d, %s", w->address, w->port,
					tls_mode_words[w->mode]));
	md_page_begin(m, &p, VERDICT_LABEL);
	recommended_text(&p.page, t->interpretation, t->know);
	md_block(m, &p);
}

/* ---- what was seen ---- */

void markdown_seen(const struct ticket *t)
{
	const struct finding *f = t->interpretation->verdict.finding;
	struct md_page p;

	md_section(&t->md, "What was seen");
	md_paragraph(&t->md, f->meaning);
	md_page_begin(&t->md, &p, VERDICT_LABEL);
	verdict_evidence(&p.page, f, VERDICT_SEEN_ALL);
	way_rows(&p.page, t->interpretation, VERDICT_LABEL, VERDICT_BODY);
	md_block(&t->md, &p);
}

/* ---- what remains ---- */

void markdown_not_tested(const struct ticket *t)
{
	const struct list *all = &t->interpretation->verdict.not_tested;

	if (all->n == 0)
		return;
	md_section(&t->md, "Not tested");
	md_begin_list(&t->md);
	LIST_EACH (const struct string_item, it, all)
		md_item(&t->md, it->s);
}

static void other(const struct ticket *t, const struct finding *f)
{
	const struct string_item *first = (const void *)f->fixes.first;

	md_labelled(&t->md, severity_names[f->severity],
		    arena_printf(t->md.arena, "%s (%s, %s)%s%s", f->title, owner_of(f), f->id,
				 first != NULL ? ". Do this: " : "",
				 first != NULL ? first->s : ""));
}

void markdown_others(const struct ticket *t)
{
	const struct finding *before = NULL;

	LIST_EACH (const struct finding, f, &t->interpretation->findings) {
		if (!verdict_tells(t->interpretation, f))
			continue;
		if (before == NULL)
			md_section(&t->md, "Other findings");
		if (before == NULL || before->publish.n > 0)
			md_begin_list(&t->md);
		other(t, f);
		records(&t->md, f);
		before = f;
	}
}

void markdown_references(const struct ticket *t)
{
	const struct list *all = &t->interpretation->verdict.finding->references;

	if (all->n == 0)
		return;
	md_section(&t->md, "References");
	md_begin_list(&t->md);
	LIST_EACH (const struct reference, r, all)
		md_item(&t->md, r->as_of == NULL ? r->source
						 : arena_printf(t->md.arena, "%s (as of %s)",
								r->source, r->as_of));
}
