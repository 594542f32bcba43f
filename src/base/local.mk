base = \
	src/base/arena.c \
	src/base/arena.h \
	src/base/fatal.c \
	src/base/fatal.h \
	src/base/table.c \
	src/base/table.h \
	src/base/random.c \
	src/base/random.h \
	src/base/memory.c \
	src/base/memory.h \
	src/base/secret.c \
	src/base/secret.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/list.h \
	src/base/ring.h \
	src/base/piece.c \
	src/base/piece.h \
	src/base/statusline.c \
	src/base/statusline.h \
	src/base/text.c \
	src/base/text.h \
	src/base/clock.c \
	src/base/clock.h \
	src/base/base64.c \
	src/base/base64.h \
	src/base/certname.c \
	src/base/certname.h \
	src/base/netaddr.c \
	src/base/netaddr.h \
	src/base/alias.c \
	src/base/alias.h \
	src/base/hostname.c \
	src/base/hostname.h \
	src/base/fd_write.c \
	src/base/fd_write.h \
	src/base/own_file.c \
	src/base/own_file.h \
	src/base/small_file.c \
	src/base/small_file.h

libsmtpscope_a_SOURCES += $(base)
