# logins and envelopes, each with what must be said of it: scripted servers, real ones, libgsasl's; README there
TESTS += tests/auth/run tests/auth/servers tests/auth/scram
if HAVE_GSASL
check_PROGRAMS += tests/support/saslpeer
tests_support_saslpeer_SOURCES = tests/support/saslpeer.c
tests_support_saslpeer_LDADD = $(GSASL_LIBS) $(GNUTLS_LIBS)
endif

test_folders += auth
