libsmtpscope_a_SOURCES += \
	src/probe/job.h \
	src/probe/engine.h
