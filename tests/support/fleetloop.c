/* fleetloop.c - see fleetloop.h */
#include "fleetloop.h"

#include "ledger.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512, EVENTS = 256, BACKLOG = 65535, IMPLICIT_PORT = 465, TICK_MS = 10 };

static const int ports[] = {25, 587, IMPLICIT_PORT};
enum { PORTS = sizeof(ports) / sizeof(ports[0]) };

static const char after_tls[] = "250-mail.example.org\r\n250-SIZE 36700160\r\n250-8BITMIME\r\n"
				"250-AUTH PLAIN LOGIN\r\n250 CHUNKING\r\n";

struct conn {
	struct visit visit;
	const struct kind *kind;
	gnutls_session_t tls; /* NULL: plain text */
	struct conn *next;    /* among those whose greeting is late, or who are held */
	double due;	      /* of a late greeting, ms */
	bool waits;	      /* in one of these lists: may be closed, but not freed */
	bool shaking, greeted, quit, dead;
	size_t n;
	char line[LINE_MAX_BYTES];
};

struct fleet_loop {
	const struct fleet *fleet;
	int epoll, wakes, ears[PORTS];
	struct conn *late, **late_end;
	struct conn *held;
};

static atomic_int n_held;
static atomic_bool released;

static void fail(const char *what)
{
	fprintf(stderr, "fleetd: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void drop(struct conn *c)
{
	if (c->dead)
		return;
	c->dead = true;
	ledger_leave(&c->visit);
	if (c->tls != NULL)
		gnutls_deinit(c->tls);
	c->tls = NULL;
	close(c->visit.fd);
}

/* Replies are short: what does not fit into an empty socket buffer goes to nobody. */
static void say(struct conn *c, const char *text)
{
	size_t n = strlen(text);
	ssize_t sent = c->tls != NULL ? gnutls_record_send(c->tls, text, n)
				      : send(c->visit.fd, text, n, MSG_NOSIGNAL);

	if (sent != (ssize_t)n)
		shutdown(c->visit.fd, SHUT_RDWR); /* an event tells of it */
}

/* The client may think that it is over before we do. */
static void say_last(struct conn *c, const char *text)
{
	ledger_leave(&c->visit);
	say(c, text);
	if (c->tls != NULL && !c->shaking)
		gnutls_bye(c->tls, GNUTLS_SHUT_WR);
	drop(c);
}

static void begin_tls(const struct fleet *f, struct conn *c)
{
	gnutls_init(&c->tls,
		    GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL);
	gnutls_priority_set(c->tls, f->priorities);
	gnutls_credentials_set(c->tls, GNUTLS_CRD_CERTIFICATE,
			       f->credentials[c->kind->certificate]);
	gnutls_transport_set_int(c->tls, c->visit.fd);
	c->shaking = true;
	c->n = 0;
}

static void greet(struct fleet_loop *l, struct conn *c)
{
	if (c->kind->hangs_up) {
		drop(c);
	} else if (c->kind->late) {
		c->due = now_ms() + l->fleet->slow_ms;
		c->waits = true;
		*l->late_end = c;
		l->late_end = &c->next;
	} else if (c->kind->greeting != NULL) {
		c->greeted = true;
		say(c, c->kind->greeting);
	}
}

static const char *hello(const struct conn *c)
{
	return c->tls != NULL ? after_tls : c->kind->ehlo;
}

/* Those who will begin TLS have a last EHLO to come. */
static void answer_ehlo(struct fleet_loop *l, struct conn *c)
{
	if (l->fleet->hold == 0 || released || (c->tls == NULL && c->kind->starttls != NULL)) {
		say(c, hello(c));
		return;
	}
	c->waits = true;
	c->next = l->held;
	l->held = c;
	if (atomic_fetch_add(&n_held, 1) + 1 == l->fleet->hold) {
		puts("held");
		fflush(stdout);
	}
}

static void answer(struct fleet_loop *l, struct conn *c)
{
	if (strncasecmp(c->line, "EHLO ", 5) == 0) {
		answer_ehlo(l, c);
	} else if (strcasecmp(c->line, "QUIT") == 0) {
		c->quit = true;
		say_last(c, "221 2.0.0 Bye\r\n");
	} else if (strcasecmp(c->line, "STARTTLS") == 0 && c->tls == NULL) {
		say(c, c->kind->starttls != NULL ? c->kind->starttls
						 : "502 5.5.1 Unknown command\r\n");
		if (c->kind->starttls != NULL && c->kind->starttls[0] == '2')
			begin_tls(l->fleet, c);
	} else {
		ledger_offence(OFFENCE_COMMAND, &c->visit, c->line);
		say(c, "502 5.5.1 Unknown command\r\n");
	}
}

static void hear(struct fleet_loop *l, struct conn *c, const char *data, size_t n)
{
	if (c->kind->deaf)
		return;
	if (!c->greeted || c->waits)
		ledger_offence(c->greeted ? OFFENCE_AHEAD : OFFENCE_EARLY, &c->visit, c->line);
	for (size_t i = 0; i < n && !c->dead && !c->shaking; i++) {
		if (data[i] != '\n') {
			if (c->n < sizeof(c->line) - 1)
				c->line[c->n++] = data[i];
			continue;
		}
		c->line[c->n - (c->n > 0 && c->line[c->n - 1] == '\r')] = '\0';
		c->n = 0;
		if (i + 1 < n)
			ledger_offence(OFFENCE_AHEAD, &c->visit, c->line);
		answer(l, c);
	}
}

/* > 0: done; 0: it goes on. */
static int shake(struct fleet_loop *l, struct conn *c)
{
	int status = gnutls_handshake(c->tls);

	if (status == GNUTLS_E_SUCCESS) {
		c->shaking = false;
		if (!c->greeted)
			greet(l, c);
		return 1;
	}
	if (gnutls_error_is_fatal(status) != 0)
		drop(c);
	return 0;
}

/* Bytes read; 0: none now; -1: the end. */
static ssize_t take(struct conn *c, char *data, size_t room)
{
	ssize_t n;

	if (c->tls == NULL) {
		n = recv(c->visit.fd, data, room, 0);
		return n > 0 ? n : n < 0 && errno == EAGAIN ? 0 : -1;
	}
	n = gnutls_record_recv(c->tls, data, room);
	return n > 0 ? n : n < 0 && gnutls_error_is_fatal((int)n) == 0 ? 0 : -1;
}

static void lose(struct conn *c)
{
	if (c->greeted && !c->quit && !c->kind->no_quit)
		ledger_offence(OFFENCE_NO_QUIT, &c->visit, c->tls != NULL ? "in TLS" : "");
	drop(c);
}

static void listen_to(struct fleet_loop *l, struct conn *c)
{
	char data[LINE_MAX_BYTES];
	ssize_t n = 1;

	while (!c->dead && n > 0) {
		if (c->shaking) {
			n = shake(l, c);
			continue;
		}
		n = take(c, data, sizeof(data));
		if (n > 0)
			hear(l, c, data, (size_t)n);
		else if (n < 0)
			lose(c);
	}
}

/* ---- those who come ---- */

static struct conn *conn_new(int fd, int port)
{
	struct sockaddr_in to;
	socklen_t len = sizeof(to);
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL || getsockname(fd, (struct sockaddr *)&to, &len) != 0)
		fail("a connection");
	c->visit.address = ntohl(to.sin_addr.s_addr);
	c->visit.port = port;
	c->visit.fd = fd;
	c->visit.kind = kinds_at(c->visit.address);
	c->kind = &kinds[c->visit.kind];
	return c;
}

/* True: it goes on. */
static bool admit(struct fleet_loop *l, struct conn *c)
{
	int open = ledger_enter(&c->visit);
	bool refused = c->kind->limited && open > l->fleet->limit;

	if (c->kind->limited)
		ledger_show(&c->visit, open, refused);
	if (refused)
		say_last(c, "421 4.7.0 Too many connections from your address\r\n");
	else if (c->visit.port == IMPLICIT_PORT)
		begin_tls(l->fleet, c);
	else
		greet(l, c);
	return !c->dead;
}

static void accept_all(struct fleet_loop *l, int ear)
{
	int fd, yes = 1;

	while ((fd = accept4(l->ears[ear], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct conn *c = conn_new(fd, ports[ear]);
		struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = c};

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		if (admit(l, c))
			epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e);
		else
			free(c);
	}
	if (errno == EMFILE || errno == ENFILE)
		fail("accept");
}

/* ---- those who wait ---- */

/* It waits no more; false: it has gone meanwhile. */
static bool go_on(struct conn *c)
{
	c->waits = false;
	c->next = NULL;
	if (c->dead)
		free(c);
	else
		return true;
	return false;
}

static void greet_late(struct fleet_loop *l)
{
	while (l->late != NULL && l->late->due <= now_ms()) {
		struct conn *c = l->late;

		l->late = c->next;
		if (l->late == NULL)
			l->late_end = &l->late;
		if (!go_on(c))
			continue;
		c->greeted = true;
		say(c, c->kind->greeting);
	}
}

static void release(struct fleet_loop *l)
{
	while (l->held != NULL) {
		struct conn *c = l->held;

		l->held = c->next;
		if (go_on(c))
			say(c, hello(c));
	}
}

static void woken(struct fleet_loop *l)
{
	uint64_t n;

	if (read(l->wakes, &n, sizeof(n)) == sizeof(n))
		release(l);
}

/* ---- loops ---- */

/* Pointers that mean no connection. */
static void *mark(struct fleet_loop *l, int ear)
{
	return ear < 0 ? (void *)&l->wakes : (void *)&l->ears[ear];
}

static bool handle_mark(struct fleet_loop *l, const void *what)
{
	if (what == mark(l, -1)) {
		woken(l);
		return true;
	}
	for (int i = 0; i < PORTS; i++) {
		if (what == mark(l, i)) {
			accept_all(l, i);
			return true;
		}
	}
	return false;
}

static void *run(void *arg)
{
	struct fleet_loop *l = arg;
	struct epoll_event events[EVENTS];

	for (;;) {
		int n = epoll_wait(l->epoll, events, EVENTS, l->late != NULL ? TICK_MS : -1);

		for (int i = 0; i < n; i++) {
			struct conn *c = events[i].data.ptr;

			if (handle_mark(l, c))
				continue;
			listen_to(l, c);
			if (c->dead && !c->waits)
				free(c);
		}
		greet_late(l);
	}
	return NULL;
}

static int make_ear(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 || listen(fd, BACKLOG) != 0)
		fail("listen");
	return fd;
}

static void watch(struct fleet_loop *l, int fd, void *what)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = what};

	if (fd < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &e) != 0)
		fail("epoll");
}

static void begin_listening(struct fleet_loop *l)
{
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wakes = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	watch(l, l->wakes, mark(l, -1));
	for (int i = 0; i < PORTS; i++) {
		l->ears[i] = make_ear(ports[i]);
		watch(l, l->ears[i], mark(l, i));
	}
}

struct fleet_loop *fleet_loop_start(const struct fleet *f)
{
	struct fleet_loop *l = calloc(1, sizeof(*l));
	pthread_t thread;

	if (l == NULL)
		fail("memory");
	l->fleet = f;
	l->late_end = &l->late;
	begin_listening(l);
	if (pthread_create(&thread, NULL, run, l) != 0)
		fail("a thread");
	return l;
}

void fleet_release(void)
{
	released = true;
}

void fleet_loop_wake(struct fleet_loop *l)
{
	const uint64_t one = 1;

	if (write(l->wakes, &one, sizeof(one)) != sizeof(one))
		fail("eventfd");
}
