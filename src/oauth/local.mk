libsmtpscope_a_SOURCES += \
	src/oauth/answer.h \
	src/oauth/cache.h \
	src/oauth/credentials.h \
	src/oauth/exchange.h \
	src/oauth/form.h \
	src/oauth/oauth.h
