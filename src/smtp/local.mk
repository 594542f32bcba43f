libsmtpscope_a_SOURCES += \
	src/smtp/reply.h \
	src/smtp/caps.h \
	src/smtp/sasl.h \
	src/smtp/address.h
