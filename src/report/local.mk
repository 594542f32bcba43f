libsmtpscope_a_SOURCES += \
	src/report/chain.c \
	src/report/chain.h \
	src/report/details.c \
	src/report/details.h \
	src/report/explained.h \
	src/report/explained_json.c \
	src/report/explained_text.c \
	src/report/finding_json.c \
	src/report/finding_json.h \
	src/report/grid.c \
	src/report/grid.h \
	src/report/json.c \
	src/report/live.c \
	src/report/live.h \
	src/report/outcome.c \
	src/report/outcome.h \
	src/report/page.c \
	src/report/page.h \
	src/report/profiles.h \
	src/report/profiles_json.c \
	src/report/profiles_list.c \
	src/report/profiles_text.c \
	src/report/report.c \
	src/report/report.h \
	src/report/terminal.c \
	src/report/words.c \
	src/report/words.h
