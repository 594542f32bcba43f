libsmtpscope_a_SOURCES += \
	src/record/jsonw.c \
	src/record/jsonw.h \
	src/record/login_facts.h \
	src/record/names.c \
	src/record/record.c \
	src/record/dnssec.h \
	src/record/dnssec.c \
	src/record/record.h \
	src/record/record_json.c \
	src/record/record_json.h \
	src/record/redact.c \
	src/record/redact.h \
	src/record/reply.h \
	src/record/shape.c \
	src/record/shape.h \
	src/record/shapes.c \
	src/record/shapes_login.c \
	src/record/shapes_tls.c \
	src/record/shapes_token.c \
	src/record/shapes.h \
	src/record/tls_facts.h \
	src/record/token_facts.h \
	src/record/words.c \
	src/record/words.h
