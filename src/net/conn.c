/* Everything that may change happens in turn(): it reads, writes and moves TLS on, then tells the
 * user once. Calls of the user only queue, and ask for a turn where there is news for him. */
#include "net/conn.h"

#include "base/memory.h"
#include "net/tcpinfo.h"
#include "net/staple.h"
#include "net/tls_session.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CHUNK = 16 * 1024,
	CHUNKS_PER_TURN = 16, /* then others have their turn */
};

struct conn {
	uv_poll_t poll; /* as long as there is a socket */
	uv_loop_t *loop;
	uv_timer_t *soon; /* a turn without an event of the socket; NULL: none was needed */
	int handles;	  /* not closed yet; memory goes with the last */
	bool freed;
	bool aborted; /* ends without a word */
	bool news;    /* for the user, at the end of the next turn */
	int events;   /* that the socket is watched for */
	struct dial dial;
	enum conn_state state;
	enum conn_tls tls_state;
	struct tls_session *tls;
	const char *error_name;
	int send_error; /* errno: reading goes on until it ends, then this is why */
	struct buf in, out;
	void (*wake)(void *arg);
	void *arg;
};

static void turn(struct conn *c);

/* ---- handles ---- */

static void on_soon(uv_timer_t *handle)
{
	turn(handle->data);
}

static void turn_soon(struct conn *c)
{
	if (c->freed)
		return;
	if (c->soon == NULL) {
		c->soon = mem_alloc(sizeof(*c->soon));
		uv_timer_init(c->loop, c->soon);
		c->soon->data = c;
		c->handles++;
	}
	uv_timer_start(c->soon, on_soon, 0, 0);
}

static void release(struct conn *c)
{
	if (c->handles > 0 || !c->freed)
		return;
	free(c->soon);
	free(c);
}

static void on_closed(uv_handle_t *handle)
{
	struct conn *c = handle->data;

	c->handles--;
	release(c);
}

static void on_socket_closed(uv_handle_t *handle)
{
	struct conn *c = handle->data;

	close(c->dial.fd);
	c->dial.fd = -1;
	on_closed(handle);
}

static bool has_socket(const struct conn *c)
{
	return c->dial.fd >= 0 && !uv_is_closing((const uv_handle_t *)&c->poll);
}

static void hang_up(struct conn *c)
{
	if (has_socket(c))
		uv_close((uv_handle_t *)&c->poll, on_socket_closed);
}

/* ---- what the socket is watched for ---- */

static bool has_room(const struct conn *c)
{
	size_t held = c->in.n + (c->tls != NULL ? tls_unread(c->tls) : 0);

	return held < CONN_IN_MAX;
}

static int events_wanted(const struct conn *c)
{
	switch (c->state) {
	case CONN_DIALLING:
		return UV_WRITABLE;
	case CONN_OPEN:
		return (has_room(c) ? UV_READABLE : 0) | (c->out.n > 0 ? UV_WRITABLE : 0);
	case CONN_ENDED:
		return c->out.n > 0 ? UV_WRITABLE : 0;
	default:
		return 0;
	}
}

static void on_socket(uv_poll_t *handle, int status, int events)
{
	(void)status; /* libuv calls any socket error UV_EBADF: turn() finds the true one */
	(void)events;
	turn(handle->data);
}

static void watch(struct conn *c)
{
	int events = has_socket(c) ? events_wanted(c) : 0;

	/* starting and stopping are system calls; after an error libuv has stopped by itself */
	if (!has_socket(c) ||
	    (events == c->events && (events == 0 || uv_is_active((uv_handle_t *)&c->poll))))
		return;
	c->events = events;
	if (events != 0)
		uv_poll_start(&c->poll, events, on_socket);
	else
		uv_poll_stop(&c->poll);
}

/* ---- a turn ---- */

static void ended(struct conn *c, int error)
{
	if (c->state != CONN_OPEN)
		return;
	c->state = error == 0 ? CONN_ENDED : CONN_BROKEN;
	c->error_name = error == 0 ? NULL : errno_name(error);
	c->dial.error = error;
	c->news = true;
	if (c->tls != NULL)
		tls_end(c->tls, error);
}

static void dialled(struct conn *c)
{
	dial_look(&c->dial);
	if (c->dial.state == DIAL_WAITING)
		return;
	c->news = true;
	c->state = c->dial.state == DIAL_OPEN ? CONN_OPEN : CONN_FAILED;
	c->send_error = c->dial.state == DIAL_OPEN ? c->dial.error : 0;
	if (c->state == CONN_FAILED)
		hang_up(c); /* the kernel may still be sending SYNs */
}

