libsmtpscope_a_SOURCES += \
	src/input/decoder.h \
	src/input/dialogues.c \
	src/input/dialogues.h \
	src/input/files.c \
	src/input/files.h \
	src/input/follow.c \
	src/input/follow.h \
	src/input/gather.c \
	src/input/gather.h \
	src/input/gz.c \
	src/input/keep.c \
	src/input/keep.h \
	src/input/log_source.c \
	src/input/log_source.h \
	src/input/mailbox.c \
	src/input/mailbox.h \
	src/input/progress.c \
	src/input/progress.h \
	src/input/pump.c \
	src/input/pump.h \
	src/input/sniff.c \
	src/input/sniff.h \
	src/input/source.c \
	src/input/source.h \
	src/input/zst.c
