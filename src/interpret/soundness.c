#include "interpret/soundness.h"

#include "interpret/explain.h"
#include "interpret/match.h"
#include "interpret/soundness_way.h"
#include "know/box.h"
#include "know/guide.h"
#include "know/label.h"
#include "know/yamldoc.h"
#include "smtp/reply.h"

#include <string.h>

struct check {
	const struct knowledge *know;
	struct arena *arena; /* for what is gone after one sample */
	struct faults faults;
	size_t samples; /* tried so far */
};

static void complain(struct check *c, const struct entry *e, const char *text)
{
	c->faults.file = e->file;
	fault_add(&c->faults, e->line, e->column, "%s: %s", e->id, text);
}

static void complain_of_sample(struct check *c, const struct entry *e, const struct sample *s,
			       const char *text)
{
	c->faults.file = e->file;
	fault_add(&c->faults, s->line, s->column, "%s: %s", e->id, text);
}

/* ---- samples ---- */

static const char *first_of(const struct list *strings)
{
	return strings->n == 0 ? NULL : ((struct string_item *)(void *)strings->first)->s;
}

static int first_stage(unsigned stages)
{
	int stage = 0;

	if (stages == 0)
		return -1;
	while (!(stages & (1U << stage)))
		stage++;
	return stage;
}

/* What a session makes of the reply, where it is met as `e` expects. */
static const struct entry *in_session(struct check *c, const struct entry *e, const struct reply *r)
{
	const struct match_query q = {
		.reply = r,
		.stage = first_stage(e->when.stages),
		.command = first_of(&e->when.commands),
		.provider = first_of(&e->when.providers),
	};

	return match_reply(c->know, &q);
}

/* What is said of it where somebody pastes it. */
static const struct entry *in_paste(struct check *c, const struct entry *e, const char *sample)
{
	const struct explain_context context = {
		.provider = first_of(&e->when.providers),
		.stage = first_stage(e->when.stages),
		.command = first_of(&e->when.commands),
	};
	const struct explanation *x;
	const struct finding *f;
	struct list items = {0}, explained;

	paste_read(c->arena, bytes_str(c->arena, sample), &items);
	explained = explain_items(c->arena, c->know, &items, &context);
	x = (const void *)explained.first;
	f = x == NULL ? NULL : (const void *)x->findings.first;
	return f == NULL ? NULL : knowledge_entry(c->know, f->id);
}

/* The entry that a sample leads to; another than `e` where one of the two ways leads there. What no
 * paste is recognised by, an issuer or a code that nobody uses, has the one way only. */
static const struct entry *winner(struct check *c, const struct entry *e, const char *sample)
{
	const struct entry *pasted = in_paste(c, e, sample);
	struct reply r = {0};

	if (pasted != NULL && (pasted != e || !entry_has_when(e)))
		return pasted;
	if (!reply_read(c->arena, sample, &r)) {
		if (pasted != NULL)
			return pasted;
		r.text = bytes_str(c->arena, sample);
	}
	return in_session(c, e, &r);
}

static const char *id_of(const struct entry *e)
{
	return e == NULL ? "nothing" : e->id;
}

struct stray {
	struct item item;
	const struct sample *sample;
	const struct entry *to; /* NULL: nothing explains it */
};

static struct list strays_of(struct check *c, const struct entry *e)
{
	struct list strays = {0};

	LIST_EACH (const struct sample, s, &e->samples) {
		const struct entry *to = winner(c, e, s->text.s);
		struct stray *stray;

		if (to == e)
			continue;
		stray = ARENA_NEW(c->arena, struct stray);
		stray->sample = s;
		stray->to = to;
		list_append(&strays, stray);
	}
	return strays;
}

static void complain_of_stray(struct check *c, const struct entry *e, const struct stray *s)
{
	complain_of_sample(c, e, s->sample,
			   arena_printf(c->arena, "this sample goes to %s", id_of(s->to)));
}

