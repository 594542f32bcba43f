libsmtpscope_a_SOURCES += \
	src/oauth/cache.c \
	src/oauth/cache.h \
	src/oauth/cache_text.c \
	src/oauth/cache_text.h \
	src/oauth/listener.c \
	src/oauth/listener.h \
	src/oauth/oauth.h \
	src/oauth/paste.c \
	src/oauth/paste.h \
	src/oauth/pkce.c \
	src/oauth/pkce.h \
	src/oauth/redirect.c \
	src/oauth/redirect.h
