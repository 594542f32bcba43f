# sweep: thousands of targets against fleetd, a server at every address of 127.0.0.0/8
check_PROGRAMS += tests/support/fleetd
tests_support_fleetd_SOURCES = \
	tests/support/fleetd.c \
	tests/support/fleetkinds.c \
	tests/support/fleetkinds.h \
	tests/support/fleetloop.c \
	tests/support/fleetloop.h \
	tests/support/ledger.c \
	tests/support/ledger.h
tests_support_fleetd_CFLAGS = $(AM_CFLAGS) -pthread
tests_support_fleetd_LDADD = $(GNUTLS_LIBS)
TESTS += tests/sweep/run
test_folders += sweep
# by hand and in ci-full: tests/sweep/full, and tests/sweep/crowd in builds with a sanitizer
