# guard: the memory of failed logins: what counts, several runs at once, runs that are killed
check_PROGRAMS += tests/guard/killat
tests_guard_killat_SOURCES = tests/guard/killat.c
TESTS += tests/guard/run
test_folders += guard
