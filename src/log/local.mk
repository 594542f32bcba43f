libsmtpscope_a_SOURCES +=

# summary: blocks of lines -> groups
libsmtpscope_a_SOURCES += \
	src/log/groups.c \
	src/log/groups.h \
	src/log/names.c \
	src/log/names.h \
	src/log/pieces.c \
	src/log/pieces.h \
	src/log/reader.c \
	src/log/reader.h \
	src/log/scan.c \
	src/log/scan.h \
	src/log/summary.c \
	src/log/summary.h \
	src/log/template.c \
	src/log/template.h \
	src/log/verdicts.c \
	src/log/verdicts.h
