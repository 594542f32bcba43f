libsmtpscope_a_SOURCES += \
	src/net/loop.c \
	src/net/loop.h \
	src/net/route.c \
	src/net/route.h \
	src/net/resolver.c \
	src/net/resolver.h \
	src/net/nameserver.c \
	src/net/nameserver.h \
	src/net/hosts.c \
	src/net/dnswire.c \
	src/net/dnswire.h \
	src/net/dial.c \
	src/net/dial.h \
	src/net/tls.h \
	src/net/tls_offer.c \
	src/net/tls_offer.h \
	src/net/tls_session.c \
	src/net/tls_session.h \
	src/net/tls_judge.c \
	src/net/certificate.c \
	src/net/certificate.h \
	src/net/anchors.c \
	src/net/anchors.h \
	src/net/trust.c \
	src/net/trust.h \
	src/net/conn.c \
	src/net/conn.h
