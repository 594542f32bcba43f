libsmtpscope_a_SOURCES += \
	src/oauth/cache.h \
	src/oauth/oauth.h
