#include "record/shape.h"

#include "base/base64.h"
#include "base/clock.h"
#include "record/record.h"

#include <math.h>
#include <string.h>

static const double MS_MAX = 1e12; /* thirty years; what is more is no duration */

static void *place(void *object, const struct field *f)
{
	return (char *)object + f->offset;
}

static const void *place_const(const void *object, const struct field *f)
{
	return (const char *)object + f->offset;
}

/* ---- writing ---- */

static bool is_left_out(const struct field *f, const void *at);

static bool is_empty_group(const struct shape *shape, const void *object)
{
	for (const struct field *f = shape->fields; f < shape->fields + shape->count; f++)
		if (!is_left_out(f, f->kind == FIELD_GROUP ? object : place_const(object, f)))
			return false;
	return true;
}

static bool is_left_out(const struct field *f, const void *at)
{
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_POINTER:
	case FIELD_ID:
		return *(const char *const *)at == NULL;
	case FIELD_BYTES:
	case FIELD_BASE64:
		return ((const struct bytes *)at)->p == NULL;
	case FIELD_OBJECT:
		return *(const int *)at == 0;
	case FIELD_INT:
	case FIELD_ENUM:
		return f->or_none ? *(const int *)at < 0 : f->optional && *(const int *)at == 0;
	case FIELD_UINT32:
		return f->optional && *(const uint32_t *)at == 0;
	case FIELD_BOOL:
		return f->optional && !*(const bool *)at;
	case FIELD_MS:
		return f->optional && *(const double *)at == 0;
	case FIELD_DATE:
	case FIELD_OCTETS:
		return f->optional && *(const int64_t *)at == 0;
	case FIELD_LIST:
	case FIELD_STRINGS:
	case FIELD_BYTESES:
		return f->optional && ((const struct list *)at)->n == 0;
	case FIELD_GROUP:
		return f->optional && is_empty_group(f->shape, at);
	default:
		return false;
	}
}

/* As it will be read again, see harmless(): what transcripts tell may hold any bytes. */
static void write_text(struct jsonw *w, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);
	struct arena *a;

	if (text_plain(s, n) == n) {
		jsonw_plain(w, s, n);
		return;
	}
	a = arena_new();
	jsonw_text(w, text_safe(a, (struct bytes){(char *)(uintptr_t)s, n}));
	arena_free(a);
}

static void write_word(struct jsonw *w, const char *word)
{
	jsonw_plain(w, word, strlen(word));
}

static void write_base64(struct jsonw *w, struct bytes b)
{
	struct buf text = {0};

	base64_encode(&text, b.p, b.n);
	jsonw_plain(w, text.p, text.n);
	buf_free(&text);
}

static void write_list(struct jsonw *w, const struct field *f, const struct list *l)
{
	jsonw_begin_array(w);
	LIST_EACH (const struct item, it, l) {
		if (f->kind == FIELD_STRINGS)
			write_text(w, ((const struct string_item *)(const void *)it)->s);
		else if (f->kind == FIELD_BYTESES)
			jsonw_bytes(w, ((const struct bytes_item *)(const void *)it)->b);
		else
			shape_write(w, f->shape, it);
	}
	jsonw_end_array(w);
}

static const char *id_of(const struct item *it)
{
	return *(const char *const *)(const void *)(it + 1);
}

static void write_value(struct jsonw *w, const struct field *f, const void *at)
{
	switch (f->kind) {
	case FIELD_TEXT:
		write_text(w, *(const char *const *)at);
		break;
	case FIELD_BYTES:
		jsonw_bytes(w, *(const struct bytes *)at);
		break;
	case FIELD_BASE64:
		write_base64(w, *(const struct bytes *)at);
		break;
	case FIELD_INT:
		jsonw_int(w, *(const int *)at);
		break;
	case FIELD_UINT32:
		jsonw_int(w, *(const uint32_t *)at);
		break;
	case FIELD_OCTETS:
		jsonw_int(w, *(const int64_t *)at);
		break;
	case FIELD_BOOL:
		jsonw_bool(w, *(const bool *)at);
		break;
	case FIELD_SENT:
		jsonw_plain(w, *(const bool *)at ? ">" : "<", 1);
		break;
	case FIELD_MS:
		jsonw_ms(w, *(const double *)at);
		break;
	case FIELD_DATE:
		jsonw_date(w, *(const int64_t *)at);
		break;
	case FIELD_ENUM:
		write_word(w, f->names[*(const int *)at]);
		break;
	case FIELD_ID:
		write_text(w, id_of(*(const struct item *const *)at));
		break;
	case FIELD_WORD:
		write_word(w, f->names[0]);
		break;
	case FIELD_LIST:
	case FIELD_STRINGS:
	case FIELD_BYTESES:
		write_list(w, f, at);
		break;
	case FIELD_OBJECT:
	case FIELD_GROUP:
	case FIELD_POINTER:
		shape_write(w, f->shape, at);
		break;
	}
}

