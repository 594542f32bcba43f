/* told.h - a story (make_record.h) and what the interpreter makes of it, for tests of the
 * interpreter */
#ifndef TESTS_UNIT_TOLD_H
#define TESTS_UNIT_TOLD_H

#include "unit.h"
#include "knowing.h"

#include "interpret/interpret.h"
#include "../support/make_record.h"

struct told {
	struct story *t;
	struct interpretation *i;
};

static int begin(void **state)
{
	static struct told told;

	told = (struct told){.t = story_new()};
	story_target(told.t, "mail.example.org", NULL);
	*state = &told;
	return 0;
}

static int end(void **state)
{
	struct told *told = *state;

	interpretation_free(told->i);
	story_free(told->t);
	return 0;
}

/* A test that begins with an empty story about mail.example.org. */
#define STORY(f) cmocka_unit_test_setup_teardown(f, begin, end)

#endif