static void send_out(struct conn *c)
{
	ssize_t n;

	while (c->out.n > 0 && c->send_error == 0) {
		n = send(c->dial.fd, c->out.p, c->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0)
			buf_take(&c->out, NULL, (size_t)n);
		else if (errno == EAGAIN)
			return;
		else if (errno != EINTR)
			c->send_error = errno;
	}
	if (c->send_error != 0)
		buf_clear(&c->out);
}

static void keep(struct conn *c, const char *data, size_t len)
{
	if (c->tls != NULL) {
		tls_feed(c->tls, data, len);
	} else {
		buf_add(&c->in, data, len);
		c->news = true;
	}
}

static void receive(struct conn *c)
{
	char data[CHUNK];
	ssize_t n;

	for (int i = 0; i < CHUNKS_PER_TURN && has_room(c) && c->state == CONN_OPEN; i++) {
		n = recv(c->dial.fd, data, sizeof(data), MSG_DONTWAIT);
		if (n > 0)
			keep(c, data, (size_t)n);
		else if (n == 0)
			ended(c, c->send_error);
		else if (errno == EAGAIN && c->send_error == 0)
			return;
		else if (errno != EINTR)
			ended(c, errno == EAGAIN ? c->send_error : errno);
	}
}

static void shake_hands(struct conn *c)
{
	enum tls_step step = tls_handshake(c->tls);

	if (step == TLS_WAIT)
		return;
	c->tls_state = step == TLS_DONE ? CONN_TLS : CONN_TLS_FAILED;
	c->news = true;
}

static void decrypt(struct conn *c)
{
	size_t before = c->in.n;
	enum tls_step step = tls_receive(c->tls, &c->in, CONN_IN_MAX);

	c->news |= c->in.n != before;
	if (c->state != CONN_OPEN || step == TLS_WAIT)
		return;
	c->state = step == TLS_ENDED ? CONN_ENDED : CONN_BROKEN;
	c->error_name = step == TLS_ENDED ? NULL : tls_error(c->tls);
	c->news = true;
}

static void move_on(struct conn *c)
{
	if (c->state == CONN_DIALLING)
		dialled(c);
	if (has_socket(c)) {
		send_out(c);
		receive(c);
	}
	if (c->tls_state == CONN_HANDSHAKE)
		shake_hands(c);
	if (c->tls_state == CONN_TLS)
		decrypt(c);
	if (has_socket(c))
		send_out(c);
	if (c->send_error != 0 && c->state == CONN_OPEN)
		turn_soon(c); /* receive() tells: the socket has no news to wait for */
	watch(c);
}

/* Most connections of a sweep wait, most of the time: an empty buffer need not wait with them. */
static void rest(struct conn *c)
{
	if (c->in.n == 0)
		buf_free(&c->in);
	if (c->out.n == 0)
		buf_free(&c->out);
}

static void tell(struct conn *c)
{
	c->news = false;
	c->wake(c->arg);
	if (!c->freed)
		watch(c);
}

static void turn(struct conn *c)
{
	move_on(c);
	if (c->news)
		tell(c);
	if (!c->freed)
		rest(c);
}

/* ---- life ---- */

static void attach(struct conn *c)
{
	int rc = uv_poll_init(c->loop, &c->poll, c->dial.fd);

	if (rc == 0) {
		c->handles++;
		return;
	}
	close(c->dial.fd);
	dial_give_up(&c->dial, -rc);
}

struct conn *conn_dial(uv_loop_t *loop, const char *address, int port, const struct dial_how *how,
		       void (*wake)(void *arg), void *arg)
{
	struct conn *c = mem_alloc(sizeof(*c));

	c->wake = wake;
	c->arg = arg;
	c->loop = loop;
	c->poll.data = c;
	dial_start(&c->dial, address, port, how);
	if (c->dial.fd >= 0)
		attach(c);
	if (c->dial.state != DIAL_WAITING)
		turn_soon(c);
	watch(c);
	return c;
}

/* Bytes that nobody will read would make close() send a RST, which ends up in the server's log.
 * Behind the peer's FIN none come. */
static void part_politely(struct conn *c)
{
	char data[CHUNK];

	if (c->tls_state == CONN_TLS)
		tls_bye(c->tls);
	send_out(c);
	if (c->state == CONN_ENDED && c->tls == NULL)
		return;
	shutdown(c->dial.fd, SHUT_WR);
	for (int i = 0; i < CHUNKS_PER_TURN; i++)
		if (recv(c->dial.fd, data, sizeof(data), MSG_DONTWAIT) <= 0)
			return;
}

