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
	src/transcript/own.h \
	src/transcript/own_rows.c \
	src/transcript/own_stage.c \
	src/transcript/own_tls.c \
	src/transcript/form_own.c \
	src/transcript/form_plain.c \
	src/transcript/form_swaks.c
