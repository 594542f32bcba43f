# lab: real servers behind real routers; skipped without root. make lab, make lab SCENARIO=NAME,
# make lab SCENARIO=NAME KEEP=1
# Most of its time the lab waits: its parts run side by side.
TESTS += tests/lab/part-1 tests/lab/part-2 tests/lab/part-3 tests/lab/part-4
lab: smtpscope tests/support/fakesmtpd tests/support/delay
	$(srcdir)/tests/lab/run $${KEEP:+--keep} $$SCENARIO
.PHONY: lab
clean-local:
	rm -rf tests/lab/packages

test_folders += lab
