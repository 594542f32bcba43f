libsmtpscope_a_SOURCES += \
	src/log/csv.c \
	src/log/csv.h \
	src/log/form_client.c \
	src/log/form_exchange.c \
	src/log/form_exim.c \
	src/log/form_journal.c \
	src/log/form_json.c \
	src/log/form_lines.c \
	src/log/form_opensmtpd.c \
	src/log/form_postfix.c \
	src/log/form_qmail.c \
	src/log/form_sendmail.c \
	src/log/forms.h \
	src/log/frame.c \
	src/log/log_form.c \
	src/log/log_form.h \
	src/log/log_item.c \
	src/log/piece.c \
	src/log/piece.h \
	src/log/stamp.c \
	src/log/stamp.h
