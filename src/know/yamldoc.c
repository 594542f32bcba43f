/* Built on libyaml's events and not on its documents: those have already replaced an alias by what
 * it stands for, and forgotten anchors, when we could look. */
#include "know/yamldoc.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

void fault_add(struct faults *f, int line, int column, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	f->n++;
	if (f->list->n >= FAULTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	list_add_string(f->list, f->arena,
			arena_printf(f->arena, "%s:%d:%d: %s", f->file, line, column, text));
}

const char *ynode_kind_name(enum ynode_kind kind)
{
	static const char *const names[] = {"text", "a list", "a mapping"};

	return names[kind];
}

struct builder {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one; {0} after a fault */
	const char *text;
	size_t len;
	struct arena *arena;
	struct faults *faults;
	bool broken;
};

static void complain(struct builder *b, const yaml_mark_t *at, const char *text)
{
	b->broken = true;
	fault_add(b->faults, (int)at->line + 1, (int)at->column + 1, "%s", text);
}

/* libyaml gives no line for bytes that it cannot decode, only how many came before. */
static yaml_mark_t offset_mark(const struct builder *b)
{
	yaml_mark_t at = {0};

	for (size_t i = 0; i < b->parser.problem_offset && i < b->len; i++) {
		at.column = b->text[i] == '\n' ? 0 : at.column + 1;
		at.line += b->text[i] == '\n';
	}
	return at;
}

/* False at the first fault; the file is not read further, what follows would be guesswork. */
static bool next_event(struct builder *b)
{
	yaml_mark_t at;

	yaml_event_delete(&b->event);
	if (b->broken)
		return false;
	if (yaml_parser_parse(&b->parser, &b->event))
		return true;
	at = b->parser.error == YAML_READER_ERROR ? offset_mark(b) : b->parser.problem_mark;
	complain(b, &at, b->parser.problem != NULL ? b->parser.problem : "not YAML");
	return false;
}

static bool plain_subset(struct builder *b, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		complain(b, &b->event.start_mark, "anchors are not used here");
	else if (tag != NULL)
		complain(b, &b->event.start_mark, "tags are not used here");
	return !b->broken;
}

static struct ynode *node_new(struct builder *b, enum ynode_kind kind)
{
	struct ynode *n = ARENA_NEW(b->arena, struct ynode);

	n->kind = kind;
	n->line = (int)b->event.start_mark.line + 1;
	n->column = (int)b->event.start_mark.column + 1;
	return n;
}

static struct ynode *build(struct builder *b, int depth);

static struct ynode *build_text(struct builder *b)
{
	const char *value = (const char *)b->event.data.scalar.value;
	struct ynode *n = node_new(b, YNODE_TEXT);

	if (!plain_subset(b, b->event.data.scalar.anchor, b->event.data.scalar.tag))
		return NULL;
	if (strlen(value) != b->event.data.scalar.length) {
		complain(b, &b->event.start_mark, "a NUL byte in a text");
		return NULL;
	}
	n->text = arena_str(b->arena, value);
	return n;
}

static struct ynode *build_list(struct builder *b, int depth)
{
	struct ynode *n = node_new(b, YNODE_LIST), *child;

	if (!plain_subset(b, b->event.data.sequence_start.anchor, b->event.data.sequence_start.tag))
		return NULL;
	while (next_event(b) && b->event.type != YAML_SEQUENCE_END_EVENT)
		if ((child = build(b, depth)) != NULL)
			list_append(&n->children, child);
	return n;
}

static struct ynode *build_mapping(struct builder *b, int depth)
{
	struct ynode *n = node_new(b, YNODE_MAPPING), *key;

	if (!plain_subset(b, b->event.data.mapping_start.anchor, b->event.data.mapping_start.tag))
		return NULL;
	while (next_event(b) && b->event.type != YAML_MAPPING_END_EVENT) {
		if (b->event.type != YAML_SCALAR_EVENT)
			complain(b, &b->event.start_mark, "a key must be text");
		else if ((key = build_text(b)) != NULL && next_event(b) &&
			 (key->value = build(b, depth)) != NULL)
			list_append(&n->children, key);
	}
	return n;
}

/* The node that the current event begins; NULL after a fault. The depth is capped here, so the
 * recursion is, too. */
static struct ynode *build(struct builder *b, int depth)
{
	if (depth == YAMLDOC_DEPTH_MAX) {
		complain(b, &b->event.start_mark, "nested too deep");
		return NULL;
	}
	switch (b->event.type) {
	case YAML_SCALAR_EVENT:
		return build_text(b);
	case YAML_SEQUENCE_START_EVENT:
		return build_list(b, depth + 1);
	case YAML_MAPPING_START_EVENT:
		return build_mapping(b, depth + 1);
	case YAML_ALIAS_EVENT:
		complain(b, &b->event.start_mark, "aliases are not used here");
		return NULL;
	default:
		return NULL;
	}
}

static struct ynode *build_document(struct builder *b)
{
	struct ynode *root = NULL;

	while (next_event(b) && b->event.type != YAML_STREAM_END_EVENT) {
		if (b->event.type != YAML_DOCUMENT_START_EVENT)
			continue;
		if (root != NULL)
			complain(b, &b->event.start_mark, "a second document");
		else if (next_event(b))
			root = build(b, 0);
	}
	if (root == NULL && !b->broken)
		complain(b, &b->parser.mark, "nothing in this file");
	return b->broken ? NULL : root;
}

struct ynode *yamldoc_parse(struct arena *a, const char *text, size_t len, struct faults *f)
{
	struct builder b = {.text = text, .len = len, .arena = a, .faults = f};
	struct ynode *root;

	if (len > YAMLDOC_SIZE_MAX) {
		fault_add(f, 1, 1, "larger than %d bytes", YAMLDOC_SIZE_MAX);
		return NULL;
	}
	if (!yaml_parser_initialize(&b.parser)) {
		fault_add(f, 1, 1, "out of memory");
		return NULL;
	}
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)text, len);
	root = build_document(&b);
	yaml_event_delete(&b.event);
	yaml_parser_delete(&b.parser);
	return root;
}
