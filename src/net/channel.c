#define CARES_NO_DEPRECATED
#include "net/channel.h"

#include "base/memory.h"

#include <stdlib.h>
#include <sys/socket.h>

enum { RECEIVE_BUFFER = 8 * 1024 * 1024 };

struct watch {
	uv_poll_t handle;
	ares_socket_t socket;
	struct channel *channel;
	struct watch *next;
};

static void channel_rearm(struct channel *c)
{
	struct timeval tv, *t = ares_timeout(c->ares, NULL, &tv);

	if (t == NULL)
		timer_stop(c->timer);
	else
		timer_start(c->timer, (double)t->tv_sec * 1e3 + (double)t->tv_usec / 1e3);
}

static void on_time(void *arg)
{
	struct channel *c = arg;

	ares_process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	channel_rearm(c);
}

/* ---- refusals without a question ---- */

static bool is_refusal(const unsigned char *packet, ssize_t n)
{
	return n == NS_HFIXEDSZ && (packet[2] & 0x80) != 0 && (packet[3] & 0x0f) != 0 &&
	       packet[4] == 0 && packet[5] == 0;
}

/* Unbound refuses strangers with a bare header. c-ares passes over what does not repeat the
 * question, and would call it silence. */
static void take_refusals(struct channel *c, ares_socket_t s)
{
	unsigned char packet[NS_HFIXEDSZ + 1];
	ssize_t n;

	while (n = recv(s, packet, sizeof(packet), MSG_PEEK | MSG_DONTWAIT),
	       is_refusal(packet, n)) {
		c->refused(c->arg, packet);
		recv(s, packet, sizeof(packet), MSG_DONTWAIT);
	}
}

/* libuv calls any pending socket error UV_EBADF; c-ares finds the true one when it reads. */
static void on_socket(uv_poll_t *handle, int status, int events)
{
	struct watch *w = handle->data;
	struct channel *c = w->channel;
	ares_socket_t s = w->socket;

	if (!c->stream && status == 0) /* an error that we took would be lost to c-ares */
		take_refusals(c, s);
	ares_process_fd(c->ares, status < 0 || events & UV_READABLE ? s : ARES_SOCKET_BAD,
			status < 0 || events & UV_WRITABLE ? s : ARES_SOCKET_BAD);
	channel_rearm(c);
}

static void on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *watch_new(struct channel *c, ares_socket_t s)
{
	struct watch *w = mem_alloc(sizeof(*w));

	w->socket = s;
	w->channel = c;
	w->handle.data = w;
	loop_need(uv_poll_init(c->loop, &w->handle, s), "event for the DNS");
	w->next = c->watches;
	c->watches = w;
	return w;
}

/* ares_sock_state_cb */
static void on_socket_state(void *data, ares_socket_t s, int readable, int writable)
{
	struct channel *c = data;
	struct watch **at = &c->watches, *w;

	while (*at != NULL && (*at)->socket != s)
		at = &(*at)->next;
	w = *at;
	if (readable || writable) {
		if (w == NULL)
			w = watch_new(c, s);
		uv_poll_start(&w->handle,
			      (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0),
			      on_socket);
	} else if (w != NULL) {
		*at = w->next;
		uv_close((uv_handle_t *)&w->handle, on_watch_closed);
	}
}

/* ---- life ---- */

int channel_open(struct channel *c, uv_loop_t *loop, bool stream, double try_ms, int tries,
		 channel_refusal_fn *refused, void *arg)
{
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB |
		   ARES_OPT_SOCK_RCVBUF;
	struct ares_options options = {
		/* without NOCHECKRESP a SERVFAIL would be "could not contact servers"; with IGNTC
		 * the size of an answer never decides which transport is used: we do */
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_IGNTC |
			 (stream ? ARES_FLAG_USEVC : 0),
		.timeout = try_ms > 1 ? (int)try_ms : 1,
		.tries = tries > 1 ? tries : 1,
		.sock_state_cb = on_socket_state,
		.sock_state_cb_data = c,
		.socket_receive_buffer_size = RECEIVE_BUFFER,
	};
#ifdef ARES_OPT_QUERY_CACHE
	mask |= ARES_OPT_QUERY_CACHE; /* with its limit at 0: what is asked is asked */
#endif

	*c = (struct channel){.loop = loop,
			      .timer = timer_new(loop, on_time, c),
			      .stream = stream,
			      .refused = refused,
			      .arg = arg};
	return ares_init_options(&c->ares, &options, mask);
}

void channel_send(struct channel *c, const unsigned char *packet, int len, ares_callback fn,
		  void *arg)
{
	ares_send(c->ares, packet, len, fn, arg);
	channel_rearm(c);
}

void channel_close(struct channel *c)
{
	if (c->ares != NULL)
		ares_destroy(c->ares);
	timer_free(c->timer);
}
