#include "oauth/paste.h"

#include "base/buf.h"
#include "base/memory.h"
#include "net/loop.h"
#include "oauth/redirect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct paste {
	uv_poll_t poll; /* first: the handle is the whole */
	int fd;
	struct buf in;
	bool lost; /* of a line that is too long, up to its end */
	paste_fn *fn;
	void *arg;
};

static bool is_ours(const struct paste *p)
{
	return tcgetpgrp(p->fd) == getpgrp();
}

/* The first whole line, if there is one. */
static bool take_line(struct paste *p)
{
	const char *end = p->in.n == 0 ? NULL : memchr(p->in.p, '\n', p->in.n);
	size_t n = end == NULL ? 0 : (size_t)(end - p->in.p);

	if (end == NULL)
		return false;
	if (!p->lost && n > 0)
		p->fn(p->arg, p->in.p, n);
	p->lost = false;
	buf_take(&p->in, NULL, n + 1);
	return true;
}

static void on_input(uv_poll_t *handle, int status, int events)
{
	struct paste *p = (struct paste *)handle;
	ssize_t got;

	(void)events;
	/* In the background somebody else is typed to. */
	if (status < 0 || !is_ours(p)) {
		uv_poll_stop(handle);
		return;
	}
	got = read(p->fd, buf_reserve(&p->in, 1024), 1024);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) { /* Ctrl-D, or the terminal has gone */
		uv_poll_stop(handle);
		return;
	}
	p->in.n += (size_t)got;
	while (take_line(p))
		;
	if (p->in.n > REDIRECT_HEAD_MAX) {
		p->lost = true;
		buf_clear(&p->in);
	}
}

/* A description of its own: libuv makes it non-blocking, and stdin may be that of our parents. */
struct paste *paste_new(uv_loop_t *loop, paste_fn *fn, void *arg)
{
	int fd = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct paste *p;

	if (fd < 0)
		return NULL;
	p = mem_alloc(sizeof(*p));
	*p = (struct paste){.fd = fd, .in = {.secret = true}, .fn = fn, .arg = arg};
	loop_need(uv_poll_init(loop, &p->poll, fd), "watch of the terminal");
	uv_poll_start(&p->poll, UV_READABLE, on_input);
	return p;
}

static void on_closed(uv_handle_t *handle)
{
	struct paste *p = (struct paste *)handle;

	close(p->fd);
	buf_free(&p->in);
	free(p);
}

struct paste *paste_free(struct paste *p)
{
	if (p != NULL)
		uv_close((uv_handle_t *)&p->poll, on_closed);
	return NULL;
}