void shape_write_fields(struct jsonw *w, const struct shape *shape, const void *object)
{
	for (const struct field *f = shape->fields; f < shape->fields + shape->count; f++) {
		const void *at = f->kind == FIELD_GROUP ? object : place_const(object, f);

		if (is_left_out(f, at))
			continue;
		if (f->kind == FIELD_POINTER) {
			shape_write_fields(w, f->shape, *(const void *const *)at);
			continue;
		}
		jsonw_key(w, f->name);
		write_value(w, f, at);
	}
}

void shape_write(struct jsonw *w, const struct shape *shape, const void *object)
{
	jsonw_begin_object(w);
	shape_write_fields(w, shape, object);
	jsonw_end_object(w);
}

/* ---- reading ---- */

struct reader {
	struct arena *a;
	const char **fault;
};

static int fail(const struct reader *r, const struct field *f, const char *what)
{
	*r->fault = arena_printf(r->a, "%s %s", f->name, what);
	return -1;
}

/* The fault was met inside `f`: its name grows to the left, "sessions[2].port". */
static int fail_inside(const struct reader *r, const struct field *f)
{
	*r->fault = arena_printf(r->a, "%s.%s", f->name, *r->fault);
	return -1;
}

static int fail_at(const struct reader *r, const struct field *f, size_t index)
{
	*r->fault = arena_printf(r->a, "%s[%zu].%s", f->name, index, *r->fault);
	return -1;
}

static int read_ms(const struct reader *r, const struct field *f, double *at, const json_t *v)
{
	if (!json_is_number(v) || fabs(json_number_value(v)) > MS_MAX)
		return fail(r, f, "is not a number of milliseconds");
	*at = json_number_value(v);
	return 0;
}

static int read_whole(const struct reader *r, const struct field *f, void *at, const json_t *v)
{
	bool wide = f->kind == FIELD_UINT32;
	bool counts = wide || f->most > 0 || f->or_none;
	json_int_t n = json_integer_value(v), most = wide ? UINT32_MAX : INT32_MAX;

	if (f->most > 0)
		most = f->most;
	if (!json_is_integer(v) || n < (counts ? 0 : INT32_MIN) || n > most)
		return fail(r, f, "is not a whole number in range");
	if (wide)
		*(uint32_t *)at = (uint32_t)n;
	else
		*(int *)at = (int)n;
	return 0;
}

static int read_octets(const struct reader *r, const struct field *f, int64_t *at, const json_t *v)
{
	if (!json_is_integer(v) || json_integer_value(v) < 0)
		return fail(r, f, "is not a number of octets");
	*at = json_integer_value(v);
	return 0;
}

/* Text of a record is harmless on a terminal; that of a file is what its writer wanted. */
static const char *harmless(struct arena *a, const char *s)
{
	return text_safe(a, (struct bytes){(char *)(uintptr_t)s, strlen(s)});
}

static int read_base64(const struct reader *r, const struct field *f, struct bytes *at,
		       const char *s)
{
	struct buf raw = {0};
	int rc = base64_decode(&raw, s, strlen(s));

	if (rc == 0)
		*at = bytes_copy(r->a, raw.p, raw.n);
	buf_free(&raw);
	return rc == 0 ? 0 : fail(r, f, "is not base64");
}

