libsmtpscope_a_SOURCES += \
	src/transcript/sasl_blob.c \
	src/transcript/sasl_blob.h \
	src/transcript/sasl_line.c \
	src/transcript/sasl_line.h
