libsmtpscope_a_SOURCES += \
	src/smtp/reply.c \
	src/smtp/reply.h \
	src/smtp/token.c \
	src/smtp/token.h \
	src/smtp/token_json.c \
	src/smtp/token_json.h \
	src/smtp/token_refusal.c \
	src/smtp/token_refusal.h \
	src/smtp/token_within.c \
	src/smtp/token_within.h \
	src/smtp/caps.c \
	src/smtp/caps.h \
	src/smtp/data.c \
	src/smtp/data.h \
	src/smtp/egress.c \
	src/smtp/oddities.c \
	src/smtp/oddities.h \
	src/smtp/egress.h \
	src/smtp/address.c \
	src/smtp/address.h
