# loopback: a sign-in by a browser on this machine, and those that want to spoil it
check_PROGRAMS += tests/loopback/signin
tests_loopback_signin_SOURCES = tests/loopback/signin.c
TESTS += tests/loopback/run
test_folders += loopback
