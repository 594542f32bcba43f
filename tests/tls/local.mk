# TLS and certificates: the matrix of faults, on loopback, for any user; README there
TESTS += tests/tls/run

test_folders += tls
