bin_PROGRAMS = smtpscope
smtpscope_SOURCES = \
	src/cli/main.c
smtpscope_LDADD = libsmtpscope.a $(SCOPE_LIBS)
