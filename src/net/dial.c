/* Reading the error queue clears the pending error, so the queue comes first and is believed;
 * SO_ERROR is second, the state of the connection third. */
#include "net/dial.h"

#include "net/tcpinfo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const char *errno_name(int error)
{
	const char *name = strerrorname_np(error);

	return name != NULL ? name : "unknown";
}

/* ---- classes ---- */

enum { ANY = -1 };

/* First match wins. errno alone misleads: an administrative filter is EHOSTUNREACH on IPv4 and
 * EACCES on IPv6, and a reject looks like a closed port. */
static const struct {
	int step, family, origin, type, code, error;
	enum tcp_class class;
} classes[] = {
	/* what a router or the host itself said */
	{ANY, ANY, SO_EE_ORIGIN_ICMP, 3, 2, ANY, TCP_REFUSED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP, 3, 3, ANY, TCP_REFUSED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP, 3, 9, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP, 3, 10, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP, 3, 13, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP, ANY, ANY, ANY, TCP_UNREACHABLE},
	{ANY, ANY, SO_EE_ORIGIN_ICMP6, 1, 1, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP6, 1, 4, ANY, TCP_REFUSED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP6, 1, 5, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP6, 1, 6, ANY, TCP_PROHIBITED},
	{ANY, ANY, SO_EE_ORIGIN_ICMP6, ANY, ANY, ANY, TCP_UNREACHABLE},
	/* what this machine said at once */
	{DIAL_SOCKET, ANY, ANY, ANY, ANY, EAFNOSUPPORT, TCP_NO_FAMILY},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, ENETUNREACH, TCP_NO_ROUTE},
	{DIAL_CONNECT, AF_INET6, ANY, ANY, ANY, EADDRNOTAVAIL, TCP_NO_FAMILY},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, EHOSTUNREACH, TCP_LOCAL_BLOCK},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, EACCES, TCP_LOCAL_BLOCK},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, EPERM, TCP_LOCAL_BLOCK},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, EINVAL, TCP_LOCAL_BLOCK},
	{DIAL_CONNECT, ANY, ANY, ANY, ANY, ECONNREFUSED, TCP_REFUSED},
	/* what came back without an ICMP that we were shown */
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, ECONNREFUSED, TCP_REFUSED},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, ECONNRESET, TCP_RESET},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, ETIMEDOUT, TCP_TIMEOUT},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, EACCES, TCP_PROHIBITED},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, EHOSTUNREACH, TCP_UNREACHABLE},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, ENETUNREACH, TCP_UNREACHABLE},
	{DIAL_ANSWER, ANY, ANY, ANY, ANY, ENOPROTOOPT, TCP_REFUSED},
	{ANY, ANY, ANY, ANY, ANY, ANY, TCP_LOCAL_ERROR},
};

static bool fits(int pattern, int value)
{
	return pattern == ANY || pattern == value;
}

static bool offender_is_ours(const struct dial *d)
{
	const union dial_address *o = &d->offender, *s = &d->source;

	if (o->any.sa_family == 0 || o->any.sa_family != s->any.sa_family)
		return false;
	return o->any.sa_family == AF_INET ? o->v4.sin_addr.s_addr == s->v4.sin_addr.s_addr
					   : IN6_ARE_ADDR_EQUAL(&o->v6.sin6_addr, &s->v6.sin6_addr);
}

/* A neighbour that does not answer is reported by our own stack in the words of a router. */
static bool neighbour_is_silent(const struct dial *d)
{
	return (d->origin == SO_EE_ORIGIN_ICMP && d->type == 3 && d->code == 1) ||
	       (d->origin == SO_EE_ORIGIN_ICMP6 && d->type == 1 && d->code == 3);
}

/* Where a loop leads back to this machine, half of the packets end here. */
static bool life_ran_out(const struct dial *d)
{
	return (d->origin == SO_EE_ORIGIN_ICMP && d->type == 11) ||
	       (d->origin == SO_EE_ORIGIN_ICMP6 && d->type == 3);
}

static bool is_reset(int error)
{
	return error == ECONNRESET || error == EPIPE;
}

static enum tcp_class class_of(const struct dial *d)
{
	size_t i = 0;

	if (d->state == DIAL_WAITING)
		return TCP_TIMEOUT;
	if (d->state == DIAL_OPEN)
		return is_reset(d->error) ? TCP_RESET : TCP_OPEN;
	if (offender_is_ours(d) && !neighbour_is_silent(d) && !life_ran_out(d))
		return TCP_LOCAL_BLOCK;
	while (!fits(classes[i].step, (int)d->step) || !fits(classes[i].family, d->family) ||
	       !fits(classes[i].origin, d->origin) || !fits(classes[i].type, d->type) ||
	       !fits(classes[i].code, d->code) || !fits(classes[i].error, d->error))
		i++;
	return classes[i].class;
}

/* ---- the socket ---- */