struct conn *conn_free(struct conn *c)
{
	if (c == NULL)
		return NULL;
	c->freed = true;
	if (has_socket(c) && !c->aborted && (c->state == CONN_OPEN || c->state == CONN_ENDED))
		part_politely(c);
	hang_up(c);
	c->tls = tls_close(c->tls);
	buf_free(&c->in);
	buf_free(&c->out);
	if (c->soon != NULL)
		uv_close((uv_handle_t *)c->soon, on_closed);
	release(c);
	return NULL;
}

/* ---- the user's side ---- */

enum conn_state conn_state(const struct conn *c)
{
	return c->state;
}

const char *conn_errno_name(const struct conn *c)
{
	return c->error_name;
}

static bool is_local(int error)
{
	static const int ours[] = {ENOBUFS, ENOMEM, EPERM, EBADF, EINVAL};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (error == ours[i])
			return true;
	return false;
}

const char *conn_local_fault(const struct conn *c)
{
	if (c->state == CONN_BROKEN && is_local(c->dial.error))
		return c->error_name;
	return c->tls != NULL && tls_fault_is_local(c->tls) ? tls_error(c->tls) : NULL;
}

bool conn_is_short(const struct conn *c)
{
	return dial_is_short(&c->dial);
}

void conn_tcp_facts(struct conn *c, struct arena *a, struct tcp_facts *f)
{
	if (c->dial.state == DIAL_WAITING) /* else it was done when that ended */
		dial_measure(&c->dial);
	dial_facts(&c->dial, a, f);
}

bool conn_stall_facts(const struct conn *c, struct stall_facts *f)
{
	return c->dial.state == DIAL_OPEN && tcpinfo_stall(c->dial.fd, f);
}

void conn_abort(struct conn *c)
{
	const struct linger at_once = {.l_onoff = 1};

	c->aborted = true;
	if (has_socket(c))
		setsockopt(c->dial.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

struct buf *conn_in(struct conn *c)
{
	if (c->in.n >= CONN_IN_MAX)
		turn_soon(c); /* there may be room again by then */
	return &c->in;
}

void conn_write(struct conn *c, const void *data, size_t len, bool secret)
{
	bool plain = c->tls_state == CONN_PLAIN;

	/* nothing that was meant for TLS ever goes out in clear */
	if ((!plain && c->tls_state != CONN_TLS) || c->state == CONN_FAILED ||
	    c->state == CONN_BROKEN)
		return;
	c->out.secret |= secret && plain;
	if (plain)
		buf_add(&c->out, data, len);
	else
		tls_send(c->tls, data, len);
	if (c->state != CONN_DIALLING)
		send_out(c);
	if (c->send_error != 0)
		turn_soon(c);
	watch(c);
}

void conn_start_tls(struct conn *c, const struct tls_setup *setup)
{
	c->tls = tls_open(setup, &c->out);
	c->tls_state = CONN_HANDSHAKE;
	tls_feed(c->tls, c->in.p, c->in.n);
	buf_clear(&c->in);
	if (c->state != CONN_OPEN)
		tls_end(c->tls, c->state == CONN_BROKEN ? c->dial.error : 0);
	turn_soon(c);
}

enum conn_tls conn_tls(const struct conn *c)
{
	return c->tls_state;
}

void conn_tls_facts(struct conn *c, struct arena *a, struct tls_facts *f)
{
	if (c->tls != NULL)
		tls_session_facts(c->tls, a, f);
	else
		*f = (struct tls_facts){0};
}

void conn_tls_late_alert(struct conn *c, struct arena *a, struct tls_facts *f)
{
	if (c->tls != NULL)
		tls_session_late_alert(c->tls, a, f);
}

bool conn_tls_tickets(const struct conn *c)
{
	return c->tls != NULL && tls_session_tickets(c->tls);
}

bool conn_tls_binding(const struct conn *c, struct arena *a, struct bytes *bytes)
{
	return c->tls != NULL && tls_session_binding(c->tls, a, bytes);
}

const char *conn_tls_binding_name(const struct conn *c)
{
	return c->tls != NULL ? tls_session_binding_name(c->tls) : NULL;
}

void conn_tls_judge(struct conn *c, struct arena *a, struct tls_facts *f, const struct trust *trust,
		    const char *host, int64_t now)
{
	struct tls_der der[TLS_CHAIN_MAX] = {{0}}, response = {0};
	unsigned n = 0;

	if (c->tls != NULL) {
		n = tls_session_chain(c->tls, der);
		response = tls_session_staple(c->tls);
	}
	tls_judge(a, f, der, n, trust, host, now);
	f->staple = staple_judge(a, response, der, n, trust, now);
}
