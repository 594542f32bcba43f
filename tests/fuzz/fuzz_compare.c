/* Two records side by side: whatever they hold, the order in which they are named turns the
 * comparison round and changes nothing else, a record is like itself, and what is printed is
 * harmless.
 *
 * Input: JSON, {"a": a report, "b": another}; without "b" the first is compared with itself. */
#include "fuzz.h"
#include "jsonmutate.h"

#include "interpret/compare.h"
#include "interpret/interpret.h"
#include "record/record_json.h"
#include "report/compare.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { PAIR = 2 };

/* ---- what holds of every comparison ---- */

static void values_are_sound(const struct comparison *c, const struct difference *d)
{
	int kinds = 0;

	for (size_t i = 0; i < c->n; i++) {
		const struct seen_value *v = &d->values[i];

		CLAIM((v->seen == SEEN_NOTHING) == (v->alike < 0));
		CLAIM(v->alike <= kinds);
		kinds = v->alike == kinds ? kinds + 1 : kinds;
		CLAIM(is_harmless_line(seen_words(v)));
	}
	CLAIM(kinds > 1); /* or it is no difference */
}

static void differences_are_sound(const struct comparison *c)
{
	enum difference_weight last = WEIGHT_CAUSE;

	LIST_EACH (const struct difference, d, &c->differences) {
		CLAIM(d->weight >= last && d->weight <= WEIGHT_SLIGHT);
		CLAIM(d->kind < DIFFERENCE_KINDS && is_harmless_line(d->what));
		CLAIM(d->tells_apart >= 0 && d->tells_apart <= 100);
		CLAIM(c->differ || d->weight == WEIGHT_SLIGHT);
		values_are_sound(c, d);
		last = d->weight;
	}
}

static void comparison_is_sound(const struct comparison *c)
{
	CLAIM(is_harmless_line(c->sentence) && *c->sentence != '\0');
	CLAIM(strcmp(c->records[0].label, c->records[1].label) != 0);
	LIST_EACH (const struct string_item, it, &c->notes)
		CLAIM(is_harmless_line(it->s));
	differences_are_sound(c);
}

static void page_is_harmless(const struct comparison *c, const char *form, int columns)
{
	const struct report_options o = {.columns = columns, .verbosity = 1};
	struct buf out = {0};

	compare_reporter_find(form)->write(&out, c, &o);
	CLAIM(out.n > 0 && out.p[out.n - 1] == '\n');
	CLAIM(is_harmless(out.p, out.n, NEUTRAL_LINES));
	buf_free(&out);
}

static void pages_are_harmless(const struct comparison *c)
{
	page_is_harmless(c, "text", 80);
	page_is_harmless(c, "text", 40);
	page_is_harmless(c, "json", 80);
	page_is_harmless(c, "html", 80);
}

/* ---- round and round ---- */

static struct compared *named(struct arena *a, const struct compared *one,
			      const struct compared *other)
{
	struct compared *pair = arena_alloc(a, PAIR * sizeof(pair[0]));

	pair[0] = *one;
	pair[1] = *other;
	pair[0].file = "a.json";
	pair[1].file = "b.json";
	return pair;
}

static const struct comparison *compared(struct arena *a, const struct compared *one,
					 const struct compared *other)
{
	return compare_records(a, named(a, one, other), PAIR, fuzz_knowledge());
}

static void look_at(struct arena *a, const struct compared *pair)
{
	const struct comparison *there = compared(a, &pair[0], &pair[1]);
	const struct comparison *back = compared(a, &pair[1], &pair[0]);

	comparison_is_sound(there);
	comparison_is_sound(back);
	pages_are_harmless(there);
	CLAIM(there->mode == back->mode && there->differ == back->differ);
	CLAIM(there->differences.n == back->differences.n);
	CLAIM(there->endpoints.n == back->endpoints.n);
	CLAIM(!compared(a, &pair[0], &pair[0])->differ);
}

/* ---- input ---- */

static struct record *record_of(const json_t *all, const char *key)
{
	char *text = json_dumps(json_object_get(all, key), JSON_ENCODE_ANY);
	char fault[256] = "";
	struct record *r =
		text == NULL ? NULL : record_read(text, strlen(text), fault, sizeof(fault));

	free(text);
	return r;
}

static void compare_both(struct record *const records[PAIR])
{
	struct arena *a = arena_new();
	struct interpretation *means[PAIR];
	struct compared pair[PAIR];

	for (size_t i = 0; i < PAIR; i++) {
		means[i] = interpret(records[i], fuzz_knowledge());
		pair[i] = (struct compared){.record = records[i], .interpretation = means[i]};
	}
	look_at(a, pair);
	for (size_t i = 0; i < PAIR; i++)
		interpretation_free(means[i]);
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *all = json_loadb((const char *)data, size, 0, NULL);
	struct record *records[PAIR] = {record_of(all, "a"), record_of(all, "b")};

	if (records[0] != NULL && records[1] == NULL)
		records[1] = record_of(all, "a");
	if (records[0] != NULL)
		compare_both(records);
	for (size_t i = 0; i < PAIR; i++)
		record_free(records[i]);
	json_decref(all);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
	return json_mutate(data, size, room, seed);
}
