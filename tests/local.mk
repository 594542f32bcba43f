# A unit test is one cmocka program for one module: tests/unit/test_X.c. List it in the section of
# its room; it links the library that the program links.
UNIT_TESTS =

# base
UNIT_TESTS += tests/unit/test_text

# record

# smtp
UNIT_TESTS += tests/unit/test_reply tests/unit/test_caps tests/unit/test_sasl \
	tests/unit/test_address

# net
UNIT_TESTS += tests/unit/test_dnswire tests/unit/test_resolver tests/unit/test_tls tests/unit/test_conn
tests_unit_test_dnswire_SOURCES = tests/unit/test_dnswire.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_resolver_SOURCES = tests/unit/test_resolver.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_tls_SOURCES = tests/unit/test_tls.c tests/support/certs.c tests/support/certs.h
tests_unit_test_conn_SOURCES = tests/unit/test_conn.c tests/support/certs.c tests/support/certs.h \
	tests/support/peer.c tests/support/peer.h

# know

# probe
UNIT_TESTS += tests/unit/test_schedule tests/unit/test_lookup tests/unit/test_stages \
	tests/unit/test_engine
EXTRA_DIST += tests/unit/smtp_peer.h tests/unit/probe_bench.h

# plan
UNIT_TESTS += tests/unit/test_target tests/unit/test_plan
tests_unit_test_target_SOURCES = tests/unit/test_target.c tests/unit/fake_knowledge.c \
	tests/unit/fake_knowledge.h
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c tests/unit/fake_knowledge.c \
	tests/unit/fake_knowledge.h

# interpret

# report

# cli
UNIT_TESTS += tests/unit/test_options tests/unit/test_secret tests/unit/test_output
tests_unit_test_options_SOURCES = tests/unit/test_options.c tests/unit/fake_job.c
tests_unit_test_secret_SOURCES = tests/unit/test_secret.c tests/unit/fake_job.c

EXTRA_DIST += tests/unit/unit.h
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif
LDADD = libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
