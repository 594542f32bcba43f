libsmtpscope_a_SOURCES += \
	src/know/knowledge.h \
	src/know/provider.h
