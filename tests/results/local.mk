# results: the file of a sweep's results: runs that are killed, disks that are full, readers that leave
check_PROGRAMS += tests/results/writer
tests_results_writer_SOURCES = tests/results/writer.c
tests_results_writer_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=write -Wl,--wrap=fdatasync
TESTS += tests/results/run
test_folders += results