static bool read_address(const char *text, int port, union dial_address *out, socklen_t *len)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char service[12];

	snprintf(service, sizeof(service), "%d", port);
	if (getaddrinfo(text, service, &hints, &found) != 0)
		return false;
	/* a number is IPv4 or IPv6: it fits */
	memcpy(out, found->ai_addr, found->ai_addrlen);
	*len = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

static void set_option(int fd, int level, int option, int value)
{
	setsockopt(fd, level, option, &value, sizeof(value));
}

static void want_icmp(const struct dial *d, int on)
{
	if (d->family == AF_INET6)
		set_option(d->fd, IPPROTO_IPV6, IPV6_RECVERR, on);
	else
		set_option(d->fd, IPPROTO_IP, IP_RECVERR, on);
}

static void fail(struct dial *d, enum dial_step step, int error)
{
	d->state = DIAL_FAILED;
	d->step = step;
	if (d->error == 0)
		d->error = error;
	dial_measure(d);
}

/* Keeps the first ICMP of the queue. */
static void keep_icmp(struct dial *d, const struct sock_extended_err *e)
{
	const struct sockaddr *offender = SO_EE_OFFENDER(e);
	size_t size = offender->sa_family == AF_INET	? sizeof(struct sockaddr_in)
		      : offender->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
							: 0;

	if (d->origin != 0 ||
	    (e->ee_origin != SO_EE_ORIGIN_ICMP && e->ee_origin != SO_EE_ORIGIN_ICMP6))
		return;
	d->origin = e->ee_origin;
	d->type = e->ee_type;
	d->code = e->ee_code;
	d->error = (int)e->ee_errno;
	memcpy(&d->offender, offender, size);
}

static void read_error_queue(struct dial *d)
{
	union {
		char room[512];
		struct cmsghdr align;
	} control;
	char data[64];
	struct iovec iov = {data, sizeof(data)};
	struct msghdr m;

	for (;;) {
		m = (struct msghdr){.msg_iov = &iov,
				    .msg_iovlen = 1,
				    .msg_control = control.room,
				    .msg_controllen = sizeof(control.room)};
		if (recvmsg(d->fd, &m, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			return;
		for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c))
			if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
			    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
				keep_icmp(d, (const struct sock_extended_err *)CMSG_DATA(c));
	}
}

static void note_source(struct dial *d)
{
	socklen_t len = sizeof(d->source);

	if (getsockname(d->fd, &d->source.any, &len) != 0)
		d->source = (union dial_address){0};
}

