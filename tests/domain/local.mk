# zones with their verdicts, at Knot, Unbound, nginx and Postfix; zones that mean harm; README there
TESTS += tests/domain/run tests/domain/hostile
test_folders += domain
