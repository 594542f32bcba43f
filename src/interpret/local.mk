libsmtpscope_a_SOURCES += \
	src/interpret/finding.h \
	src/interpret/interpret.h \
	src/interpret/match.c \
	src/interpret/match.h \
	src/interpret/normalise.c \
	src/interpret/wording.c \
	src/interpret/wording.h
