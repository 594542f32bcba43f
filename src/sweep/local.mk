libsmtpscope_a_SOURCES += \
	src/sweep/fleet.c \
	src/sweep/fleet.h \
	src/sweep/options.h \
	src/sweep/progress.h \
	src/sweep/queue.c \
	src/sweep/queue.h \
	src/sweep/results.h \
	src/sweep/seen.c \
	src/sweep/seen.h \
	src/sweep/shard.c \
	src/sweep/shard.h \
	src/sweep/stub.c \
	src/sweep/target.c \
	src/sweep/target.h \
	src/sweep/targets.h
