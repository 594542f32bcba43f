libsmtpscope_a_SOURCES += \
	src/http/cert_fault.c \
	src/http/cert_fault.h \
	src/http/curl.c \
	src/http/http.h \
	src/http/libcurl.c \
	src/http/libcurl.h \
	src/http/stranger.c \
	src/http/stranger.h \
	src/http/told.c \
	src/http/told.h \
	src/http/url.c \
	src/http/url.h
