libsmtpscope_a_SOURCES += \
	src/net/loop.h \
	src/net/resolver.h \
	src/net/dnswire.h \
	src/net/tls.h \
	src/net/conn.h
