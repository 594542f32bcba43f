libsmtpscope_a_SOURCES += \
	src/bounce/cutwords.c \
	src/bounce/cutwords.h \
	src/bounce/flatten.c \
	src/bounce/flatten.h \
	src/bounce/freetext.c \
	src/bounce/freetext.h \
	src/bounce/marks.c \
	src/bounce/marks.h \
	src/bounce/template.c \
	src/bounce/template.h \
	src/bounce/unfold.c \
	src/bounce/unfold.h
