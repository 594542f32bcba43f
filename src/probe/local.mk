libsmtpscope_a_SOURCES += \
	src/probe/documents.c \
	src/probe/documents.h \
	src/probe/engine_study.c \
	src/probe/job.h \
	src/probe/settings.c \
	src/probe/note.h src/probe/note.c \
	src/probe/schedule.h src/probe/schedule.c \
	src/probe/pace.h src/probe/pace.c \
	src/probe/limited.h src/probe/limited.c \
	src/probe/answers.h src/probe/answers.c \
	src/probe/hub.h src/probe/hub.c \
	src/probe/login.h src/probe/login.c \
	src/probe/lookup.h src/probe/lookup.c \
	src/probe/issuers.h src/probe/issuers.c \
	src/probe/echo.h src/probe/echo.c \
	src/probe/ehloname.h src/probe/ehloname.c \
	src/probe/common.h \
	src/probe/stage.h \
	src/probe/tlsa.h src/probe/tlsa.c \
	src/probe/pulse.h src/probe/pulse.c \
	src/probe/walk.c \
	src/probe/probe.h src/probe/probe.c \
	src/probe/talk.h src/probe/talk.c \
	src/probe/stage_tcp.c \
	src/probe/stage_proxy.c \
	src/probe/stage_banner.c \
	src/probe/stage_ehlo.c \
	src/probe/injection.h \
	src/probe/stage_injection.c \
	src/probe/stage_starttls.c \
	src/probe/stage_tls.c \
	src/probe/stage_hello.c \
	src/probe/stage_auth.c \
	src/probe/stage_envelope.c \
	src/probe/message.h src/probe/message.c \
	src/probe/stage_message.c \
	src/probe/stage_noop.c \
	src/probe/stage_quit.c \
	src/probe/reach.h src/probe/reach.c \
	src/probe/trace.h src/probe/trace.c \
	src/probe/engine.h src/probe/engine_parts.h src/probe/engine.c \
	src/probe/engine_names.c src/probe/engine_sessions.c
