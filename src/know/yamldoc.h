/* yamldoc.h - a YAML file as a tree of nodes that know where they stand
 *
 * The catalogue uses a plain subset: one document, no anchors, aliases or tags. Every scalar is
 * text; what it means is up to the schema. */
#ifndef SMTPSCOPE_KNOW_YAMLDOC_H
#define SMTPSCOPE_KNOW_YAMLDOC_H

#include "base/arena.h"
#include "base/list.h"

#include <stddef.h>

enum { YAMLDOC_SIZE_MAX = 1 << 20, YAMLDOC_DEPTH_MAX = 8, FAULTS_MAX = 1000 };

/* Where complaints about one file go: lines "file:line:column: text". */
struct faults {
	struct list *list; /* of struct string_item */
	struct arena *arena;
	const char *file;
	size_t n; /* how many were found in this file, the ones past FAULTS_MAX too */
};

void fault_add(struct faults *f, int line, int column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

enum ynode_kind { YNODE_TEXT, YNODE_LIST, YNODE_MAPPING };

struct ynode {
	struct item item;
	enum ynode_kind kind;
	int line, column;     /* from 1 */
	const char *text;     /* YNODE_TEXT: its value, UTF-8 without NUL */
	struct list children; /* YNODE_LIST: items; YNODE_MAPPING: keys */
	struct ynode *value;  /* what belongs to this node where it is a key */
};

/* The tree, in the arena; or NULL and one fault where `text` is no such document. */
struct ynode *yamldoc_parse(struct arena *a, const char *text, size_t len, struct faults *f);

const char *ynode_kind_name(enum ynode_kind kind); /* with its article */

#endif
