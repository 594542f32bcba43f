libsmtpscope_a_SOURCES += \
	src/plan/target.c \
	src/plan/plan.c \
	src/plan/plan.h \
	src/plan/answers.c \
	src/plan/answers.h \
	src/plan/endpoints.c \
	src/plan/controls.c \
	src/plan/ports.c \
	src/plan/ports.h
