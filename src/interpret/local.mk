libsmtpscope_a_SOURCES += \
	src/interpret/finding.h \
	src/interpret/interpret.h \
	src/interpret/match.h
