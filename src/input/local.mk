libsmtpscope_a_SOURCES += \
	src/input/decoder.h \
	src/input/gz.c \
	src/input/source.c \
	src/input/source.h \
	src/input/zst.c
