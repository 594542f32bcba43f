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

# know
UNIT_TESTS += \
	tests/unit/test_yaml \
	tests/unit/test_pattern \
	tests/unit/test_knowledge \
	tests/unit/test_providers

# probe

# plan

# interpret
UNIT_TESTS += tests/unit/test_match tests/unit/test_words tests/unit/test_diagnose \
	tests/unit/test_verdict
tests_unit_test_diagnose_SOURCES = tests/unit/test_diagnose.c $(make_record)
tests_unit_test_verdict_SOURCES = tests/unit/test_verdict.c $(make_record)
tests_unit_test_words_SOURCES = tests/unit/test_words.c $(make_record)
make_record = tests/support/make_record.c tests/support/make_record.h

# report

# cli

EXTRA_DIST += tests/unit/unit.h
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif
LDADD = libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
