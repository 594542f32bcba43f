/* explained_text.c - what a paste means, for people: the most telling item whole, the others named
 */
#include "report/explained.h"

#include "report/explained_about.h"
#include "report/log_text.h"
#include "know/way.h"
#include "report/page.h"
#include "report/words.h"

#include <inttypes.h>
#include <string.h>

enum { LABEL = ABOUT_LABEL, BODY = ABOUT_BODY };

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

/* Of a dialogue only what the server said: where that was, its own lines tell. */
static bool is_said(const struct explanation *x, const struct evidence *e)
{
	return x->verdict == NULL || strcmp(e->kind, "reply") == 0 ||
	       strcmp(e->kind, "banner") == 0;
}

/* What stands beside the words themselves was read out of them. */
static const char *said_by(const struct finding *f, const struct evidence *e, bool reply)
{
	if (strcmp(e->kind, "note") == 0)
		return &e->item == f->evidence.first ? "the text" : "it names";
	return reply ? "the server said" : "the text";
}

/* The text that was explained: of a long paste only so much that one knows it again. */
static void words(const struct page *p, const struct explanation *x, const struct finding *f)
{
	enum { COLUMNS = 400, FEW = 160 };
	bool reply = x->reply.code != 0 || x->reply.enhanced != NULL;

	LIST_EACH (const struct evidence, e, &f->evidence)
		if (is_said(x, e))
			page_labelled(
				p, LABEL, said_by(f, e, reply), BODY,
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

/* Of programs that most people have first. */
static void settings(const struct page *p, const struct finding *f, int most)
{
	int n = 0;

	LIST_EACH (const struct program_setting, s, &f->settings)
		if (n++ < most)
			page_labelled(p, LABEL, n == 1 ? "that is, in" : "", BODY,
				      arena_printf(p->arena, "%s: %s", s->program, s->setting));
}

/* Who was refused a login knows that one is needed there. */
static bool is_about_the_way(const struct explanation *x)
{
	const struct finding *f = explanation_finding(x);

	if (x->verdict != NULL && f->stage != STAGE_AUTH && f->stage != STAGE_ENVELOPE &&
	    f->stage != STAGE_MESSAGE)
		return false;
	return x->way->login != WAY_LOGIN_NEEDED ||
	       (x->reply.code != 535 && f->stage != STAGE_AUTH);
}

static void way(const struct page *p, const struct explanation *x)
{
	if (x->way != NULL && (p->options->verbosity > 0 || is_about_the_way(x)))
		page_labelled(p, LABEL, "way of sending", BODY, x->way->title);
}

/* `times`: how often it was met; a log's group tells that by itself. */
static void finding(const struct page *p, const struct explanation *x, uint64_t times)
{
	const struct finding *f = explanation_finding(x);
	enum { SETTINGS = 4 };
	int most = p->options->verbosity > 0 ? 100 : 3;

	headline(p, f);
	if (p->options->verbosity < 0)
		return;
	words(p, x, f);
	if (x->seen == NULL && times > 1)
		page_labelled(p, LABEL, "seen", BODY,
			      arena_printf(p->arena, "%" PRIu64 " times; the first:", times));
	about_explanation(p, x);
	way(p, x);
	page_labelled(p, LABEL, "meaning", BODY, f->meaning);
	page_labelled(p, LABEL, "who must act", BODY, whoever(p, f->owner));
	numbered(p, "do this", "or", &f->fixes, most);
	settings(p, f, p->options->verbosity > 0 ? most : SETTINGS);
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
	const struct finding *best = explanation_finding(x);
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

/* The first one of its finding; the others are counted with it. */
static bool is_first_of_its_finding(const struct list *explained, const struct explanation *x)
{
	LIST_EACH (const struct explanation, other, explained) {
		if (other == x)
			return true;
		if (strcmp(explanation_finding(other)->id, explanation_finding(x)->id) == 0)
			return false;
	}
	return true;
}

/* How often the finding of `x` was met. */
static uint64_t met(const struct list *explained, const struct explanation *x)
{
	uint64_t n = 0;

	LIST_EACH (const struct explanation, other, explained)
		if (strcmp(explanation_finding(other)->id, explanation_finding(x)->id) == 0)
			n += other->seen != NULL ? other->seen->count : 1 + other->more;
	return n;
}

static const char *other_line(const struct page *p, const struct list *explained,
			      const struct explanation *x)
{
	uint64_t n = met(explained, x);

	if (n > 1)
		return arena_printf(p->arena, "%" PRIu64 " times: %s", n,
				    explanation_finding(x)->title);
	return arena_printf(p->arena, "%s: %s", x->seen != NULL ? "once" : about_place(p, x),
			    explanation_finding(x)->title);
}

/* What there is beside: a line for each finding. */
static void others(const struct page *p, const struct list *explained)
{
	const struct explanation *best = (const void *)explained->first;
	const size_t most = best->seen != NULL ? 12 : 5;
	size_t n = 0;

	LIST_EACH (const struct explanation, x, explained) {
		if (x == best || !is_first_of_its_finding(explained, x))
			continue;
		if (n++ < most)
			page_labelled(p, LABEL, n == 1 ? "also in there" : "", BODY,
				      other_line(p, explained, x));
	}
	if (n > most)
		page_labelled(p, LABEL, "", BODY,
			      arena_printf(p->arena, "and %zu more: see -v", n - most));
}

static void every(const struct page *p, const struct list *explained)
{
	LIST_EACH (const struct explanation, x, explained) {
		if (&x->item != explained->first)
			buf_char(p->out, '\n');
		finding(p, x, 1 + x->more);
		alternatives(p, x);
	}
}

static void most_telling(const struct page *p, const struct list *explained)
{
	const struct explanation *x = (const void *)explained->first;

	finding(p, x, met(explained, x));
	if (p->options->verbosity < 0)
		return;
	alternatives(p, x);
	others(p, explained);
}

/* A line for each finding, with how often it was met. */
static void titles(const struct page *p, const struct list *explained)
{
	LIST_EACH (const struct explanation, x, explained) {
		const struct finding *f = explanation_finding(x);
		uint64_t n = met(explained, x);

		if (is_first_of_its_finding(explained, x))
			page_marked(p, severity_mark(f->severity),
				    arena_printf(p->arena, "%s (%s)", f->title,
						 n == 1 ? "once"
							: arena_printf(p->arena,
								       "%" PRIu64 " times", n)));
	}
}

/* Several findings of a log: none of them is the one that was asked about. */
static bool is_log(const struct list *explained)
{
	return explained->n > 1 &&
	       ((const struct explanation *)(const void *)explained->first)->seen != NULL;
}

bool gathered_no_trouble(const struct gathered *read)
{
	return read->logs != NULL && read->logs->lines > 0 && read->logs->trouble == 0;
}

static void nothing_found(const struct page *p, const struct gathered *read)
{
	if (gathered_no_trouble(read))
		page_marked(p, severity_mark(SEVERITY_OK),
			    read->logs_limited ? "The logs tell of no trouble in the time asked for"
					       : "The logs tell of no trouble");
	if (p->options->verbosity >= 0)
		about_read(p, read);
}

static void left_out(const struct page *p, const struct gathered *read)
{
	if (read->left_out > 0)
		page_paragraph(
			p, 0,
			arena_printf(p->arena, "and %zu more: see without --top", read->left_out));
}

/* What was read goes first: it says how much the counts below mean. */
static void log_page(const struct page *p, const struct list *explained,
		     const struct gathered *read)
{
	about_read(p, read);
	buf_char(p->out, '\n');
	if (p->options->verbosity > 0)
		every(p, explained);
	else
		log_groups_text(p, explained);
	left_out(p, read);
}

static void other_page(const struct page *p, const struct list *explained,
		       const struct gathered *read)
{
	if (p->options->verbosity > 0)
		every(p, explained);
	else
		most_telling(p, explained);
	left_out(p, read);
	about_read(p, read);
}

static void quiet(const struct page *p, const struct list *explained, const struct gathered *read)
{
	if (explained->n == 0)
		nothing_found(p, read);
	else if (is_log(explained) || read->messages > 1)
		titles(p, explained);
	else
		most_telling(p, explained);
}

void explained_text(struct buf *out, const struct list *explained, const struct gathered *read,
		    const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	if (o->verbosity < 0)
		quiet(&p, explained, read);
	else if (explained->n == 0)
		nothing_found(&p, read);
	else if (is_log(explained))
		log_page(&p, explained, read);
	else
		other_page(&p, explained, read);
	if (o->verbosity >= 0)
		about_riddles(&p, read);
	arena_free(p.arena);
}

void explained_fresh(struct buf *out, const struct explanation *x, const struct report_options *o)
{
	struct page p = {.arena = arena_new(), .out = out, .options = o};

	finding(&p, x, 1);
	arena_free(p.arena);
}
