# tokencache: the file of kept tokens: runs that are killed, several at once, a full disk
check_PROGRAMS += tests/tokencache/keeper
tests_tokencache_keeper_SOURCES = tests/tokencache/keeper.c
TESTS += tests/tokencache/run
test_folders += tokencache
