libsmtpscope_a_SOURCES += \
	src/oauth/answer.c \
	src/oauth/answer.h \
	src/oauth/assertion.c \
	src/oauth/assertion.h \
	src/oauth/cache.h \
	src/oauth/client_credentials.c \
	src/oauth/credentials.c \
	src/oauth/credentials.h \
	src/oauth/device.c \
	src/oauth/device.h \
	src/oauth/exchange.c \
	src/oauth/exchange.h \
	src/oauth/form.c \
	src/oauth/form.h \
	src/oauth/oauth.c \
	src/oauth/oauth.h \
	src/oauth/places.c \
	src/oauth/places.h \
	src/oauth/refresh.c \
	src/oauth/service_account.c \
	src/oauth/tls_fault.c \
	src/oauth/tls_fault.h
