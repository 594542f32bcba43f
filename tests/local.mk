# A unit test is one cmocka program for one module: tests/unit/test_X.c. List it in the section of
# its room; it links the library that the program links.
UNIT_TESTS =

# base
UNIT_TESTS += tests/unit/test_buf tests/unit/test_text

# record

# smtp

# net

# know

# probe

# plan

# interpret

# run
# (test_followup)

# report

# cli

EXTRA_DIST += tests/unit/unit.h
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif
LDADD = libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
