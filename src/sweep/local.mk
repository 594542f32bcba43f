libsmtpscope_a_SOURCES += \
	src/sweep/target.h \
	src/sweep/result_line.c \
	src/sweep/result_line.h \
	src/sweep/results.c \
	src/sweep/results.h \
	src/sweep/results_old.c \
	src/sweep/results_old.h \
	src/sweep/results_writer.c \
	src/sweep/results_writer.h
