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
	src/log/stamp.c \
	src/log/stamp.h

# summary: blocks of lines -> groups
libsmtpscope_a_SOURCES += \
	src/log/groups.c \
	src/log/groups.h \
	src/log/names.c \
	src/log/names.h \
	src/log/vocabulary.c \
	src/log/vocabulary.h \
	src/log/reader.c \
	src/log/reader.h \
	src/log/scan.c \
	src/log/scan.h \
	src/log/summary.c \
	src/log/summary.h \
	src/log/template.c \
	src/log/template.h \
	src/log/verdicts.c \
	src/log/verdicts.h
