# Whole checks in scripted time: the fake system (tests/support/fake*), servers that follow a script,
# the fuzzer that feeds them, and unit tests of what takes half a minute.

# The program's calls that end in fakesock.c; the linker sees to it.
fake_wraps = -Wl,--wrap=socket -Wl,--wrap=bind -Wl,--wrap=connect -Wl,--wrap=getsockname \
	-Wl,--wrap=getsockopt -Wl,--wrap=setsockopt -Wl,--wrap=send -Wl,--wrap=recv \
	-Wl,--wrap=recvmsg -Wl,--wrap=shutdown -Wl,--wrap=close -Wl,--wrap=getrandom \
	-Wl,--wrap=time -Wl,--wrap=hosts_new

check_LIBRARIES = libsession.a
libsession_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
libsession_a_SOURCES = \
	tests/support/fakeares.c \
	tests/support/fakeares.h \
	tests/support/faketcp.c \
	tests/support/faketcp.h \
	tests/support/fakesock.c \
	tests/support/fakesock.h \
	tests/support/faketime.c \
	tests/support/faketime.h \
	tests/support/fakeuv.c \
	tests/support/fakeuv.h \
	tests/support/certmaker.c \
	tests/support/certmaker.h \
	tests/support/dnspacket.c \
	tests/support/dnspacket.h \
	tests/support/neutral.c \
	tests/support/neutral.h \
	tests/support/script.c \
	tests/support/script.h \
	tests/support/script_dns.c \
	tests/support/script_dns.h \
	tests/support/script_say.c \
	tests/support/script_wire.c \
	tests/support/session.c \
	tests/support/session.h \
	tests/support/session_check.c \
	tests/support/tlsserver.c \
	tests/support/tlsserver.h \
	tests/support/ways.c \
	tests/support/ways.h \
	tests/support/witness.c \
	tests/support/witness.h

check_PROGRAMS += tests/fuzz/show_session
tests_fuzz_show_session_SOURCES = tests/fuzz/show_session.c
tests_fuzz_show_session_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_show_session_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_fuzz_show_session_LDADD = libsession.a libsmtpscope.a $(SCOPE_LIBS)
TESTS += tests/fuzz/session_schema

if HAVE_CMOCKA
SESSION_TESTS = tests/unit/test_session tests/unit/test_witness \
	tests/unit/test_path tests/unit/test_trace
check_PROGRAMS += $(SESSION_TESTS)
TESTS += $(SESSION_TESTS)
endif
tests_unit_test_session_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_unit_test_session_LDADD = libsession.a libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_witness_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_unit_test_witness_LDADD = libsession.a libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)

test_folders += fuzz
tests_unit_test_path_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_unit_test_path_LDADD = libsession.a libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_trace_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_unit_test_trace_LDADD = libsession.a libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)
