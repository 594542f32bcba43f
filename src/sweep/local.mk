libsmtpscope_a_SOURCES += \
	src/sweep/list_csv.c \
	src/sweep/list_json.c \
	src/sweep/list_row.h \
	src/sweep/list_target.c \
	src/sweep/list_text.c \
	src/sweep/list_text.h \
	src/sweep/list_words.c \
	src/sweep/options.h \
	src/sweep/seen.c \
	src/sweep/seen.h \
	src/sweep/shard.c \
	src/sweep/shard.h \
	src/sweep/target.c \
	src/sweep/target.h \
	src/sweep/targets.c \
	src/sweep/targets.h