static int read_string(const struct reader *r, const struct field *f, void *at, const json_t *v)
{
	const char *s = json_string_value(v);
	int i;

	if (s == NULL)
		return fail(r, f, "is not a string");
	switch (f->kind) {
	case FIELD_TEXT:
		*(const char **)at = harmless(r->a, s);
		return 0;
	case FIELD_BYTES:
		*(struct bytes *)at = text_unescape(r->a, s);
		return 0;
	case FIELD_BASE64:
		return read_base64(r, f, at, s);
	case FIELD_SENT:
		*(bool *)at = strcmp(s, ">") == 0;
		return 0;
	case FIELD_ID:
	case FIELD_WORD:
		return 0;
	case FIELD_DATE:
		return clock_read(s, at) == 0
			       ? 0
			       : fail(r, f, "is not a date like 2026-11-21T08:15:00.000Z");
	default:
		i = name_find(f->names, s);
		if (i < 0)
			return fail(r, f, "is not one of the words it may be");
		*(int *)at = i;
		return 0;
	}
}

static int read_element(const struct reader *r, const struct field *f, struct list *l, size_t i,
			const json_t *v)
{
	const char *s = json_string_value(v);
	void *element;

	if (f->kind == FIELD_LIST) {
		if (!json_is_object(v))
			return fail(r, f, "is not a list of objects");
		element = arena_alloc(r->a, f->shape->size);
		list_append(l, element);
		return shape_read(r->a, f->shape, element, v, r->fault) == 0 ? 0 : fail_at(r, f, i);
	}
	if (s == NULL)
		return fail(r, f, "is not a list of strings");
	if (f->kind == FIELD_STRINGS)
		list_add_string(l, r->a, harmless(r->a, s));
	else
		list_add_bytes(l, r->a, text_unescape(r->a, s));
	return 0;
}

static int read_list(const struct reader *r, const struct field *f, struct list *l, const json_t *v)
{
	if (!json_is_array(v))
		return fail(r, f, "is not a list");
	for (size_t i = 0; i < json_array_size(v); i++)
		if (read_element(r, f, l, i, json_array_get(v, i)) != 0)
			return -1;
	return 0;
}

static int read_value(const struct reader *r, const struct field *f, void *at, const json_t *v)
{
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_UINT32:
		return read_whole(r, f, at, v);
	case FIELD_OCTETS:
		return read_octets(r, f, at, v);
	case FIELD_MS:
		return read_ms(r, f, at, v);
	case FIELD_BOOL:
		if (!json_is_boolean(v))
			return fail(r, f, "is not true or false");
		*(bool *)at = json_is_true(v);
		return 0;
	case FIELD_LIST:
	case FIELD_STRINGS:
	case FIELD_BYTESES:
		return read_list(r, f, at, v);
	case FIELD_OBJECT:
	case FIELD_GROUP:
		if (!json_is_object(v))
			return fail(r, f, "is not an object");
		return shape_read(r->a, f->shape, at, v, r->fault) == 0 ? 0 : fail_inside(r, f);
	default:
		return read_string(r, f, at, v);
	}
}

/* Facts stand among the fields of their owner: they are there if any member of theirs is. */
static int read_facts(const struct reader *r, const struct field *f, void **at, const json_t *json)
{
	const struct field *facts = f->shape->fields;
	size_t i = 0;

	while (i < f->shape->count && json_object_get(json, facts[i].name) == NULL)
		i++;
	if (i == f->shape->count)
		return 0;
	*at = arena_alloc(r->a, f->shape->size);
	return shape_read(r->a, f->shape, *at, json, r->fault);
}

static int read_field(const struct reader *r, const struct field *f, void *object,
		      const json_t *json)
{
	void *at = f->kind == FIELD_GROUP ? object : place(object, f);
	const json_t *v;

	if (f->kind == FIELD_POINTER)
		return read_facts(r, f, at, json);
	v = json_object_get(json, f->name);
	if (f->or_none)
		*(int *)at = -1;
	if (v == NULL)
		return f->required ? fail(r, f, "is missing") : 0;
	return read_value(r, f, at, v);
}

int shape_read(struct arena *a, const struct shape *shape, void *object, const json_t *json,
	       const char **fault)
{
	const struct reader r = {a, fault};

	for (size_t i = 0; i < shape->count; i++)
		if (read_field(&r, &shape->fields[i], object, json) != 0)
			return -1;
	return 0;
}
