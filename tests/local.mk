# A unit test is one cmocka program for one module: tests/unit/test_X.c. List it in the section of
# its room; it links the library that the program links.
UNIT_TESTS =

# base
UNIT_TESTS += tests/unit/test_text

# record

# smtp

# net
UNIT_TESTS += tests/unit/test_dnswire tests/unit/test_resolver tests/unit/test_tls tests/unit/test_conn \
	tests/unit/test_dial
tests_unit_test_dnswire_SOURCES = tests/unit/test_dnswire.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_resolver_SOURCES = tests/unit/test_resolver.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_tls_SOURCES = tests/unit/test_tls.c tests/support/certs.c tests/support/certs.h
tests_unit_test_conn_SOURCES = tests/unit/test_conn.c tests/support/certs.c tests/support/certs.h \
	tests/support/peer.c tests/support/peer.h

# know

# probe

# plan

# interpret

# report

# cli

EXTRA_DIST += tests/unit/unit.h
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif
LDADD = libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
