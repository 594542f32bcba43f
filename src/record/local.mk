libsmtpscope_a_SOURCES += \
	src/record/record.c \
	src/record/record.h \
	src/record/names.c \
	src/record/shape.h \
	src/record/jsonw.h \
	src/record/record_json.h
