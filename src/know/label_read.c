#include "know/label.h"

#include "know/entry.h"
#include "know/words.h"

const char *const label_kind_names[] = {"message", "block-list", "connection", NULL};

static const struct member label_members[] = {
	{"id", true, MEMBER(label, id), read_text, .check = id_fault},
	{"title", true, MEMBER(label, title), read_text},
	{"kind", true, MEMBER(label, kind), read_enum, .names = label_kind_names},
	{"text", true, MEMBER(label, text), read_pattern},
	{"references", true, MEMBER(label, references), read_objects, .schema = &reference_schema},
	{"samples", true, MEMBER(label, samples), read_samples, .tests_only = true},
	{"not", false, MEMBER(label, not_samples), read_samples, .tests_only = true},
	{0},
};
const struct schema label_schema = SCHEMA("a label", label, label_members);

struct label *label_read(struct reader *r, const struct ynode *n)
{
	struct label *l = ARENA_NEW(r->arena, struct label);

	if (!schema_read(r, &label_schema, n, l))
		return NULL;
	l->file = r->faults->file;
	l->line = n->line;
	l->column = n->column;
	return l;
}
