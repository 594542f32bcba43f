libsmtpscope_a_SOURCES += \
	src/bounce/bounce.c \
	src/bounce/bounce.h \
	src/bounce/fields.c \
	src/bounce/fields.h \
	src/bounce/freetext.c \
	src/bounce/freetext.h \
	src/bounce/gather.c \
	src/bounce/gather.h \
	src/bounce/marks.c \
	src/bounce/marks.h \
	src/bounce/mime.c \
	src/bounce/mime.h \
	src/bounce/notice.c \
	src/bounce/notice.h \
	src/bounce/plain.c \
	src/bounce/plain.h \
	src/bounce/refused.c \
	src/bounce/refused.h \
	src/bounce/status.c \
	src/bounce/status.h \
	src/bounce/tame.c \
	src/bounce/tame.h \
	src/bounce/template.c \
	src/bounce/template.h \
	src/bounce/unfold.c \
	src/bounce/unfold.h
