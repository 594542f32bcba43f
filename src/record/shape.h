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
	FIELD_INT,     /* int; left out where 0 and `optional` */
	FIELD_UINT32,  /* uint32_t */
	FIELD_BOOL,    /* bool; left out where false and `optional` */
	FIELD_MS,      /* double: milliseconds, three decimals kept */
	FIELD_DATE,    /* int64_t, as RFC 3339 */
	FIELD_ENUM,    /* int-sized enum, by `names` */
	FIELD_OBJECT,  /* embedded struct of `shape`, an object of its own */
	FIELD_PART,    /* embedded struct of `shape`, its fields among ours */
	FIELD_POINTER, /* pointer to a struct of `shape`, its fields among ours; NULL: left out */
	FIELD_LIST,    /* struct list of structs of `shape` */
	FIELD_STRINGS, /* struct list of struct string_item */
	FIELD_BYTESES, /* struct list of struct bytes_item */
	FIELD_GROUP,   /* an object of its own made of fields of *this* struct, by `shape` */
};

struct shape;

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	const char *const *names;
	const struct shape *shape;
	bool optional;
	/* FIELD_POINTER on reading: wanted only where this integer field of the struct has `when`
	 */
	size_t when_offset;
	unsigned when; /* a bit set of values */
};

struct shape {
	size_t size;
	const struct field *fields; /* ends with a NULL name */
};

void shape_write(struct jsonw *w, const struct shape *shape, const void *object);

/* The fields only, inside an object the caller has begun. */
void shape_write_fields(struct jsonw *w, const struct shape *shape, const void *object);

/* Fills `object` (zeroed) from `json`. 0, or -1 with one line in `*fault` (arena) that names the
 * field: a wrong type, an unknown enum value. Unknown members are ignored: newer records stay
 * readable. */
int shape_read(struct arena *a, const struct shape *shape, void *object, const json_t *json,
	       const char **fault);

#endif
