/* What was compiled into the program says what the files of data/ say, member by member. */
#include "unit.h"

#include "know/catalogue.h"
#include "know/entry.h"
#include "know/pattern.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* ---- the files, read as YAML in the order of the build ---- */

static struct layer *parsed(struct arena *a, struct list *faults)
{
	struct layer *l = ARENA_NEW(a, struct layer);
	struct list links = {0};
	struct faults f = {.list = faults, .arena = a};
	struct reader r = {.arena = a, .faults = &f, .links = &links};
	char *names = arena_str(a, KNOWLEDGE_FILES), *rest;

	for (char *name = strtok_r(names, " ", &rest); name != NULL;
	     name = strtok_r(NULL, " ", &rest))
		layer_file(l, &r, name);
	assert_int_equal(r.patterns, embedded.patterns);
	return l;
}

/* ---- comparing, by the schema ---- */

static void same_members(const char *where, const struct schema *s, const void *x, const void *y);

typedef void comparison(const char *where, const struct member *m, const void *x, const void *y);

static void same_string(const char *where, const char *x, const char *y)
{
	if ((x == NULL) != (y == NULL) || (x != NULL && strcmp(x, y) != 0))
		fail_msg("%s: \"%s\", embedded is \"%s\"", where, x, y);
}

static void same_text(const char *where, const struct member *m, const void *x, const void *y)
{
	(void)m;
	same_string(where, *(const char *const *)x, *(const char *const *)y);
}

static void same_number(const char *where, const struct member *m, const void *x, const void *y)
{
	(void)m;
	if (*(const int *)x != *(const int *)y)
		fail_msg("%s: %d, embedded is %d", where, *(const int *)x, *(const int *)y);
}

static void same_pattern(const char *where, const struct member *m, const void *x, const void *y)
{
	const struct regex *p = *(const struct regex *const *)x;
	const struct regex *q = *(const struct regex *const *)y;

	(void)m;
	if ((p == NULL) != (q == NULL))
		fail_msg("%s: a pattern and none", where);
	if (p == NULL)
		return;
	same_string(where, p->source, q->source);
	same_string(where, p->needs, q->needs);
	if (p->number != q->number)
		fail_msg("%s: pattern %zu, embedded is %zu", where, p->number, q->number);
}

static void same_object(const char *where, const struct member *m, const void *x, const void *y)
{
	same_members(where, m->schema, x, y);
}

/* Both lists have elements of one kind; the second one's head tells the truth. */
static void same_lists(const char *where, const struct schema *s, const struct list *x,
		       const struct list *y)
{
	const struct item *p = x->first, *q = y->first, *last = NULL;

	if (x->n != y->n)
		fail_msg("%s: %zu elements, embedded are %zu", where, x->n, y->n);
	for (; p != NULL && q != NULL; p = p->next, q = q->next) {
		if (s != NULL)
			same_members(where, s, p, q);
		else
			same_string(where, ((const struct string_item *)(const void *)p)->s,
				    ((const struct string_item *)(const void *)q)->s);
		last = q;
	}
	if (p != NULL || q != NULL || y->last != last)
		fail_msg("%s: the list does not end where it should", where);
}

static void same_texts(const char *where, const struct member *m, const void *x, const void *y)
{
	(void)m;
	same_lists(where, NULL, x, y);
}

static void same_objects(const char *where, const struct member *m, const void *x, const void *y)
{
	same_lists(where, m->schema, x, y);
}

static const struct {
	member_reader *read;
	comparison *same;
} comparisons[] = {
	{read_text, same_text},	      {read_texts, same_texts},	    {read_links, same_texts},
	{read_enum, same_number},     {read_enum_set, same_number}, {read_port, same_number},
	{read_pattern, same_pattern}, {read_object, same_object},   {read_objects, same_objects},
};

static comparison *comparison_of(const struct member *m)
{
	size_t i = 0;

	while (comparisons[i].read != m->read)
		assert_true(++i < sizeof(comparisons) / sizeof(comparisons[0]));
	return comparisons[i].same;
}

static void same_members(const char *where, const struct schema *s, const void *x, const void *y)
{
	static const struct list none;

	for (const struct member *m = s->members; m->name != NULL; m++) {
		const char *member = (const char *)x + m->offset, *ours;
		char place[200];

		ours = (const char *)y + m->offset;
		snprintf(place, sizeof(place), "%s, %s", where, m->name);
		if (m->tests_only)
			same_lists(place, NULL, &none, (const struct list *)(const void *)ours);
		else
			comparison_of(m)(place, m, member, ours);
	}
}

