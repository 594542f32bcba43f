# grants of OAuth against a scripted token service over HTTPS: what it is sent, and what is made of
# each of its answers
check_PROGRAMS += tests/oauth_client/ask
tests_oauth_client_ask_SOURCES = tests/oauth_client/ask.c src/cli/heap.c
TESTS += tests/oauth_client/run

test_folders += oauth_client
