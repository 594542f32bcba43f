#include "fakeares.h"

#include "fakesock.h"
#include "fakeuv.h"

#include <ares.h>
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS_MAX = 64, SERVER_PORT = 53 };

struct question {
	ares_callback callback;
	void *arg;
	uint64_t due;
	int status;
	unsigned char *packet; /* NULL: none comes */
	int len;
};

struct ares_channeldata {
	int fd;
	bool tcp;
	uint64_t patience; /* over all tries */
	ares_sock_state_cb state;
	void *state_arg;
	struct question questions[QUESTIONS_MAX];
	size_t n;
};

static struct {
	fake_dns *answer;
	void *arg;
} dns;

void fake_dns_begin(fake_dns *answer, void *arg)
{
	dns.answer = answer;
	dns.arg = arg;
}

/* ---- channels ---- */

int ares_init_options(ares_channel *channel, struct ares_options *options, int mask)
{
	struct ares_channeldata *c = calloc(1, sizeof(*c));

	(void)mask;
	c->fd = fake_datagram();
	c->tcp = (options->flags & ARES_FLAG_USEVC) != 0;
	c->patience = (uint64_t)options->timeout * ((1u << options->tries) - 1);
	c->state = options->sock_state_cb;
	c->state_arg = options->sock_state_cb_data;
	*channel = c;
	return ARES_SUCCESS;
}

static void end_question(struct ares_channeldata *c, size_t i, int status)
{
	struct question q = c->questions[i];

	memmove(&c->questions[i], &c->questions[i + 1], (--c->n - i) * sizeof(q));
	if (c->n == 0)
		c->state(c->state_arg, c->fd, 0, 0);
	q.callback(q.arg, status, 0, status == ARES_SUCCESS ? q.packet : NULL,
		   status == ARES_SUCCESS ? q.len : 0);
	free(q.packet);
}

void ares_destroy(ares_channel c)
{
	fake_forget(c);
	while (c->n > 0)
		end_question(c, 0, ARES_EDESTRUCTION);
	fake_datagram_close(c->fd);
	free(c);
}

/* ---- questions ---- */

static void read_question(struct dns_question *q)
{
	size_t at = 12, n = 0;

	while (at < q->len && q->packet[at] != 0) {
		memcpy(q->name + n, q->packet + at + 1, q->packet[at]);
		n += q->packet[at];
		q->name[n++] = '.';
		at += q->packet[at] + 1u;
	}
	q->name[n > 0 ? n - 1 : 0] = '\0';
	q->type = q->packet[at + 1] << 8 | q->packet[at + 2];
}

static void on_due(void *arg)
{
	struct ares_channeldata *c = arg;

	fake_datagram_ready(c->fd, true);
}

void ares_send(ares_channel c, const unsigned char *packet, int len, ares_callback callback,
	       void *arg)
{
	static struct dnspacket d;
	struct question *q = &c->questions[c->n];
	struct dns_question asked = {.packet = packet, .len = (size_t)len, .tcp = c->tcp};
	uint64_t ms;

	if (c->n++ == QUESTIONS_MAX)
		fake_panic("too many questions at once");
	read_question(&asked);
	d.n = 0;
	ms = dns.answer(dns.arg, &asked, &d);
	*q = (struct question){.callback = callback, .arg = arg, .status = ARES_ETIMEOUT};
	q->due = fake_now() + c->patience;
	if (d.n > 0 && ms < c->patience) {
		q->due = fake_now() + ms;
		q->status = ARES_SUCCESS;
		q->len = (int)d.n;
		q->packet = malloc(d.n);
		memcpy(q->packet, d.p, d.n);
		fake_after(ms, on_due, c);
	}
	if (c->n == 1)
		c->state(c->state_arg, c->fd, 1, 0);
}

/* The library comes by here for time-outs only: answers wake its socket. */
struct timeval *ares_timeout(ares_channel c, struct timeval *max, struct timeval *tv)
{
	uint64_t left, least = UINT64_MAX;

	(void)max;
	for (size_t i = 0; i < c->n; i++) {
		left = c->questions[i].due > fake_now() ? c->questions[i].due - fake_now() : 0;
		least = left < least ? left : least;
	}
	if (c->n == 0)
		return NULL;
	tv->tv_sec = (time_t)(least / 1000);
	tv->tv_usec = (suseconds_t)(least % 1000 * 1000);
	return tv;
}

/* Callbacks may ask again. */
void ares_process_fd(ares_channel c, ares_socket_t read_fd, ares_socket_t write_fd)
{
	(void)write_fd;
	if (read_fd != ARES_SOCKET_BAD)
		fake_datagram_ready(c->fd, false);
	for (size_t i = 0; i < c->n;) {
		if (c->questions[i].due > fake_now())
			i++;
		else
			end_question(c, i, c->questions[i].status);
	}
}

/* ---- servers ---- */

int ares_set_servers_ports(ares_channel c, struct ares_addr_port_node *servers)
{
	(void)c;
	(void)servers;
	return ARES_SUCCESS;
}

int ares_get_servers_ports(ares_channel c, struct ares_addr_port_node **servers)
{
	struct ares_addr_port_node *node = calloc(1, sizeof(*node));

	(void)c;
	node->family = AF_INET;
	node->udp_port = node->tcp_port = SERVER_PORT;
	inet_pton(AF_INET, "192.0.2.53", &node->addr);
	*servers = node;
	return ARES_SUCCESS;
}

void ares_free_data(void *data)
{
	free(data);
}