/* An entry none of whose samples finds it is out of reach: one fault says so. */
static void check_samples(struct check *c, const struct entry *e)
{
	struct list strays = strays_of(c, e);

	c->samples += e->samples.n;
	if (strays.n > 1 && strays.n == e->samples.n)
		complain(c, e,
			 arena_printf(c->arena,
				      "out of reach: its samples all go to others, the last one "
				      "to %s",
				      id_of(((const struct stray *)(void *)strays.last)->to)));
	else
		LIST_EACH (const struct stray, s, &strays)
			complain_of_stray(c, e, s);
}

static void check_not_samples(struct check *c, const struct entry *e)
{
	LIST_EACH (const struct sample, s, &e->not_samples)
		if (winner(c, e, s->text.s) == e)
			complain_of_sample(c, e, s, "this \"not\" sample goes to the entry itself");
	c->samples += e->not_samples.n;
}

/* ---- neighbours ---- */

static bool same_strings(const struct list *a, const struct list *b)
{
	if (a->n != b->n)
		return false;
	LIST_EACH (const struct string_item, it, a)
		if (!list_has_string(b, it->s))
			return false;
	return true;
}

static bool same_pattern(const struct regex *a, const struct regex *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a->source, b->source) == 0);
}

static bool same_when(const struct entry *a, const struct entry *b)
{
	return entry_has_when(a) && a->when.stages == b->when.stages &&
	       same_pattern(a->when.text, b->when.text) &&
	       same_strings(&a->when.commands, &b->when.commands) &&
	       same_strings(&a->when.codes, &b->when.codes) &&
	       same_strings(&a->when.enhanced, &b->when.enhanced) &&
	       same_strings(&a->when.providers, &b->when.providers);
}

static bool same_client(const struct entry *a, const struct entry *b)
{
	return a->client.text != NULL && same_pattern(a->client.text, b->client.text);
}

static bool same_title(const struct entry *a, const struct entry *b)
{
	return text_casecmp(a->title, b->title) == 0;
}

static bool same_meaning(const struct entry *a, const struct entry *b)
{
	return text_casecmp(a->meaning, b->meaning) == 0;
}

static const struct likeness {
	const char *what;
	bool (*same)(const struct entry *a, const struct entry *b);
} likenesses[] = {{"title", same_title},
		  {"meaning", same_meaning},
		  {"\"when\"", same_when},
		  {"\"client\"", same_client},
		  {0}};

/* Said once of two that are both to be checked: of the later one. */
static void check_neighbours(struct check *c, const struct entry *e)
{
	bool later = false;

	LIST_EACH (const struct entry, other, knowledge_entries(c->know)) {
		later = later || other == e;
		for (const struct likeness *l = likenesses; other != e && l->what != NULL; l++)
			if ((other->file == NULL || !later) && l->same(e, other))
				complain(c, e,
					 arena_printf(c->arena, "the same %s as that of %s",
						      l->what, other->id));
	}
}

/* ---- one entry ---- */

/* Code raises ours by their ids, and knows no others. */
static void check_raised(struct check *c, const struct entry *e)
{
	if (!entry_has_when(e) && e->client.text == NULL && !knowledge_is_embedded(e->id))
		complain(c, e,
			 "nothing leads to it: it has neither \"when\" nor \"client\", and the "
			 "program does not know its id");
}

static void check_actor(struct check *c, const struct entry *e)
{
	if (e->owner != OWNER_NOBODY && e->fixes.n == 0)
		complain(c, e,
			 arena_printf(c->arena, "its owner, %s, has nothing to do: add \"fixes\"",
				      owner_names[e->owner]));
}

static void check_links(struct check *c, const struct entry *e)
{
	if (list_has_string(&e->also, e->id))
		complain(c, e, "\"also\" leads to the entry itself");
}

static void check_entry(struct check *c, const struct entry *e)
{
	static void (*const checks[])(struct check * c, const struct entry *e) = {
		check_raised,  check_actor,	  check_links,
		check_samples, check_not_samples, check_neighbours,
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		c->arena = arena_new();
		checks[i](c, e);
		arena_free(c->arena);
	}
}

/* ---- one box ---- */

