libsmtpscope_a_SOURCES += \
	src/transcript/transcript.c \
	src/transcript/transcript.h \
	src/transcript/form.h \
	src/transcript/forms.c \
	src/transcript/forms.h \
	src/transcript/words.c \
	src/transcript/build.c \
	src/transcript/build.h \
	src/transcript/talk.c \
	src/transcript/talk.h \
	src/transcript/hear.c \
	src/transcript/say.c \
	src/transcript/login.c \
	src/transcript/tlswords.c \
	src/transcript/finish.c \
	src/transcript/form_plain.c

# what a login's lines tell
libsmtpscope_a_SOURCES += \
	src/transcript/sasl_blob.c \
	src/transcript/sasl_blob.h \
	src/transcript/sasl_line.c \
	src/transcript/sasl_line.h
