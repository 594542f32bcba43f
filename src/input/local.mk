libsmtpscope_a_SOURCES += \
	src/input/decoder.h \
	src/input/files.c \
	src/input/files.h \
	src/input/gz.c \
	src/input/log_source.c \
	src/input/log_source.h \
	src/input/mailbox.c \
	src/input/mailbox.h \
	src/input/pump.c \
	src/input/pump.h \
	src/input/source.c \
	src/input/source.h \
	src/input/zst.c
