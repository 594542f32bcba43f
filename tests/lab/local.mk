# lab: real servers behind real routers; skipped without root. make lab, make lab SCENARIO=NAME,
# make lab SCENARIO=NAME KEEP=1
lab: smtpscope tests/support/fakesmtpd tests/support/delay
	$(srcdir)/tests/lab/run $${KEEP:+--keep} $$SCENARIO
.PHONY: lab
clean-local:
	rm -rf tests/lab/packages

test_folders += lab
