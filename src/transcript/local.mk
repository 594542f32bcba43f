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
	src/transcript/own_path.c \
	src/transcript/own_token.c \
	src/transcript/own_stage.c \
	src/transcript/own_suites.c \
	src/transcript/own_cert.c \
	src/transcript/own_cert.h \
	src/transcript/own_tls.c \
	src/transcript/form_own.c \
	src/transcript/form_plain.c \
	src/transcript/form_swaks.c

# what a login's lines tell
libsmtpscope_a_SOURCES += \
	src/transcript/sasl_blob.c \
	src/transcript/sasl_blob.h \
	src/transcript/sasl_line.c \
	src/transcript/sasl_line.h

# mail programs and what they have in common
libsmtpscope_a_SOURCES += \
	src/transcript/program.h \
	src/transcript/prefix.c \
	src/transcript/trouble.c \
	src/transcript/unquote.c \
	src/transcript/form_curl.c \
	src/transcript/form_exchange.c \
	src/transcript/form_javamail.c \
	src/transcript/form_mailx.c \
	src/transcript/form_msmtp.c \
	src/transcript/form_mutt.c \
	src/transcript/form_nodemailer.c \
	src/transcript/form_openssl.c \
	src/transcript/form_perl.c \
	src/transcript/form_phpmailer.c \
	src/transcript/form_quoted.c \
	src/transcript/form_terminal.c \
	src/transcript/form_thunderbird.c
