libsmtpscope_a_SOURCES += \
	src/proxy/url.c \
	src/proxy/url.h \
	src/proxy/socks5.c \
	src/proxy/socks5.h \
	src/proxy/http_connect.c \
	src/proxy/http_connect.h