/* Which box that issuer, or those first words, lead to. */
static const struct box *box_found(const struct check *c, const struct box *b, const char *text)
{
	return b->issuer != NULL
		       ? box_of_issuer(c->know, text)
		       : box_of_greeting(c->know, (struct bytes){(char *)text, strlen(text)});
}

static void complain_of_box(struct check *c, const struct box *b, const struct sample *s,
			    const char *text)
{
	c->faults.file = b->file;
	fault_add(&c->faults, s->line, s->column, "%s: %s", b->id, text);
}

static void check_box(struct check *c, const struct box *b)
{
	LIST_EACH (const struct sample, s, &b->samples) {
		const struct box *to = box_found(c, b, s->text.s);

		if (to != b)
			complain_of_box(c, b, s,
					arena_printf(c->faults.arena, "this sample goes to %s",
						     to == NULL ? "nothing" : to->id));
	}
	LIST_EACH (const struct sample, s, &b->not_samples)
		if (box_found(c, b, s->text.s) == b)
			complain_of_box(c, b, s, "this \"not\" sample goes to the box itself");
	c->samples += b->samples.n + b->not_samples.n;
}

/* ---- one label ---- */

static const struct label *label_found(const struct check *c, const struct label *l,
				       const char *text, struct bytes *name)
{
	return label_in(c->know, l->kind, (struct bytes){(char *)text, strlen(text)}, name);
}

static void complain_of_label(struct check *c, const struct label *l, const struct sample *s,
			      const char *text)
{
	c->faults.file = l->file;
	fault_add(&c->faults, s->line, s->column, "%s: %s", l->id, text);
}

static void check_label(struct check *c, const struct label *l)
{
	struct bytes name;

	LIST_EACH (const struct sample, s, &l->samples) {
		const struct label *to = label_found(c, l, s->text.s, &name);

		if (to != l)
			complain_of_label(c, l, s,
					  arena_printf(c->faults.arena, "this sample goes to %s",
						       to == NULL ? "nothing" : to->id));
	}
	LIST_EACH (const struct sample, s, &l->not_samples)
		if (label_found(c, l, s->text.s, &name) == l)
			complain_of_label(c, l, s, "this \"not\" sample goes to the label itself");
	c->samples += l->samples.n + l->not_samples.n;
}

/* ---- one guide ---- */

static bool has_command(const struct guide *g, const char *begins)
{
	LIST_EACH (const struct guide_step, s, &g->steps)
		LIST_EACH (const struct string_item, it, &s->commands)
			if (strncmp(it->s, begins, strlen(begins)) == 0)
				return true;
	return false;
}

static void complain_of_guide(struct check *c, const struct guide *g, const char *text)
{
	c->faults.file = g->file;
	fault_add(&c->faults, g->line, g->column, "%s: %s", g->id, text);
}

/* It leads to where it says. */
static void check_guide(struct check *c, const struct guide *g)
{
	const struct token_service *s =
		g->service == NULL ? NULL : token_service_find(c->know, g->service);

	if (s != NULL && service_grant_of(s, g->grant) == NULL)
		complain_of_guide(c, g, "its service has no such grant");
	if (!has_command(g, "smtpscope token "))
		complain_of_guide(c, g, "no step gets a token");
	if (!has_command(g, "smtpscope check "))
		complain_of_guide(c, g, "no step tries it");
}

size_t soundness_faults(const struct knowledge *k, struct list *faults, struct arena *a)
{
	struct check c = {.know = k, .faults = {.list = faults, .arena = a}};

	LIST_EACH (const struct entry, e, knowledge_entries(k))
		if (e->file != NULL)
			check_entry(&c, e);
	LIST_EACH (const struct box, b, knowledge_boxes(k))
		if (b->file != NULL)
			check_box(&c, b);
	LIST_EACH (const struct label, l, knowledge_labels(k))
		if (l->file != NULL)
			check_label(&c, l);
	LIST_EACH (const struct guide, g, guides_all(k))
		if (g->file != NULL)
			check_guide(&c, g);
	return c.samples + soundness_of_ways(k, faults, a);
}
