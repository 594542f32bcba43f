# log: logs of real servers and what is read in them; `tests/log/run --write` writes the latter anew
check_PROGRAMS += tests/log/show_events
tests_log_show_events_SOURCES = tests/log/show_events.c
TESTS += tests/log/run
test_folders += log
