/* knowing.h - for tests that need all that is embedded: read once, for all tests of the program */
#ifndef TESTS_UNIT_KNOWING_H
#define TESTS_UNIT_KNOWING_H

#include "know/knowledge.h"

static struct knowledge *knowledge;

/* For cmocka_run_group_tests(tests, load, unload). */
static int load(void **state)
{
	struct list faults = {0};
	struct arena *a = arena_new();

	(void)state;
	knowledge = knowledge_load(NULL, &faults, a);
	arena_free(a);
	return knowledge == NULL ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	knowledge = knowledge_free(knowledge);
	return 0;
}

#endif
