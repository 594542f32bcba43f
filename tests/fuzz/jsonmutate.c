#include "jsonmutate.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MAX = 4, STRING_MAX = 400, PLACES_MAX = 20000 };

/* libFuzzer's own mutator and its dictionary; other engines have none. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room) __attribute__((weak));

/* Where a value stands: as member `key` of an object or as element `index` of an array. */
struct place {
	json_t *parent;
	const char *key;
	size_t index;
};

struct places {
	struct place at[PLACES_MAX];
	size_t n;
};

static void find_places(struct places *p, json_t *parent);

static void add_place(struct places *p, struct place at, json_t *value)
{
	if (p->n == PLACES_MAX)
		return;
	p->at[p->n++] = at;
	find_places(p, value);
}

static void find_places(struct places *p, json_t *parent)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_object(parent))
		json_object_foreach(parent, key, value)
			add_place(p, (struct place){parent, key, 0}, value);
	else
		json_array_foreach(parent, i, value)
			add_place(p, (struct place){parent, NULL, i}, value);
}

static json_t *value_at(const struct place *p)
{
	return p->key != NULL ? json_object_get(p->parent, p->key)
			      : json_array_get(p->parent, p->index);
}

static void put(const struct place *p, json_t *value)
{
	if (p->key != NULL)
		json_object_set_new(p->parent, p->key, value);
	else
		json_array_set_new(p->parent, p->index, value);
}

static json_t *other_string(const json_t *v)
{
	char text[STRING_MAX] = "";
	size_t n =
		json_string_length(v) < sizeof(text) / 2 ? json_string_length(v) : sizeof(text) / 2;
	json_t *changed;

	memcpy(text, json_string_value(v), n);
	if (LLVMFuzzerMutate != NULL)
		n = LLVMFuzzerMutate((uint8_t *)text, n, sizeof(text) - 1);
	text[n] = '\0';
	changed = json_string(text);
	return changed != NULL ? changed : json_string("\\x1b[2J\\xff"); /* was no UTF-8 */
}

static json_t *other_value(const json_t *v)
{
	static const json_int_t numbers[] = {0,	  -1,	 1,	     25,	   220, 334,
					     421, 535,	 465,	     554,	   587, 100,
					     300, 65535, 2147483647, -2147483648LL};

	if (json_is_boolean(v))
		return json_boolean(!json_is_true(v));
	if (json_is_integer(v))
		return json_integer(
			numbers[(size_t)rand() % (sizeof(numbers) / sizeof(numbers[0]))]);
	if (json_is_real(v))
		return json_real(rand() % 4 == 0 ? 1e11 : (rand() % 200000 - 1000) / 7.0);
	return other_string(v);
}

static void change(const struct place *p)
{
	const json_t *v = value_at(p);

	if (!json_is_object(v) && !json_is_array(v))
		put(p, other_value(v));
}

static void drop(const struct place *p)
{
	if (p->key != NULL)
		json_object_del(p->parent, p->key);
	else
		json_array_remove(p->parent, p->index);
}

static void again(const struct place *p)
{
	if (p->key == NULL)
		json_array_insert_new(p->parent, p->index, json_deep_copy(value_at(p)));
}

static bool is_same_kind(const struct place *a, const struct place *b)
{
	if (a->key == NULL || b->key == NULL)
		return a->key == b->key;
	return strcmp(a->key, b->key) == 0;
}

/* The value of another member of the same name: a reply of another stage, say. */
static void borrow(const struct places *all, const struct place *p)
{
	size_t from = (size_t)rand() % all->n;

	for (size_t i = 0; i < all->n; i++) {
		const struct place *other = &all->at[(from + i) % all->n];

		if (other != p && is_same_kind(other, p) &&
		    json_typeof(value_at(other)) == json_typeof(value_at(p))) {
			put(p, json_deep_copy(value_at(other)));
			return;
		}
	}
}

static void mutate_once(json_t *json)
{
	static struct places all;
	const struct place *p;

	all.n = 0;
	find_places(&all, json);
	if (all.n == 0)
		return;
	p = &all.at[(size_t)rand() % all.n];
	switch (rand() % 8) {
	case 0:
		drop(p);
		break;
	case 1:
		again(p);
		break;
	case 2:
	case 3:
		borrow(&all, p);
		break;
	default:
		change(p);
		break;
	}
}

static size_t as_bytes(uint8_t *data, size_t size, size_t room)
{
	return LLVMFuzzerMutate != NULL ? LLVMFuzzerMutate(data, size, room) : size;
}

size_t json_mutate(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	char *text;
	size_t n;

	srand(seed);
	if (json == NULL || rand() % 16 == 0) {
		json_decref(json);
		return as_bytes(data, size, room);
	}
	for (int i = 1 + rand() % CHANGES_MAX; i > 0; i--)
		mutate_once(json);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	n = text == NULL ? room + 1 : strlen(text);
	if (n <= room)
		memcpy(data, text, n);
	free(text);
	return n <= room ? n : as_bytes(data, size, room);
}
