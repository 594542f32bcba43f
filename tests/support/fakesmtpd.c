/* fakesmtpd.c - plays a dialog page to whoever connects
 *
 *   fakesmtpd [--address IP] [--any-port] [--certs DIR] [--chunk N] [--cut N] [--seconds N] PAGE
 *
 * Listens for each port of the page and writes "PORT ADDRESS REAL-PORT" for each, then "ready", and
 * "timeout" or "silence" whenever a connection comes to a step of that name. Ends by itself after
 * --seconds (60), or at SIGTERM. --any-port: whatever port is free stands for each of the page.
 * --chunk: at most N bytes a write. --cut: ends each connection after N lines.
 *
 * It is also the referee: where a client departs from the page, speaks before its turn, or leaves
 * without QUIT, standard error says so and the exit status is 1. One process a connection. */
#include "play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PORTS_MAX = 16, LAST_WORDS_MS = 2000 };

struct options {
	struct play_options play;
	const char *address;
	bool any_port;
	int seconds;
};

struct listener {
	int fd, port; /* port as on the page */
	int accepted;
	bool once, hung;
	int filler; /* of a hole: the connection that fills its queue, else -1 */
};

static volatile sig_atomic_t stop;
static int deviations; /* of connections that have ended */

static void on_stop(int sig)
{
	(void)sig;
	stop = 1;
}

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "fakesmtpd: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- listeners ---- */

static socklen_t make_address(struct sockaddr_storage *a, const char *ip, int port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)a;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)a;

	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, ip, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, ip, &v6->sin6_addr) != 1) {
		errno = EINVAL;
		die(ip);
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons((uint16_t)port);
	return sizeof(*v6);
}

/* A queue that is full answers no SYN: what a firewall that drops looks like from outside. */
static int fill_queue(const struct sockaddr_storage *a, socklen_t len)
{
	int fd = socket(a->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)a, len) != 0)
		die("hole");
	return fd;
}

static void listen_on(struct listener *l, const struct script *s, const struct options *o)
{
	struct sockaddr_storage a;
	socklen_t len = make_address(&a, o->address, o->any_port ? 0 : s->port);
	int on = 1;

	l->port = s->port;
	l->accepted = 0;
	l->once = s->once;
	l->hung = s->hung;
	l->filler = -1;
	l->fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(l->fd, (struct sockaddr *)&a, len) != 0 ||
	    listen(l->fd, s->hole || s->hung ? 0 : 64) != 0)
		die("listen");
	getsockname(l->fd, (struct sockaddr *)&a, &len);
	if (s->hole)
		l->filler = fill_queue(&a, len);
	printf("%d %s %d\n", s->port, o->address, ntohs(((struct sockaddr_in *)&a)->sin_port));
}

static int listen_all(struct listener *l, const struct page *page, const struct options *o)
{
	int n = 0;

	for (const struct script *s = page->scripts; s != NULL; s = s->next) {
		if (s->again)
			continue;
		if (n == PORTS_MAX)
			die("too many ports");
		listen_on(&l[n++], s, o);
	}
	puts("ready");
	fflush(stdout);
	return n;
}

static void serve(struct listener *l, const struct page *page, const struct options *o)
{
	int on = 1, nth = ++l->accepted, fd = accept(l->fd, NULL, NULL);
	pid_t parent = getpid();

	if (fd < 0)
		return;
	if (l->once) {
		close(l->fd);
		l->fd = -1; /* poll() passes over it */
	}
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		play(fd, page, page_script(page, l->port, nth), nth, &o->play);
	}
	close(fd);
}

/* Counts the deviations of connections that have ended; true while others go on. */
static bool reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			deviations++;
	return pid == 0;
}

static void run(struct listener *l, int n, const struct page *page, const struct options *o)
{
	struct pollfd p[PORTS_MAX];

	while (!stop) {
		for (int i = 0; i < n; i++)
			p[i] = (struct pollfd){.fd = l[i].filler < 0 && !l[i].hung ? l[i].fd : -1,
					       .events = POLLIN};
		if (poll(p, (nfds_t)n, 200) > 0)
			for (int i = 0; i < n; i++)
				if (p[i].revents & POLLIN)
					serve(&l[i], page, o);
		reap();
	}
}

/* Connections that still end get a moment to say what they think of their client. */
static void finish(void)
{
	for (int ms = 0; reap() && ms < LAST_WORDS_MS; ms += 20)
		poll(NULL, 0, 20);
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || value < 0) {
		fprintf(stderr, "fakesmtpd: not a number: %s\n", text);
		exit(2);
	}
	return value;
}

static const char *read_options(struct options *o, int argc, char **argv)
{
	static const struct option known[] = {
		{"address", required_argument, NULL, 'a'},
		{"any-port", no_argument, NULL, 'p'},
		{"certs", required_argument, NULL, 'C'},
		{"chunk", required_argument, NULL, 'k'},
		{"cut", required_argument, NULL, 'c'},
		{"seconds", required_argument, NULL, 's'},
		{NULL, 0, NULL, 0},
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (opt == 'a')
			o->address = optarg;
		else if (opt == 'p')
			o->any_port = true;
		else if (opt == 'C')
			o->play.certs = optarg;
		else if (opt == 'k')
			o->play.chunk = (size_t)number(optarg);
		else if (opt == 'c')
			o->play.cut = (int)number(optarg);
		else if (opt == 's')
			o->seconds = (int)number(optarg);
		else
			exit(2);
	}
	if (optind != argc - 1) {
		fputs("usage: fakesmtpd [options] PAGE\n", stderr);
		exit(2);
	}
	return argv[optind];
}

int main(int argc, char **argv)
{
	struct options o = {
		.play = {.certs = ".", .cut = -1}, .address = "127.0.0.1", .seconds = 60};
	struct sigaction on = {.sa_handler = on_stop};
	struct listener listeners[PORTS_MAX];
	static struct page page; /* lives as long as we do */
	int n;

	page_read(&page, read_options(&o, argc, argv));
	sigaction(SIGTERM, &on, NULL);
	sigaction(SIGINT, &on, NULL);
	sigaction(SIGALRM, &on, NULL);
	signal(SIGPIPE, SIG_IGN);
	alarm((unsigned)o.seconds);
	n = listen_all(listeners, &page, &o);
	run(listeners, n, &page, &o);
	finish();
	return deviations > 0 ? 1 : 0;
}
