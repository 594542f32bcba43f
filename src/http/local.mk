libsmtpscope_a_SOURCES += \
	src/http/curl.c \
	src/http/http.h \
	src/http/libcurl.c \
	src/http/libcurl.h \
	src/http/stranger.c \
	src/http/stranger.h \
	src/http/url.c \
	src/http/url.h
