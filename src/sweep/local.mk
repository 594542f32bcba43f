libsmtpscope_a_SOURCES += \
	src/sweep/target.h
