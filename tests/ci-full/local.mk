# The long checks: each builds in a folder of its own beside the sources; ci-full runs them all.
coverage:
	$(srcdir)/tests/ci-full/coverage
check-tsan:
	$(srcdir)/tests/ci-full/tsan
check-valgrind:
	$(srcdir)/tests/ci-full/valgrind
ci-full:
	$(srcdir)/tests/ci-full/run
.PHONY: coverage check-tsan check-valgrind ci-full

test_folders += ci-full

if COVERAGE
smtpscope_SOURCES += tests/ci-full/counted_exit.c
smtpscope_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=_exit
else
# automake leaves AM_LDFLAGS out of a program that has flags of its own in one of the cases
smtpscope_LDFLAGS = $(AM_LDFLAGS)
endif
