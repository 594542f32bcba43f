# path: traces over a chain of real routers
check_PROGRAMS += tests/path/trace_ways
tests_path_trace_ways_SOURCES = tests/path/trace_ways.c

test_folders += path
