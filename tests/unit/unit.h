/* unit.h - what every unit test includes: cmocka and the fixtures they share */
#ifndef SMTPSCOPE_TESTS_UNIT_H
#define SMTPSCOPE_TESTS_UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/arena.h"

/* main() of a test program: "tests/unit/test_reply 'reply_refuses*'" runs one test by name. */
#define UNIT_MAIN(tests)                                                                           \
	int main(int argc, char **argv)                                                            \
	{                                                                                          \
		if (argc > 1)                                                                      \
			cmocka_set_test_filter(argv[1]);                                           \
		return cmocka_run_group_tests((tests), NULL, NULL);                                \
	}

/* Fixture: an arena in *state. */
static inline int unit_arena(void **state)
{
	*state = arena_new();
	return 0;
}

static inline int unit_arena_free(void **state)
{
	*state = arena_free(*state);
	return 0;
}

#define UNIT_TEST(f) cmocka_unit_test_setup_teardown(f, unit_arena, unit_arena_free)

#endif
