/* NDJSON: an object in each line, by jansson. What an earlier sweep has written counts, too: its
 * lines have the key of their target. */
#include "sweep/list_row.h"

#include "base/piece.h"

#include <jansson.h>
#include <string.h>

/* Numbers, words, yes and no; several of them with commas between. NULL: it is none of them. */
static const char *text_of(struct arena *a, const json_t *v)
{
	const char *all = NULL;
	const json_t *it;
	size_t i;

	if (json_is_string(v))
		return arena_str(a, json_string_value(v));
	if (json_is_integer(v))
		return arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	if (json_is_boolean(v))
		return json_is_true(v) ? "yes" : "no";
	json_array_foreach(v, i, it)
	{
		const char *one = json_is_array(it) ? NULL : text_of(a, it);

		if (one == NULL)
			return NULL;
		all = all == NULL ? one : arena_printf(a, "%s,%s", all, one);
	}
	return all;
}

static const char *add_member(struct arena *a, const char *name, const json_t *v,
			      struct list_row *row)
{
	const char *text;

	if (!list_name_is_known(name))
		return list_name_fault(a, name);
	if (json_is_null(v))
		return NULL;
	text = text_of(a, v);
	if (text == NULL)
		return arena_printf(a, "%s takes a word or a number", name);
	if (strcmp(name, "target") == 0)
		return list_words_read(a, piece_of(text), row);
	list_row_add(row, a, piece_of(name), piece_of(text));
	return NULL;
}

/* {"target": {"key": "mail.example.org port=587", "tag": "oslo", ...}, ...}; a check's record has
 * no key, but what was typed. */
static const char *add_result(struct arena *a, const json_t *target, struct list_row *row)
{
	const json_t *key = json_object_get(target, "key"), *tag = json_object_get(target, "tag");

	if (key == NULL)
		key = json_object_get(target, "input");
	if (!json_is_string(key))
		return "its member target is an object without a key, as an earlier sweep's lines "
		       "have it";
	if (json_is_string(tag))
		list_row_add(row, a, piece_of("tag"), piece_of(json_string_value(tag)));
	return list_words_read(a, piece_of(json_string_value(key)), row);
}

static const char *read_object(struct arena *a, json_t *object, struct list_row *row)
{
	json_t *target = json_object_get(object, "target"), *v;
	const char *name, *fault = NULL;

	if (json_is_object(target))
		return add_result(a, target, row);
	json_object_foreach(object, name, v)
	{
		fault = add_member(a, name, v, row);
		if (fault != NULL)
			break;
	}
	return fault;
}

/* The library quotes what it stumbles over, which may be a secret. */
static const char *broken(struct arena *a, const json_error_t *error)
{
	if (json_error_code(error) == json_error_duplicate_key)
		return arena_printf(a, "a member stands there twice (column %d): leave one out",
				    error->column);
	if (error->column <= 0)
		return "is JSON, but no object: write {\"target\": \"mail.example.org\"}";
	return arena_printf(a,
			    "is no JSON object (column %d): write one in each line, as in "
			    "{\"target\": \"mail.example.org\"}",
			    error->column);
}

const char *list_json_read(struct arena *a, struct bytes line, struct list_row *row)
{
	json_error_t error = {0};
	json_t *object = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &error);
	const char *fault =
		json_is_object(object) ? read_object(a, object, row) : broken(a, &error);

	json_decref(object);
	if (fault == NULL && row->pairs.n == 0)
		return "has no member target: write {\"target\": \"mail.example.org\"}";
	return fault;
}
