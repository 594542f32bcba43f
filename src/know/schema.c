#include "know/schema.h"

#include "know/needs.h"
#include "know/pattern.h"
#include "know/words.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(struct reader *r, const struct ynode *n)
{
	if (n->kind != YNODE_TEXT)
		fault_add(r->faults, n->line, n->column, "text is wanted here, not %s",
			  ynode_kind_name(n->kind));
	else if (*n->text == '\0')
		fault_add(r->faults, n->line, n->column, "nothing is written here");
	else
		return n->text;
	return NULL;
}

static const char *checked_text(struct reader *r, const struct ynode *n, const struct member *m)
{
	const char *text = text_of(r, n), *why;

	if (text == NULL || m->check == NULL || (why = m->check(r->scratch, text)) == NULL)
		return text;
	fault_add(r->faults, n->line, n->column, "%s: %s", m->name, why);
	return NULL;
}

void read_text(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *text = checked_text(r, n, m);

	if (text != NULL)
		*(const char **)at = arena_str(r->arena, text);
}

/* `one` for each item of a list, or for `n` itself where it is no list. */
static void each_item(struct reader *r, const struct ynode *n, const struct member *m, void *at,
		      member_reader *one)
{
	if (n->kind != YNODE_LIST) {
		one(r, n, m, at);
		return;
	}
	if (n->children.n == 0)
		fault_add(r->faults, n->line, n->column, "an empty list");
	LIST_EACH (struct ynode, child, &n->children)
		one(r, child, m, at);
}

static void add_text(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *text = checked_text(r, n, m);

	if (text != NULL)
		list_add_string(at, r->arena, text);
}

void read_texts(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	each_item(r, n, m, at, add_text);
}

static void add_sample(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *text = checked_text(r, n, m);
	struct sample *sample;

	if (text == NULL)
		return;
	sample = ARENA_NEW(r->arena, struct sample);
	sample->text.s = arena_str(r->arena, text);
	sample->line = n->line;
	sample->column = n->column;
	list_append(at, sample);
}

void read_samples(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	each_item(r, n, m, at, add_sample);
}

/* The id in the arena, to be looked up later; NULL: it is no text. */
static const char *link_of(struct reader *r, const struct ynode *n, const struct member *m)
{
	const char *id = checked_text(r, n, m);
	struct link *link;

	if (id == NULL)
		return NULL;
	link = ARENA_NEW(r->arena, struct link);
	*link = (struct link){.kind = m->link,
			      .id = arena_str(r->arena, id),
			      .file = r->faults->file,
			      .line = n->line,
			      .column = n->column};
	list_append(r->links, link);
	return link->id;
}

void read_link(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *id = link_of(r, n, m);

	if (id != NULL)
		*(const char **)at = id;
}

static void add_link(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *id = link_of(r, n, m);

	if (id != NULL)
		list_add_string(at, r->arena, id);
}

void read_links(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	each_item(r, n, m, at, add_link);
}

static const char *name_list(struct arena *a, const char *const *names)
{
	const char *all = names[0];

	for (int i = 1; names[i] != NULL; i++)
		all = arena_printf(a, "%s, %s", all, names[i]);
	return all;
}

static int enum_of(struct reader *r, const struct ynode *n, const struct member *m)
{
	const char *text = text_of(r, n);
	int value = text == NULL ? -1 : name_find(m->names, text);

	if (text != NULL && value < 0)
		fault_add(r->faults, n->line, n->column, "%s \"%.40s\" is not one of %s", m->name,
			  text, name_list(r->scratch, m->names));
	return value;
}

void read_enum(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	int value = enum_of(r, n, m);

	if (value >= 0)
		*(int *)at = value;
}

static void add_bit(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	int value = enum_of(r, n, m);

	if (value >= 0)
		*(unsigned *)at |= 1u << value;
}

void read_enum_set(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	each_item(r, n, m, at, add_bit);
}

void read_port(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	const char *text = text_of(r, n), *why;

	(void)m;
	if (text == NULL)
		return;
	if ((why = port_fault(r->scratch, text)) != NULL)
		fault_add(r->faults, n->line, n->column, "%s", why);
	else
		*(int *)at = atoi(text);
}

/* Compiled only to see that it can be. */
static bool sound_pattern(struct reader *r, const struct ynode *n, const struct member *m)
{
	char why[PATTERN_FAULT_SIZE];
	struct pattern *p = pattern_compile(n->text, why);

	if (p == NULL)
		fault_add(r->faults, n->line, n->column, "%s: %s", m->name, why);
	else
		pattern_free(p);
	return p != NULL;
}

void read_pattern(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	struct regex *x;

	if (text_of(r, n) == NULL || !sound_pattern(r, n, m))
		return;
	x = ARENA_NEW(r->arena, struct regex);
	x->source = arena_str(r->arena, n->text);
	x->needs = needs_of(r->arena, x->source);
	x->number = r->patterns++;
	*(const struct regex **)at = x;
}

void read_object(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	schema_read(r, m->schema, n, at);
}

static void add_object(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	void *object = arena_alloc(r->arena, m->schema->size);

	if (schema_read(r, m->schema, n, object))
		list_append(at, object);
}

void read_objects(struct reader *r, const struct ynode *n, const struct member *m, void *at)
{
	each_item(r, n, m, at, add_object);
}

static size_t member_count(const struct schema *s)
{
	size_t n = 0;

	while (s->members[n].name != NULL)
		n++;
	return n;
}

/* The index of the member that the key names; member_count() where there is none. */
static size_t member_find(const struct schema *s, const char *key)
{
	size_t i = 0;

	while (s->members[i].name != NULL && strcmp(s->members[i].name, key) != 0)
		i++;
	return i;
}

static void unknown_key(struct reader *r, const struct schema *s, const struct ynode *key)
{
	const char *names[SCHEMA_MEMBERS_MAX] = {NULL}, *near;
	size_t n = member_count(s);

	for (size_t i = 0; i < n; i++)
		names[i] = s->members[i].name;
	near = text_nearest(key->text, names, n);
	if (near != NULL)
		fault_add(r->faults, key->line, key->column,
			  "unknown key \"%.40s\" in %s; did you mean \"%s\"?", key->text, s->what,
			  near);
	else
		fault_add(r->faults, key->line, key->column, "unknown key \"%.40s\" in %s",
			  key->text, s->what);
}

bool schema_read(struct reader *r, const struct schema *s, const struct ynode *n, void *object)
{
	size_t before = r->faults->n;
	const struct ynode *seen[SCHEMA_MEMBERS_MAX] = {NULL};

	if (n->kind != YNODE_MAPPING) {
		fault_add(r->faults, n->line, n->column, "%s is wanted here, not %s", s->what,
			  ynode_kind_name(n->kind));
		return false;
	}
	LIST_EACH (struct ynode, key, &n->children) {
		size_t i = member_find(s, key->text);
		const struct member *m = &s->members[i];

		if (m->name == NULL) {
			unknown_key(r, s, key);
		} else if (seen[i] != NULL) {
			fault_add(r->faults, key->line, key->column,
				  "key \"%s\" again; it stands in line %d already", key->text,
				  seen[i]->line);
		} else {
			seen[i] = key;
			m->read(r, key->value, m, (char *)object + m->offset);
		}
	}
	for (size_t i = 0; s->members[i].name != NULL; i++)
		if (s->members[i].required && seen[i] == NULL)
			fault_add(r->faults, n->line, n->column, "%s without \"%s\"", s->what,
				  s->members[i].name);
	return r->faults->n == before;
}
