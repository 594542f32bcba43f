/* schema.h - structs of the catalogue as tables of members, read from YAML with every fault named
 *
 * A schema lists the keys that a mapping may have; each key has a reader that checks the value and
 * puts it into the struct. */
#ifndef SMTPSCOPE_KNOW_SCHEMA_H
#define SMTPSCOPE_KNOW_SCHEMA_H

#include "know/knowledge.h"
#include "know/yamldoc.h"

struct schema;
struct member;

enum link_kind { LINK_ENTRY, LINK_PROVIDER, LINK_MECHANISM, LINK_WAY, LINK_TOKEN_SERVICE };

/* An id that something refers to: looked up once all files are read. */
struct link {
	struct item item;
	enum link_kind kind;
	const char *id, *file;
	int line, column;
};

/* What one load shares. */
struct reader {
	struct arena *arena;   /* of the knowledge */
	struct arena *scratch; /* gone after the file */
	struct faults *faults;
	size_t patterns;    /* how many have been read; what the next one is numbered */
	struct list *links; /* of struct link */
};

/* Puts the value `n` into the member at `at`; complains to r->faults. */
typedef void member_reader(struct reader *r, const struct ynode *n, const struct member *m,
			   void *at);

enum { SCHEMA_MEMBERS_MAX = 32 };

/* What is wrong with one text, or NULL; it may live in the scratch arena. */
typedef const char *text_check(struct arena *scratch, const char *text);

struct member {
	const char *name;
	bool required;
	const char *field; /* what C calls it */
	size_t offset;
	member_reader *read;
	text_check *check;	     /* of read_text, read_texts; or NULL */
	const char *const *names;    /* of read_enum, read_enum_set; ends with NULL */
	const struct schema *schema; /* of read_object, read_objects */
	enum link_kind link;	     /* of read_link, read_links */
	bool tests_only;	     /* not embedded in the program */
};
#define MEMBER(type, name) .field = #name, .offset = offsetof(struct type, name)

struct schema {
	const char *what; /* "an entry" */
	const char *type; /* what C calls it behind `struct` */
	size_t size;
	const struct member *members; /* at most SCHEMA_MEMBERS_MAX, then a NULL name */
};
#define SCHEMA(what, type, members)                                                                \
	{                                                                                          \
		what, #type, sizeof(struct type), members                                          \
	}

member_reader read_text;     /* const char * */
member_reader read_texts;    /* struct list of struct string_item; one text is a list of one */
member_reader read_samples;  /* struct list of struct sample */
member_reader read_link;     /* const char *: an id that must exist */
member_reader read_links;    /* struct list of struct string_item: such ids */
member_reader read_enum;     /* an enum */
member_reader read_enum_set; /* unsigned: bits of 1 << value */
member_reader read_port;     /* int */
member_reader read_pattern;  /* const struct regex * */
member_reader read_object;   /* a struct of `schema` in place */
member_reader read_objects;  /* struct list of them */

/* Fills `object` (zeroed) from the mapping `n`. False where anything was wrong with it. */
bool schema_read(struct reader *r, const struct schema *s, const struct ynode *n, void *object);

#endif
