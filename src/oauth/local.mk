libsmtpscope_a_SOURCES += \
	src/oauth/cache.c \
	src/oauth/cache.h \
	src/oauth/cache_text.c \
	src/oauth/cache_text.h \
	src/oauth/oauth.h \
	src/oauth/pkce.c \
	src/oauth/pkce.h
