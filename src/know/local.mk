# All that reads catalogue files; data/compile has it, too.
read_knowledge = \
	src/know/advice.c \
	src/know/advice.h \
	src/know/catalogue.c \
	src/know/catalogue.h \
	src/know/codes.c \
	src/know/codes.h \
	src/know/entry.c \
	src/know/entry.h \
	src/know/knowledge.h \
	src/know/layer.c \
	src/know/layer.h \
	src/know/label.h src/know/label_read.c \
	src/know/login_client.h \
	src/know/login_knowledge.c \
	src/know/mechanism.h \
	src/know/network.h \
	src/know/frame.c \
	src/know/frame.h \
	src/know/box.h \
	src/know/hint.h \
	src/know/setting.h \
	src/know/snippet.c \
	src/know/snippet.h \
	src/know/needs.c \
	src/know/needs.h \
	src/know/pattern.c \
	src/know/pattern.h \
	src/know/profile.c \
	src/know/provider.h \
	src/know/range.c \
	src/know/range.h \
	src/know/schema.c \
	src/know/sources.c \
	src/know/sources.h \
	src/know/schema.h \
	src/know/tls_client.h \
	src/know/tls_knowledge.c \
	src/know/tls_policy.h \
	src/know/token_service.h \
	src/know/token_service_read.c \
	src/know/guide.h \
	src/know/guide_read.c \
	src/know/way.h \
	src/know/way_read.c \
	src/know/words.c \
	src/know/words.h \
	src/know/yamldoc.c \
	src/know/yamldoc.h

libsmtpscope_a_SOURCES += $(read_knowledge) \
	src/know/box.c \
	src/know/hint.c \
	src/know/label.c \
	src/know/knowledge.c \
	src/know/mechanism.c \
	src/know/network.c \
	src/know/provider.c \
	src/know/public.c \
	src/know/public.h \
	src/know/guide.c \
	src/know/token_service.c \
	src/know/way.c
