# a cable with length, for whoever needs one: ground.slow_cable()
check_PROGRAMS += tests/support/delay
tests_support_delay_SOURCES = tests/support/delay.c
tests_support_delay_LDADD =
TESTS += tests/support/test_delay
EXTRA_DIST += tests/support/test_delay

# bench: speed and memory as ratios; `make bench` for the figures, a small run of it in `make check`
check_PROGRAMS += tests/bench/many
tests_bench_many_SOURCES = tests/bench/many.c
tests_bench_many_LDADD = libsmtpscope.a $(SCOPE_LIBS)
check_PROGRAMS += tests/bench/after
tests_bench_after_SOURCES = tests/bench/after.c
tests_bench_after_LDADD = libsmtpscope.a $(SCOPE_LIBS)
check_PROGRAMS += tests/bench/maillog
tests_bench_maillog_SOURCES = tests/bench/maillog.c tests/bench/maillog_replies.h
tests_bench_maillog_LDADD =
TESTS += tests/bench/smoke
bench: smtpscope tests/bench/many tests/bench/maillog tests/support/delay tests/support/fakesmtpd tests/support/fleetd
	$(srcdir)/tests/bench/run
.PHONY: bench
CLEANFILES += bench.json tests/bench/floor/stub_server tests/bench/floor/floor_client

test_folders += bench
