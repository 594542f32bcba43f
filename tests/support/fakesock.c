#include "fakesock.h"

#include "faketcp.h"
#include "fakeuv.h"
#include "net/hosts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/crypto.h>
#include <linux/errqueue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

/* Descriptors that no system gives. */
enum { FIRST_FD = 1 << 20, SOCKETS_MAX = 4096, RTT_US = 40000 };

/* In TCP_INFO. */
enum { ESTABLISHED = 1, SYN_SENT = 2, CLOSED = 7, CLOSE_WAIT = 8 };

static const char OUR_V4[] = "192.0.2.200", OUR_V6[] = "2001:db8::200";

struct sock {
	bool open;
	bool ready;	   /* a datagram socket: readable */
	struct wire *wire; /* a connection, from its connect() on */
	int family;	   /* AF_UNSPEC: a datagram socket, see fakeares.c */
	int ttl;
	bool abort;
};

static struct {
	const struct far_end *far_end;
	struct sock socks[SOCKETS_MAX]; /* by fd */
	int socks_n;
	struct wire *wires[SOCKETS_MAX];
	int wires_n;
	bool cut_off;
	uint64_t random;
} net;

/* ---- begin and end ---- */

void fake_sockets_begin(const struct far_end *far_end)
{
	fake_sockets_end();
	memset(&net, 0, sizeof(net));
	net.far_end = far_end;
	fake_seed(1);
}

void fake_sockets_end(void)
{
	for (int i = 0; i < net.socks_n; i++)
		if (net.socks[i].open)
			fake_panic("socket %d is open", i);
	for (int i = 0; i < net.wires_n; i++) {
		buf_free(&net.wires[i]->to_program);
		buf_free(&net.wires[i]->from_program);
		free(net.wires[i]);
	}
	net.socks_n = net.wires_n = 0;
}

void fake_no_route(bool cut_off)
{
	net.cut_off = cut_off;
}

static bool is_fake(int fd)
{
	return fd >= FIRST_FD;
}

static struct sock *sock_of(int fd)
{
	if (fd < FIRST_FD || fd - FIRST_FD >= net.socks_n || !net.socks[fd - FIRST_FD].open)
		fake_panic("descriptor %d is not open", fd);
	return &net.socks[fd - FIRST_FD];
}

static uint32_t retransmits(const struct wire *w)
{
	uint64_t waited = fake_now() - w->dialled_ms;

	return waited >= 3000 ? 2 : waited >= 1000;
}

static struct wire *wire_of(int fd)
{
	struct wire *w = sock_of(fd)->wire;

	if (w == NULL)
		fake_panic("descriptor %d is not connected", fd);
	return w;
}

static int fails(int error)
{
	errno = error;
	return -1;
}

/* ---- the far end's side ---- */

void wire_open(struct wire *w)
{
	if (w->state != WIRE_DIALLING)
		return;
	w->resent = retransmits(w);
	w->state = WIRE_OPEN;
}

void wire_send(struct wire *w, const void *data, size_t n)
{
	if (w->state == WIRE_OPEN && !w->fin_to_program && w->fd >= 0)
		buf_add(&w->to_program, data, n);
}

void wire_fin(struct wire *w)
{
	w->fin_to_program = true;
}

void wire_reset(struct wire *w)
{
	if (w->state == WIRE_DEAD)
		return;
	w->error = w->state == WIRE_OPEN ? ECONNRESET : ECONNREFUSED;
	w->resent = w->state == WIRE_OPEN ? w->resent : retransmits(w);
	w->state = WIRE_DEAD;
}

void wire_icmp(struct wire *w, int origin, int type, int code, int error, const char *from,
	       bool final)
{
	if (w->state != WIRE_DIALLING)
		return;
	w->icmp.origin = origin;
	w->icmp.type = type;
	w->icmp.code = code;
	w->icmp.error = w->error = error;
	w->icmp.from = from;
	w->resent = retransmits(w);
	if (final)
		w->state = WIRE_DEAD;
}

/* ---- datagrams ---- */

static int new_sock(int family)
{
	if (net.socks_n == SOCKETS_MAX)
		fake_panic("too many sockets");
	net.socks[net.socks_n] = (struct sock){.open = true, .family = family};
	return FIRST_FD + net.socks_n++;
}

int fake_datagram(void)
{
	return new_sock(AF_UNSPEC);
}

void fake_datagram_ready(int fd, bool ready)
{
	sock_of(fd)->ready = ready;
}

void fake_datagram_close(int fd)
{
	sock_of(fd)->open = false;
}

/* ---- for the loop ---- */

static int wire_events(const struct wire *w)
{
	bool ended = w->fin_to_program || w->state == WIRE_DEAD;

	if (w->error != 0 || w->icmp.origin != 0)
		return -1;
	if (w->state == WIRE_DIALLING)
		return 0;
	return (w->to_program.n > 0 || ended ? UV_READABLE : 0) |
	       (w->room > 0 || w->state == WIRE_DEAD ? UV_WRITABLE : 0);
}

