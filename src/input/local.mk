libsmtpscope_a_SOURCES += \
	src/input/decoder.h \
	src/input/files.c \
	src/input/files.h \
	src/input/gz.c \
	src/input/mailbox.c \
	src/input/mailbox.h \
	src/input/source.c \
	src/input/source.h \
	src/input/zst.c
