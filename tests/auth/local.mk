# logins and envelopes, each with what must be said of it: the matrix, in namespaces of its own; README there
TESTS += tests/auth/run

test_folders += auth
