libsmtpscope_a_SOURCES += \
	src/sweep/options.h \
	src/sweep/progress.c \
	src/sweep/progress.h \
	src/sweep/seen.c \
	src/sweep/seen.h \
	src/sweep/shard.c \
	src/sweep/shard.h \
	src/sweep/target.c \
	src/sweep/target.h
