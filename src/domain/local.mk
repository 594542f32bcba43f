libsmtpscope_a_SOURCES += \
	src/domain/bimi.c \
	src/domain/bimi.h \
	src/domain/dane.c \
	src/domain/dane.h \
	src/domain/discovery.c \
	src/domain/discovery.h \
	src/domain/dkim.c \
	src/domain/dkim.h \
	src/domain/dmarc.c \
	src/domain/dmarc.h \
	src/domain/dmarc_record.h \
	src/domain/mta_sts.c \
	src/domain/mta_sts.h \
	src/domain/mx.c \
	src/domain/mx.h \
	src/domain/orgdomain.c \
	src/domain/orgdomain.h \
	src/domain/spf.c \
	src/domain/spf.h \
	src/domain/study.c \
	src/domain/study.h \
	src/domain/taglist.c \
	src/domain/taglist.h \
	src/domain/tls_rpt.c \
	src/domain/tls_rpt.h \
	src/domain/view.c \
	src/domain/view.h
