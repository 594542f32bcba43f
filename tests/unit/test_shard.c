/* Parts of a list, by numbers or by what a cluster says; and which keys were there already. */
#include "unit.h"

#include "sweep/seen.h"
#include "sweep/shard.h"

#include <stdlib.h>
#include <string.h>

static const char *const variables[] = {"SLURM_ARRAY_TASK_ID",	 "SLURM_ARRAY_TASK_MIN",
					"SLURM_ARRAY_TASK_MAX",	 "SLURM_ARRAY_TASK_COUNT",
					"SLURM_ARRAY_TASK_STEP", "JOB_COMPLETION_INDEX",
					"JOB_COMPLETIONS"};

enum { VARIABLES = sizeof(variables) / sizeof(variables[0]) };

/* "3/8", or what is wrong; values of the variables in their order, NULL: not set. */
static const char *read_with(struct arena *a, const char *text, const char *const values[VARIABLES])
{
	struct shard s = {0};
	const char *fault = NULL;

	for (size_t i = 0; i < VARIABLES; i++) {
		unsetenv(variables[i]);
		if (values[i] != NULL)
			setenv(variables[i], values[i], 1);
	}
	return shard_read(a, text, &s, &fault) == 0 ? arena_printf(a, "%d/%d", s.i, s.n) : fault;
}

static void shards_are_numbered_from_one(void **state)
{
	static const char *const none[VARIABLES];
	static const char *const wrong[] = {
		"",	"0/1", "2/1",	   "1/0",   "1",
		"/",	"1/",  "/1",	   "-1/2",  "1/2/3",
		"1 /2", "a/b", "1/100001", "01x/2", "9999999999/9999999999",
		"AUTO"};

	assert_string_equal(read_with(*state, "1/1", none), "1/1");
	assert_string_equal(read_with(*state, "3/8", none), "3/8");
	assert_string_equal(read_with(*state, "100000/100000", none), "100000/100000");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_non_null(strstr(read_with(*state, wrong[i], none), "takes part I of N"));
}

static void shards_come_from_the_environment(void **state)
{
	static const struct {
		const char *values[VARIABLES];
		const char *told;
	} cases[] = {
		{{"5", "5", "12", "8", "1"}, "1/8"},
		{{"12", "5", "12", "8", NULL}, "8/8"},
		{{"0", "0", "0", "1"}, "1/1"},
		{{"3", "1", "15", "8", "2"}, "array without gaps"},
		{{"3", "1", "7", "3", "1"}, "array without gaps"},
		{{"3", NULL, "7", "3", "1"}, "auto needs SLURM_ARRAY_TASK_MIN"},
		{{"3", "1", NULL, "3", "1"}, "auto needs SLURM_ARRAY_TASK_MAX"},
		{{"3", "1", "3", NULL, "1"}, "auto needs SLURM_ARRAY_TASK_COUNT"},
		{{"x", "1", "3", "3", "1"}, "no number in SLURM_ARRAY_TASK_ID"},
		{{"", "1", "3", "3", "1"}, "no number in SLURM_ARRAY_TASK_ID"},
		{{"4", "1", "3", "3", "1"}, "part 4 of 3"},
		{{NULL, NULL, NULL, NULL, NULL, "0", "8"}, "1/8"},
		{{NULL, NULL, NULL, NULL, NULL, "7", "8"}, "8/8"},
		{{NULL, NULL, NULL, NULL, NULL, "8", "8"}, "part 9 of 8"},
		{{NULL, NULL, NULL, NULL, NULL, "0", NULL}, "auto needs JOB_COMPLETIONS"},
		{{NULL, NULL, NULL, NULL, NULL, NULL, "8"}, "neither SLURM_ARRAY_TASK_ID nor"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *told = read_with(*state, "auto", cases[i].values);

		print_message("  %s\n", told);
		assert_non_null(strstr(told, cases[i].told));
	}
}

/* What the manual lets others compute: $((0x$(printf %s NAME | sha256sum | cut -c 1-8) % 1000 + 1))
 */
static void shards_are_by_sha256(void **state)
{
	static const struct {
		const char *name;
		int i;
	} cases[] = {{"mail.example.org", 44}, {"192.0.2.1", 269}};
	const struct shard all = {0}, one = {1, 1};

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
		for (int i = 1; i <= 1000; i++)
			assert_int_equal(shard_has(&(struct shard){i, 1000}, cases[c].name),
					 i == cases[c].i);
	assert_true(shard_has(&all, "x"));
	assert_true(shard_has(&one, "x"));
}

static void keys_are_new_once(void **state)
{
	enum { KEYS = 50000 };
	struct seen *s = seen_new();

	for (int i = 0; i < KEYS; i++) {
		const char *key = arena_printf(*state, "host%d.example port=25", i);

		assert_false(seen_has(s, key));
		assert_true(seen_add(s, key));
		assert_true(seen_has(s, key));
	}
	assert_int_equal(seen_count(s), KEYS);
	for (int i = 0; i < KEYS; i++)
		assert_false(seen_add(s, arena_printf(*state, "host%d.example port=25", i)));
	assert_false(seen_has(s, ""));
	assert_true(seen_add(s, ""));
	assert_int_equal(seen_count(s), KEYS + 1);
	assert_null(seen_free(s));
	assert_null(seen_free(NULL));
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(shards_are_numbered_from_one),
	UNIT_TEST(shards_come_from_the_environment),
	UNIT_TEST(shards_are_by_sha256),
	UNIT_TEST(keys_are_new_once),
};

UNIT_MAIN(tests)
