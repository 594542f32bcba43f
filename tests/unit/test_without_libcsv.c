/* A machine without libcsv: a list in CSV says what to install, and the other forms are read. */
#include "unit.h"
#include "fake_knowledge.h"

#include "sweep/targets.h"

#include <dlfcn.h>
#include <string.h>

/* The linker puts it in the place of dlopen(). */
void *__wrap_dlopen(const char *name, int flags);

static int asked;

void *__wrap_dlopen(const char *name, int flags)
{
	(void)flags;
	asked += strstr(name, "libcsv") != NULL;
	return NULL;
}

static struct targets *opened(struct arena *a, const char *text, const char **fault)
{
	struct plan_options *plan = ARENA_NEW(a, struct plan_options);
	struct targets_options *o = ARENA_NEW(a, struct targets_options);

	plan->tls_mode = -1;
	*o = (struct targets_options){.plan = plan,
				      .settings = ARENA_NEW(a, struct settings),
				      .knowledge = fake_knowledge(a)};
	return targets_of(a, source_of_bytes(a, bytes_str(a, text), "list"), "list", o, fault);
}

static void csv_says_what_is_missing(void **state)
{
	const char *fault = NULL;

	assert_null(opened(*state, "target,port\na.example,25\n", &fault));
	assert_ptr_equal(strstr(fault, "list is CSV, and "), fault);
	assert_non_null(strstr(fault, "libcsv"));
	assert_true(asked <= 1);
}

static void other_forms_are_read(void **state)
{
	static const char *const texts[] = {"a.example\n", "{\"target\": \"a.example\"}\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sweep_target t;
		const char *fault = NULL;
		struct targets *list = opened(*state, texts[i], &fault);

		assert_non_null(list);
		assert_int_equal(targets_next(list, *state, &t, &fault), TARGETS_ONE);
		assert_string_equal(t.key, "a.example");
		targets_close(list);
	}
	assert_int_equal(asked, 0);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(other_forms_are_read),
	UNIT_TEST(csv_says_what_is_missing),
};

UNIT_MAIN(tests)
