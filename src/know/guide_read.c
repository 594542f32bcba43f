/* Guides, as their files hold them; what can be asked of them is in guide.c. */
#include "know/guide.h"

#include "know/advice.h"
#include "know/entry.h"
#include "know/words.h"

#include <string.h>

static const char small_and_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

size_t guide_value_length(const char *text)
{
	size_t n = *text == '{' ? strspn(text + 1, small_and_digits) : 0;

	return n > 0 && text[n + 1] == '}' ? n + 2 : 0;
}

const struct guide_value *guide_value_find(const struct guide *g, const char *name, size_t n)
{
	LIST_EACH (const struct guide_value, v, &g->values)
		if (strlen(v->name) == n && memcmp(v->name, name, n) == 0)
			return v;
	return NULL;
}

static const char *name_fault(struct arena *a, const char *text)
{
	(void)a;
	return text[strspn(text, small_and_digits)] != '\0' || strlen(text) > 12
		       ? "a name has small letters, digits and underscores, 12 at the most"
		       : NULL;
}

/* It is copied to where no blank may be lost and no sign may be another. */
static const char *command_fault(struct arena *a, const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return "a command is one line of plain letters";
	return advice_fault(a, text);
}

static const struct member value_members[] = {
	{"name", true, MEMBER(guide_value, name), read_text, .check = name_fault},
	{"text", true, MEMBER(guide_value, text), read_text},
	{0},
};
static const struct schema value_schema = SCHEMA("a value", guide_value, value_members);

static const struct member step_members[] = {
	{"who", true, MEMBER(guide_step, who), read_enum, .names = owner_names},
	{"text", true, MEMBER(guide_step, text), read_text, .check = advice_fault},
	{"commands", false, MEMBER(guide_step, commands), read_texts, .check = command_fault},
	{0},
};
static const struct schema step_schema = SCHEMA("a step", guide_step, step_members);

static const struct member mistake_members[] = {
	{"mistake", true, MEMBER(guide_mistake, mistake), read_text},
	{"sign", true, MEMBER(guide_mistake, sign), read_text, .check = advice_fault},
	{0},
};
static const struct schema mistake_schema = SCHEMA("a mistake", guide_mistake, mistake_members);

static const struct member guide_members[] = {
	{"id", true, MEMBER(guide, id), read_text, .check = id_fault},
	{"service", false, MEMBER(guide, service), read_link, .link = LINK_TOKEN_SERVICE},
	{"grant", true, MEMBER(guide, grant), read_enum, .names = token_grant_names},
	{"title", true, MEMBER(guide, title), read_text},
	{"fits", true, MEMBER(guide, fits), read_text},
	{"values", true, MEMBER(guide, values), read_objects, .schema = &value_schema},
	{"steps", true, MEMBER(guide, steps), read_objects, .schema = &step_schema},
	{"mistakes", true, MEMBER(guide, mistakes), read_objects, .schema = &mistake_schema},
	{"references", true, MEMBER(guide, references), read_objects, .schema = &reference_schema},
	{0},
};
const struct schema guide_schema = SCHEMA("a guide", guide, guide_members);

/* ---- values and their uses ---- */

typedef void text_visitor(void *arg, const char *text);

static void each_text(const struct guide *g, text_visitor *visit, void *arg)
{
	LIST_EACH (const struct guide_step, s, &g->steps) {
		visit(arg, s->text);
		LIST_EACH (const struct string_item, it, &s->commands)
			visit(arg, it->s);
	}
	LIST_EACH (const struct guide_mistake, m, &g->mistakes) {
		visit(arg, m->mistake);
		visit(arg, m->sign);
	}
}

struct uses {
	const struct guide *guide;
	const struct guide_value *sought; /* is used? */
	bool found;
	const char *unknown; /* the first name in braces that no value has */
	size_t unknown_length;
};

static void note_uses(void *arg, const char *text)
{
	struct uses *u = arg;
	size_t n;

	for (; *text != '\0'; text += n > 0 ? n : 1) {
		const struct guide_value *v;

		n = guide_value_length(text);
		if (n == 0)
			continue;
		v = guide_value_find(u->guide, text + 1, n - 2);
		u->found = u->found || (v != NULL && v == u->sought);
		if (v == NULL && u->unknown == NULL) {
			u->unknown = text;
			u->unknown_length = n < 40 ? n : 40;
		}
	}
}

static void check_values(struct reader *r, const struct ynode *n, const struct guide *g)
{
	struct uses unknown = {.guide = g};

	each_text(g, note_uses, &unknown);
	if (unknown.unknown != NULL)
		fault_add(r->faults, n->line, n->column, "%s: no value is called %.*s", g->id,
			  (int)unknown.unknown_length, unknown.unknown);
	LIST_EACH (const struct guide_value, v, &g->values) {
		struct uses u = {.guide = g, .sought = v};

		each_text(g, note_uses, &u);
		if (guide_value_find(g, v->name, strlen(v->name)) != v)
			fault_add(r->faults, n->line, n->column, "%s: value %s again", g->id,
				  v->name);
		else if (!u.found)
			fault_add(r->faults, n->line, n->column, "%s: nothing uses the value %s",
				  g->id, v->name);
	}
}

/* Somebody has to be asked. */
static void check_owners(struct reader *r, const struct ynode *n, const struct guide *g)
{
	LIST_EACH (const struct guide_step, s, &g->steps)
		if (s->who == OWNER_NOBODY)
			fault_add(r->faults, n->line, n->column, "%s: a step that nobody does",
				  g->id);
}

struct guide *guide_read(struct reader *r, const struct ynode *n)
{
	struct guide *g = ARENA_NEW(r->arena, struct guide);
	size_t before = r->faults->n;

	if (!schema_read(r, &guide_schema, n, g))
		return NULL;
	check_values(r, n, g);
	check_owners(r, n, g);
	g->file = r->faults->file;
	g->line = n->line;
	g->column = n->column;
	return r->faults->n == before ? g : NULL;
}
