# reach: crowds of checks behind a router that loses packets
TESTS += tests/reach/run

test_folders += reach
