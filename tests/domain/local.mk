# zones with their verdicts, at Knot, Unbound, nginx and Postfix; README there
TESTS += tests/domain/run
test_folders += domain
