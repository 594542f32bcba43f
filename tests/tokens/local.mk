# tokens that are wrong, and what must be said of each before and after a server has seen it; README there
TESTS += tests/tokens/run

test_folders += tokens
