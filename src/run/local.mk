libsmtpscope_a_SOURCES += \
	src/run/attempts.c \
	src/run/attempts.h \
	src/run/attempts_file.c \
	src/run/attempts_file.h \
	src/run/followup.c \
	src/run/followup.h \
	src/run/guard.c \
	src/run/guard.h \
	src/run/issuers.c \
	src/run/issuers.h \
	src/run/mechanisms.c \
	src/run/mechanisms.h \
	src/run/suites.c \
	src/run/suites.h \
	src/run/run.c \
	src/run/run.h \
	src/run/traces.c \
	src/run/traces.h \
	src/run/zone.c \
	src/run/zone.h