int fake_socket_events(int fd)
{
	const struct sock *s = sock_of(fd);

	return s->wire != NULL ? wire_events(s->wire) : s->ready ? UV_READABLE : 0;
}

/* ---- the program's calls: the linker puts these in place of the system's ---- */

int __wrap_socket(int family, int type, int protocol);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t len);
int __wrap_connect(int fd, const struct sockaddr *address, socklen_t len);
int __wrap_getsockname(int fd, struct sockaddr *address, socklen_t *len);
int __wrap_getsockopt(int fd, int level, int option, void *value, socklen_t *len);
int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t len);
ssize_t __wrap_send(int fd, const void *data, size_t n, int flags);
ssize_t __wrap_recv(int fd, void *data, size_t n, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags);
int __wrap_shutdown(int fd, int how);
int __wrap_close(int fd);
int __real_close(int fd);
ssize_t __wrap_getrandom(void *data, size_t n, unsigned flags);
time_t __wrap_time(time_t *t);
struct hosts *__wrap_hosts_new(const char *path);
struct hosts *__real_hosts_new(const char *path);

int __wrap_socket(int family, int type, int protocol)
{
	(void)type;
	(void)protocol;
	return new_sock(family);
}

int __wrap_bind(int fd, const struct sockaddr *address, socklen_t len)
{
	(void)sock_of(fd);
	(void)address;
	(void)len;
	return 0;
}

static struct wire *new_wire(int fd, const struct sockaddr *to)
{
	struct wire *w = calloc(1, sizeof(*w));
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)to;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)to;

	w->fd = fd;
	w->family = to->sa_family;
	w->port = ntohs(w->family == AF_INET ? v4->sin_port : v6->sin6_port);
	inet_ntop(w->family, w->family == AF_INET ? (const void *)&v4->sin_addr : &v6->sin6_addr,
		  w->address, sizeof(w->address));
	w->dialled_ms = fake_now();
	w->room = SIZE_MAX;
	w->number = net.wires_n;
	net.wires[net.wires_n++] = w;
	return w;
}

int __wrap_connect(int fd, const struct sockaddr *address, socklen_t len)
{
	struct sock *s = sock_of(fd);
	int error;

	(void)len;
	if (ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port) == 9)
		return net.cut_off ? fails(ENETUNREACH) : 0; /* a look-up of a route */
	s->wire = new_wire(fd, address);
	s->wire->ttl = s->ttl;
	s->wire->abort = s->abort;
	error = net.far_end->dialled(s->wire);
	if (error != 0)
		s->wire->state = WIRE_DEAD;
	return fails(error != 0 ? error : EINPROGRESS);
}

int __wrap_getsockname(int fd, struct sockaddr *address, socklen_t *len)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	inet_pton(AF_INET, OUR_V4, &v4.sin_addr);
	inet_pton(AF_INET6, OUR_V6, &v6.sin6_addr);
	if (sock_of(fd)->family == AF_INET)
		memcpy(address, &v4, *len = sizeof(v4));
	else
		memcpy(address, &v6, *len = sizeof(v6));
	return 0;
}

static size_t tcp_info(const struct wire *w, void *room, size_t len)
{
	const int state = w->state == WIRE_DIALLING ? SYN_SENT
			  : w->state == WIRE_DEAD   ? CLOSED
			  : w->fin_to_program	    ? CLOSE_WAIT
						    : ESTABLISHED;

	return fake_tcp_info(room, len, state, RTT_US,
			     w->state == WIRE_DIALLING ? retransmits(w) : w->resent,
			     w->state == WIRE_OPEN && w->room == 0);
}

int __wrap_getsockopt(int fd, int level, int option, void *value, socklen_t *len)
{
	struct wire *w = sock_of(fd)->wire;

	if (w == NULL)
		return fails(ENOTCONN);
	if (level == SOL_SOCKET && option == SO_ERROR) {
		memcpy(value, &w->error, sizeof(w->error));
		w->error = 0;
	} else if (level == IPPROTO_TCP && option == TCP_INFO) {
		*len = (socklen_t)tcp_info(w, value, *len);
	} else {
		return fails(ENOPROTOOPT);
	}
	return 0;
}

int __wrap_setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
	struct sock *s = sock_of(fd);

	(void)len;
	if ((level == IPPROTO_IP && option == IP_TTL) ||
	    (level == IPPROTO_IPV6 && option == IPV6_UNICAST_HOPS))
		s->ttl = *(const int *)value;
	if (level == SOL_SOCKET && option == SO_LINGER)
		s->abort = ((const struct linger *)value)->l_onoff != 0;
	return 0;
}

/* The error that waits is told once. */
static int take_error(struct wire *w)
{
	int error = w->error;

	w->error = 0;
	return fails(error);
}

