# compare: what differs between reports
TESTS += tests/compare/run

test_folders += compare
