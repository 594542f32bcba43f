libsmtpscope_a_SOURCES += \
	src/sasl/exchange.c \
	src/sasl/exchange.h \
	src/sasl/libgsasl.c \
	src/sasl/libgsasl.h \
	src/sasl/library.c \
	src/sasl/library.h \
	src/sasl/ntlm.c \
	src/sasl/ntlm.h \
	src/sasl/own.c \
	src/sasl/sasl.h \
	src/sasl/scram.c \
	src/sasl/scram.h \
	src/sasl/table.c \
	src/sasl/words.h