ssize_t __wrap_send(int fd, const void *data, size_t n, int flags)
{
	struct wire *w = wire_of(fd);
	size_t taken = n < w->room ? n : w->room;

	(void)flags;
	if (w->error != 0)
		return take_error(w);
	if (w->state == WIRE_DEAD || w->fin_from_program)
		return fails(EPIPE);
	if (w->state == WIRE_DIALLING)
		return fails(EAGAIN);
	if (net.far_end->sends != NULL)
		net.far_end->sends(w, data, n, taken);
	if (taken == 0)
		return fails(EAGAIN);
	if (w->room != SIZE_MAX)
		w->room -= taken;
	buf_add(&w->from_program, data, taken);
	net.far_end->heard(w);
	return (ssize_t)taken;
}

/* What came before a RST can still be read. */
ssize_t __wrap_recv(int fd, void *data, size_t n, int flags)
{
	struct wire *w;

	(void)flags;
	if (sock_of(fd)->family == AF_UNSPEC)
		return fails(EAGAIN); /* what came is for the DNS library, which is a fake too */
	w = wire_of(fd);
	if (w->to_program.n > 0) {
		n = buf_take(&w->to_program, data, n);
		if (net.far_end->reads != NULL)
			net.far_end->reads(w, data, n);
		return (ssize_t)n;
	}
	if (w->error != 0)
		return take_error(w);
	return w->fin_to_program || w->state == WIRE_DEAD ? 0 : fails(EAGAIN);
}

/* struct sock_extended_err with the offender behind it, as the kernel lays it out. */
static void put_icmp(const struct wire *w, struct msghdr *m)
{
	struct cmsghdr *c = m->msg_control;
	struct sock_extended_err e = {.ee_errno = (uint32_t)w->icmp.error,
				      .ee_origin = (uint8_t)w->icmp.origin,
				      .ee_type = (uint8_t)w->icmp.type,
				      .ee_code = (uint8_t)w->icmp.code};
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	bool is_v4 = inet_pton(AF_INET, w->icmp.from, &v4.sin_addr) == 1;
	size_t size = is_v4 ? sizeof(v4) : sizeof(v6);

	inet_pton(AF_INET6, w->icmp.from, &v6.sin6_addr);
	c->cmsg_level = w->family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	c->cmsg_type = w->family == AF_INET ? IP_RECVERR : IPV6_RECVERR;
	c->cmsg_len = CMSG_LEN(sizeof(e) + size);
	memcpy(CMSG_DATA(c), &e, sizeof(e));
	memcpy(CMSG_DATA(c) + sizeof(e), is_v4 ? (const void *)&v4 : &v6, size);
	m->msg_controllen = CMSG_SPACE(sizeof(e) + size);
}

/* Reading the error queue clears the error that waits. */
ssize_t __wrap_recvmsg(int fd, struct msghdr *m, int flags)
{
	struct wire *w = wire_of(fd);

	if ((flags & MSG_ERRQUEUE) == 0)
		fake_panic("recvmsg() is for the error queue");
	if (w->icmp.origin == 0)
		return fails(EAGAIN);
	put_icmp(w, m);
	w->icmp.origin = w->error = 0;
	return 0;
}

int __wrap_shutdown(int fd, int how)
{
	struct wire *w = wire_of(fd);

	if (how != SHUT_WR)
		fake_panic("shutdown() ends our sending only");
	w->fin_from_program = true;
	net.far_end->heard(w);
	return 0;
}

int __wrap_close(int fd)
{
	struct sock *s;

	if (!is_fake(fd))
		return __real_close(fd);
	s = sock_of(fd);
	s->open = false;
	if (s->wire != NULL) {
		s->wire->fd = -1;
		s->wire->fin_from_program = true;
		net.far_end->heard(s->wire);
	}
	return 0;
}

/* ---- chance and the rest of the machine ---- */

void fake_seed(uint64_t seed)
{
	net.random = seed * 0x9e3779b97f4a7c15 | 1;
}

static void fill(unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) { /* xorshift64 (Marsaglia 2003) */
		net.random ^= net.random << 13;
		net.random ^= net.random >> 7;
		net.random ^= net.random << 17;
		p[i] = (unsigned char)(net.random >> 24);
	}
}

ssize_t __wrap_getrandom(void *data, size_t n, unsigned flags)
{
	(void)flags;
	fill(data, n);
	return (ssize_t)n;
}

/* The library's own calls come here, too: keys and handshakes are the same in every run. */
int gnutls_rnd(gnutls_rnd_level_t level, void *data, size_t n)
{
	(void)level;
	if (net.random == 0)
		fake_seed(1);
	fill(data, n);
	return 0;
}

time_t __wrap_time(time_t *t)
{
	time_t now = (time_t)(fake_wall() / 1000);

	if (t != NULL)
		*t = now;
	return now;
}

/* This machine's file of hosts is none of a test's business. */
struct hosts *__wrap_hosts_new(const char *path)
{
	(void)path;
	return __real_hosts_new("/dev/null");
}
