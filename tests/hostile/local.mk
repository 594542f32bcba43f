# hostile servers: whatever they do, a verdict comes in time and nothing leaks; README there
check_PROGRAMS += tests/hostile/measure tests/hostile/oddcert tests/hostile/tlspeer
tests_hostile_measure_SOURCES = tests/hostile/measure.c
tests_hostile_measure_LDADD =
tests_hostile_oddcert_SOURCES = tests/hostile/oddcert.c tests/support/certmaker.c tests/support/certmaker.h
tests_hostile_oddcert_LDADD = $(GNUTLS_LIBS)
tests_hostile_tlspeer_SOURCES = tests/hostile/tlspeer.c
tests_hostile_tlspeer_LDADD = $(GNUTLS_LIBS)
TESTS += tests/hostile/run

test_folders += hostile