static void what_is_embedded_is_what_the_files_say(void **state)
{
	struct list faults = {0};
	const struct layer *l = parsed(*state, &faults);

	assert_int_equal(faults.n, 0);
	assert_int_not_equal(l->entries.n, 0);
	assert_int_not_equal(l->providers.n, 0);
	same_lists("entries", &entry_schema, &l->entries, &embedded.layer.entries);
	assert_int_not_equal(l->networks.n, 0);
	same_lists("profiles", &provider_schema, &l->providers, &embedded.layer.providers);
	same_lists("networks", &network_schema, &l->networks, &embedded.layer.networks);
	assert_int_not_equal(l->hints.n, 0);
	same_lists("hints", &hint_schema, &l->hints, &embedded.layer.hints);
	assert_int_not_equal(l->settings.n, 0);
	same_lists("settings", &setting_schema, &l->settings, &embedded.layer.settings);
	assert_int_not_equal(l->snippets.n, 0);
	same_lists("snippets", &snippet_schema, &l->snippets, &embedded.layer.snippets);
	assert_int_not_equal(l->frames.n, 0);
	same_lists("frames", &frame_schema, &l->frames, &embedded.layer.frames);
}

static void index_and_date_are_right(void **state)
{
	struct catalogue made = {.layer = embedded.layer};

	catalogue_finish(&made, *state);
	for (size_t i = 0; i < embedded.layer.entries.n; i++)
		assert_ptr_equal(embedded.by_id[i], made.by_id[i]);
	assert_string_equal(embedded.date, made.date);
	assert_true(strcmp(embedded.date, "2026") > 0);
}

/* ---- patterns, compiled when needed ---- */

enum { THREADS = 4, PATTERNS = 1000 };

struct shared {
	struct pattern_cache *cache;
	pthread_barrier_t together; /* all ask for the same one at the same time */
	const struct pattern *got[THREADS][PATTERNS];
};
struct worker {
	pthread_t thread;
	struct shared *shared;
	int number;
};

static void *ask_for_all(void *argument)
{
	struct worker *w = argument;

	for (size_t i = 0; i < PATTERNS; i++) {
		pthread_barrier_wait(&w->shared->together);
		w->shared->got[w->number][i] =
			pattern_cache_get(w->shared->cache, i, i % 2 ? "blue .* moon" : "red");
	}
	return NULL;
}

static void threads_share_the_patterns(void **state)
{
	struct shared *shared = ARENA_NEW(*state, struct shared);
	struct worker workers[THREADS];

	shared->cache = pattern_cache_new(PATTERNS);
	assert_int_equal(pthread_barrier_init(&shared->together, NULL, THREADS), 0);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.shared = shared, .number = i};
		assert_int_equal(pthread_create(&workers[i].thread, NULL, ask_for_all, &workers[i]),
				 0);
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	for (size_t i = 0; i < PATTERNS; i++) {
		for (int t = 1; t < THREADS; t++)
			assert_ptr_equal(shared->got[t][i], shared->got[0][i]);
		assert_true(pattern_match(shared->got[0][i], "blue or red moon", 16));
		assert_int_equal(pattern_match(shared->got[0][i], "a red one", 9), i % 2 == 0);
	}
	pthread_barrier_destroy(&shared->together);
	pattern_cache_free(shared->cache);
}

/* ---- a directory on top ---- */

static size_t length(const struct list *l)
{
	size_t n = 0;

	LIST_EACH (const struct item, it, l)
		n++;
	return n;
}

/* Several at once, some with all of it replaced: each has its own order, what is embedded stays. */
static void a_directory_leaves_what_is_embedded_as_it_was(void **state)
{
	struct list faults = {0};
	struct knowledge *ours = knowledge_load(NULL, &faults, *state);
	struct knowledge *same = knowledge_load(DATA_FOLDER, &faults, *state);
	struct knowledge *none = knowledge_load(DATA_FOLDER "/replies", &faults, *state);

	assert_int_equal(faults.n, 0);
	assert_ptr_equal(knowledge_entries(ours)->first, embedded.layer.entries.first);
	assert_int_equal(length(knowledge_entries(ours)), embedded.layer.entries.n);
	assert_int_equal(length(knowledge_entries(same)), embedded.layer.entries.n);
	assert_int_equal(length(knowledge_entries(none)), embedded.layer.entries.n);
	assert_ptr_not_equal(knowledge_entries(none)->first, embedded.layer.entries.first);
	LIST_EACH (const struct entry, e, knowledge_entries(same))
		assert_non_null(e->file);
	LIST_EACH (const struct entry, e, knowledge_entries(none))
		assert_null(e->file);
	assert_string_equal(knowledge_date(same), knowledge_date(none));
	knowledge_free(same);
	knowledge_free(none);
	assert_non_null(knowledge_entry(ours, "cert-expired"));
	knowledge_free(ours);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(what_is_embedded_is_what_the_files_say),
	UNIT_TEST(index_and_date_are_right),
	UNIT_TEST(threads_share_the_patterns),
	UNIT_TEST(a_directory_leaves_what_is_embedded_as_it_was),
};

UNIT_MAIN(tests)