static int bind_source(struct dial *d, const char *source)
{
	union dial_address from;
	socklen_t len;

	if (!read_address(source, 0, &from, &len))
		return EINVAL;
	if (from.any.sa_family != d->family)
		return EAFNOSUPPORT;
	/* leaves the port to connect(): otherwise many probes use up the ports of the address */
	set_option(d->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	return bind(d->fd, &from.any, len) == 0 ? 0 : errno;
}

int dial_try_source(const char *source)
{
	union dial_address from;
	struct dial d = {0};
	socklen_t len;
	int error;

	if (!read_address(source, 0, &from, &len))
		return EINVAL;
	d.family = from.any.sa_family;
	d.fd = socket(d.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	error = d.fd < 0 ? errno : bind_source(&d, source);
	if (d.fd >= 0)
		close(d.fd);
	return error;
}

static void set_how(const struct dial *d, const struct dial_how *how)
{
	const struct linger at_once = {.l_onoff = 1};

	if (how->mss > 0)
		set_option(d->fd, IPPROTO_TCP, TCP_MAXSEG, how->mss);
	if (how->ttl > 0 && d->family == AF_INET)
		set_option(d->fd, IPPROTO_IP, IP_TTL, how->ttl);
	if (how->ttl > 0 && d->family == AF_INET6)
		set_option(d->fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, how->ttl);
	if (how->resends > 0)
		set_option(d->fd, IPPROTO_TCP, TCP_SYNCNT, how->resends);
	if (how->abort) {
		setsockopt(d->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		/* puts off the ACK that would make the connection stand at the peer, too */
		set_option(d->fd, IPPROTO_TCP, TCP_QUICKACK, 0);
	}
}

void dial_start(struct dial *d, const char *address, int port, const struct dial_how *how)
{
	union dial_address to = {0};
	socklen_t len = 0;
	int error;

	*d = (struct dial){.fd = -1};
	if (!read_address(address, port, &to, &len)) {
		fail(d, DIAL_ADDRESS, EINVAL);
		return;
	}
	d->family = to.any.sa_family;
	d->fd = socket(d->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (d->fd < 0) {
		fail(d, DIAL_SOCKET, errno);
		return;
	}
	want_icmp(d, 1);
	set_option(d->fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_how(d, how);
	error = how->source != NULL ? bind_source(d, how->source) : 0;
	if (error != 0) {
		fail(d, DIAL_BIND, error);
		return;
	}
	error = connect(d->fd, &to.any, len) == 0 ? 0 : errno;
	note_source(d);
	if (error != 0 && error != EINPROGRESS) {
		read_error_queue(d);
		fail(d, DIAL_CONNECT, error);
	}
}

void dial_give_up(struct dial *d, int error)
{
	d->fd = -1;
	d->error = 0;
	fail(d, DIAL_SOCKET, error);
}

static void take_measures(struct dial *d, const struct tcpinfo *info)
{
	d->retransmits = info->retransmits;
	if (d->state == DIAL_OPEN)
		d->rtt_ms = info->rtt_ms;
}

void dial_measure(struct dial *d)
{
	struct tcpinfo info;

	if (tcpinfo_read(d->fd, &info))
		take_measures(d, &info);
}

/* With a reset as `error`: the peer answered and slammed the door; what it said is still there. */
static void opened(struct dial *d, int error, const struct tcpinfo *info)
{
	d->state = DIAL_OPEN;
	d->error = error;
	d->origin = d->type = d->code = 0;
	d->offender = (union dial_address){0};
	want_icmp(d, 0); /* from now on it would only stir up a healthy connection */
	take_measures(d, info);
}

/* The answer may come between two of the questions. They are asked in the reverse of the order in
 * which the kernel makes it known (tcp_v4_err(): error queue, error, state): what one shows, the
 * next explains. */
void dial_look(struct dial *d)
{
	struct tcpinfo info = {.state = TCPINFO_ESTABLISHED};
	socklen_t len = sizeof(int);
	int error = 0;

	if (d->state != DIAL_WAITING)
		return;
	tcpinfo_read(d->fd, &info);
	getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &len);
	read_error_queue(d);
	switch (info.state) {
	case TCPINFO_SYN_SENT:
	case TCPINFO_SYN_RECEIVED:
		if (d->error != 0 || error != 0)
			fail(d, DIAL_ANSWER, error);
		break;
	case TCPINFO_CLOSED:
		if (!is_reset(error))
			fail(d, DIAL_ANSWER, error);
		else
			opened(d, error, &info);
		break;
	default:
		opened(d, is_reset(error) ? error : 0, &info);
	}
}

bool dial_is_short(const struct dial *d)
{
	static const struct {
		enum dial_step step;
		int family, error;
	} shortages[] = {
		{DIAL_SOCKET, ANY, EMFILE},   {DIAL_SOCKET, ANY, ENFILE},
		{DIAL_SOCKET, ANY, ENOBUFS},  {DIAL_SOCKET, ANY, ENOMEM},
		{DIAL_SOCKET, ANY, ENOSPC}, /* of epoll: fs.epoll.max_user_watches */
		{DIAL_CONNECT, ANY, EAGAIN},  {DIAL_CONNECT, AF_INET, EADDRNOTAVAIL},
		{DIAL_CONNECT, ANY, ENOBUFS}, {DIAL_CONNECT, ANY, ENOMEM},
	};

	for (size_t i = 0; i < sizeof(shortages) / sizeof(shortages[0]); i++)
		if (d->state == DIAL_FAILED && d->step == shortages[i].step &&
		    fits(shortages[i].family, d->family) && d->error == shortages[i].error)
			return true;
	return false;
}

/* ---- facts ---- */

static const char *address_text(struct arena *a, const union dial_address *address)
{
	char text[INET6_ADDRSTRLEN];
	const void *raw = address->any.sa_family == AF_INET ? (const void *)&address->v4.sin_addr
							    : &address->v6.sin6_addr;

	if (address->any.sa_family == 0 ||
	    inet_ntop(address->any.sa_family, raw, text, sizeof(text)) == NULL)
		return NULL;
	return arena_str(a, text);
}

static bool is_chosen(const union dial_address *source)
{
	return source->any.sa_family == AF_INET	   ? source->v4.sin_addr.s_addr != INADDR_ANY
	       : source->any.sa_family == AF_INET6 ? !IN6_IS_ADDR_UNSPECIFIED(&source->v6.sin6_addr)
						   : false;
}

void dial_facts(const struct dial *d, struct arena *a, struct tcp_facts *f)
{
	static const char *const origins[] = {
		[SO_EE_ORIGIN_ICMP] = "icmp", [SO_EE_ORIGIN_ICMP6] = "icmp6"};

	*f = (struct tcp_facts){
		.class = class_of(d),
		.errno_name = d->error != 0 ? errno_name(d->error) : NULL,
		.icmp_origin = d->origin != 0 ? origins[d->origin] : NULL,
		.icmp_type = d->type,
		.icmp_code = d->code,
		.offender = address_text(a, &d->offender),
		.offender_is_local = offender_is_ours(d),
		.source = is_chosen(&d->source) ? address_text(a, &d->source) : NULL,
		.retransmits = d->retransmits,
		.rtt_ms = d->rtt_ms,
	};
}
