/* smtp_peer.h - a plain SMTP server in a thread, told what to answer to what; on loopback
 *
 * It notes what it heard, and whether anybody spoke out of turn. */
#ifndef SMTPSCOPE_TESTS_SMTP_PEER_H
#define SMTPSCOPE_TESTS_SMTP_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer_line {
	const char *on;	 /* how the client's line begins; "" fits every line */
	const char *say; /* NULL: close without a word */
	bool close;	 /* after saying it */
};

enum { PEER_CONNECTIONS = 32 };

struct peer {
	const char *banner;	       /* NULL: silent until the client speaks */
	size_t banner_len;	       /* of a banner that is no text; 0: strlen() */
	bool close;		       /* after the banner */
	const struct peer_line *lines; /* the last has on == NULL; an unknown line gets a 500 */

	const char *address; /* NULL: 127.0.0.1 */

	int port; /* 0: any */
	int fd;
	pthread_t acceptor, threads[PEER_CONNECTIONS];
	int connections;
	bool out_of_turn; /* two lines at once, or a word before the banner */
	char heard[8192]; /* all lines, each ended by LF */
	pthread_mutex_t lock;
};

struct peer_connection {
	struct peer *peer;
	int fd;
};

static inline void peer_send(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

static inline void peer_reproach(struct peer *p)
{
	pthread_mutex_lock(&p->lock);
	p->out_of_turn = true;
	pthread_mutex_unlock(&p->lock);
}

static inline void peer_note(struct peer *p, const char *line, size_t len)
{
	size_t used;

	pthread_mutex_lock(&p->lock);
	used = strlen(p->heard);
	if (used + len + 2 <= sizeof(p->heard)) {
		memcpy(p->heard + used, line, len);
		strcpy(p->heard + used + len, "\n");
	}
	pthread_mutex_unlock(&p->lock);
}

/* False: it is time to close. */
static inline bool peer_answer(struct peer *p, int fd, const char *line)
{
	for (const struct peer_line *l = p->lines; l != NULL && l->on != NULL; l++) {
		if (strncasecmp(line, l->on, strlen(l->on)) != 0)
			continue;
		if (l->say != NULL)
			peer_send(fd, l->say, strlen(l->say));
		return l->say != NULL && !l->close;
	}
	peer_send(fd, "500 what\r\n", strlen("500 what\r\n"));
	return true;
}

static inline void peer_talk(struct peer *p, int fd)
{
	char in[16384];
	size_t n = 0;
	ssize_t got;

	while ((got = recv(fd, in + n, sizeof(in) - 1 - n, 0)) > 0) {
		char *end;

		n += (size_t)got;
		in[n] = '\0';
		end = strstr(in, "\r\n");
		if (end == NULL)
			continue;
		if (end + 2 != in + n)
			peer_reproach(p);
		*end = '\0';
		peer_note(p, in, strlen(in));
		if (!peer_answer(p, fd, in))
			return;
		n = 0;
	}
}

static inline void *peer_serve(void *arg)
{
	struct peer_connection *c = arg;
	struct peer *p = c->peer;
	struct pollfd early = {.fd = c->fd, .events = POLLIN};
	char byte, rest[1024];

	if (p->banner != NULL) {
		if (poll(&early, 1, 10) > 0 && recv(c->fd, &byte, 1, MSG_PEEK) > 0)
			peer_reproach(p);
		peer_send(c->fd, p->banner, p->banner_len > 0 ? p->banner_len : strlen(p->banner));
	}
	if (p->banner == NULL || !p->close)
		peer_talk(p, c->fd);
	shutdown(c->fd, SHUT_WR);
	while (recv(c->fd, rest, sizeof(rest), 0) > 0) /* closing over it would be a reset */
		;
	close(c->fd);
	free(c);
	return NULL;
}

static inline void *peer_accept(void *arg)
{
	struct peer *p = arg;
	int fd;

	while ((fd = accept(p->fd, NULL, NULL)) >= 0 && p->connections < PEER_CONNECTIONS) {
		struct peer_connection *c = malloc(sizeof(*c));

		*c = (struct peer_connection){p, fd};
		pthread_create(&p->threads[p->connections++], NULL, peer_serve, c);
	}
	return NULL;
}

static inline void peer_start(struct peer *p)
{
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons((uint16_t)p->port)};
	socklen_t len = sizeof(sin);

	inet_pton(AF_INET, p->address != NULL ? p->address : "127.0.0.1", &sin.sin_addr);
	pthread_mutex_init(&p->lock, NULL);
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(p->fd, (struct sockaddr *)&sin, sizeof(sin)) != 0 || listen(p->fd, 64) != 0 ||
	    getsockname(p->fd, (struct sockaddr *)&sin, &len) != 0) {
		perror("peer");
		abort();
	}
	p->port = ntohs(sin.sin_port);
	pthread_create(&p->acceptor, NULL, peer_accept, p);
}

/* Waits until the clients have closed. */
static inline void peer_stop(struct peer *p)
{
	shutdown(p->fd, SHUT_RDWR);
	pthread_join(p->acceptor, NULL);
	close(p->fd);
	for (int i = 0; i < p->connections; i++)
		pthread_join(p->threads[i], NULL);
	pthread_mutex_destroy(&p->lock);
}

#endif
