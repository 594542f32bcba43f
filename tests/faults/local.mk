# faults: calls that fail, a machine that has too little, signals; `make faults-all` leaves out no call
check_DATA += tests/faults/faulty.so
tests/faults/faulty.so: $(srcdir)/tests/faults/faulty.c
	@$(MKDIR_P) tests/faults
	$(AM_V_CCLD)$(CC) -D_GNU_SOURCE -std=gnu11 -Wall -Wextra $(CFLAGS) -fPIC -shared -o $@ \
		$(srcdir)/tests/faults/faulty.c
CLEANFILES += tests/faults/faulty.so
TESTS += tests/faults/run
faults-all: smtpscope tests/support/fakesmtpd tests/faults/faulty.so
	SMTPSCOPE_TESTS_LIMIT=0 $(srcdir)/tests/faults/run --all
.PHONY: faults-all

test_folders += faults
