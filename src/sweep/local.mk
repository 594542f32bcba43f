libsmtpscope_a_SOURCES += \
	src/sweep/progress.c \
	src/sweep/progress.h \
	src/sweep/target.h
