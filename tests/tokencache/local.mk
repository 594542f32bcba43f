# tokencache: the file of kept tokens: runs that are killed, several at once, a full disk
check_PROGRAMS += tests/tokencache/keeper
# with the heap of the program, which wipes what jansson frees
tests_tokencache_keeper_SOURCES = tests/tokencache/keeper.c src/cli/heap.c
TESTS += tests/tokencache/run
test_folders += tokencache
