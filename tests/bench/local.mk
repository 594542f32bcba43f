# a cable with length, for whoever needs one: ground.slow_cable()
check_PROGRAMS += tests/support/delay
tests_support_delay_SOURCES = tests/support/delay.c
tests_support_delay_LDADD =
TESTS += tests/support/test_delay
EXTRA_DIST += tests/support/test_delay
