/* shape.h - structs described as tables of fields, so that one table serves both directions
 *
 * A shape names each field of a struct, its kind and its place. shape_write() prints any struct of
 * that shape as a JSON object, shape_read() fills one from JSON. */
#ifndef SMTPSCOPE_RECORD_SHAPE_H
#define SMTPSCOPE_RECORD_SHAPE_H

#include "base/arena.h"
#include "record/jsonw.h"

#include <jansson.h>
#include <stddef.h>

enum field_kind {
	FIELD_TEXT,    /* const char *; NULL: left out */
	FIELD_BYTES,   /* struct bytes, escaped; absent: left out */
	FIELD_BASE64,  /* struct bytes that are no text; absent: left out */
	FIELD_INT,     /* int */
	FIELD_UINT32,  /* uint32_t */
	FIELD_OCTETS,  /* int64_t, 0 or more */
	FIELD_BOOL,    /* bool */
	FIELD_MS,      /* double: milliseconds, three decimals kept */
	FIELD_DATE,    /* int64_t, as RFC 3339 */
	FIELD_ENUM,    /* an enum, by `names` */
	FIELD_SENT,    /* bool: ">" sent, "<" received */
	FIELD_OBJECT,  /* embedded struct of `shape`, an object of its own; left out where its first
			* field (an int) is 0 */
	FIELD_POINTER, /* pointer to a struct of `shape`, its fields among ours; NULL: left out */
	FIELD_LIST,    /* struct list of structs of `shape`, which begin with a struct item */
	FIELD_STRINGS, /* struct list of struct string_item */
	FIELD_BYTESES, /* struct list of struct bytes_item */
	FIELD_GROUP,   /* an object of its own made of fields of *this* struct, by `shape` */
	FIELD_ID,      /* pointer to a struct that begins with a struct item and the text of its id;
			* NULL: left out. Who reads knows where such structs are: the field stays */
	FIELD_WORD,    /* always names[0]; no part of the struct */
};

/* What a text may hold that names somebody; see redact.h. */
enum field_holds {
	HOLDS_TEXT,	/* whatever somebody said */
	HOLDS_WORD,	/* a word or number of ours or of a standard */
	HOLDS_HOST,	/* a host's name or address, nothing else */
	HOLDS_OWN_HOST, /* ... of this machine */
	HOLDS_USER,	/* who logs in, sends or receives */
	HOLDS_FILE,	/* its name, or "system" */
	HOLDS_SCOPE,	/* what a token is good for: "https://HOST/SMTP.Send", "Mail.Send" */
	HOLDS_DATA,	/* of a key or a certificate: tells whose it is */
	HOLDS_ELSE,	/* what does not stand alone: redact_*.c knows */
};

struct shape;

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	const char *const *names;
	const struct shape *shape;
	bool optional; /* numbers, words, booleans: left out where 0; lists, groups: where empty */
	bool or_none;  /* FIELD_INT, FIELD_ENUM: -1 where it is left out */
	int most;      /* FIELD_INT: of 0 to this; 0: any */
	bool required; /* what readers of the struct need not ask for: a fault where it is missing
			*/
	enum field_holds holds;
};

struct shape {
	size_t size;
	const struct field *fields; /* those of FIELD_POINTER have no name */
	size_t count;
};

/* The shape of a struct whose fields are in that table. */
#define SHAPE(type, table)                                                                         \
	{                                                                                          \
		sizeof(type), table, sizeof(table) / sizeof((table)[0])                            \
	}

void shape_write(struct jsonw *w, const struct shape *shape, const void *object);

/* The fields only, inside an object the caller has begun. */
void shape_write_fields(struct jsonw *w, const struct shape *shape, const void *object);

/* Fills `object` (zeroed) from the object `json`. 0, or -1 with one line in `*fault` (arena) that
 * names the field and what is wrong with it: "sessions[2].stages[0].ms is not a number". Unknown
 * members are ignored: newer records stay readable. Text comes out of text_safe(): a report from
 * elsewhere may hold what would fool a terminal. */
int shape_read(struct arena *a, const struct shape *shape, void *object, const json_t *json,
	       const char **fault);

#endif
