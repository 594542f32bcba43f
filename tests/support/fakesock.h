/* fakesock.h - sockets in memory: what the program's socket calls reach in a test
 *
 * For a program linked with $(fake_wraps) of tests/fuzz/session.mk. The far end of a connection, a
 * wire, is a test's own; it answers by the calls below, when its time has come (fakeuv.h). */
#ifndef SMTPSCOPE_TESTS_FAKESOCK_H
#define SMTPSCOPE_TESTS_FAKESOCK_H

#include "base/buf.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum wire_state { WIRE_DIALLING, WIRE_OPEN, WIRE_DEAD };

/* One TCP connection. It stays until fake_sockets_end(), so that nobody need watch its end. */
struct wire {
	int fd;	    /* -1: the program has closed it */
	int number; /* 0, 1, ... in the order of the connecting */
	int family, port;
	char address[INET6_ADDRSTRLEN];
	int ttl;    /* of its packets; 0: the system's */
	bool abort; /* ends with a RST when it is closed */
	uint64_t dialled_ms;
	uint32_t resent; /* SYNs, once it is over */
	enum wire_state state;
	int error; /* as SO_ERROR has it */
	struct {
		int origin, type, code, error;
		const char *from;
	} icmp; /* in the socket's error queue; origin 0: nothing */
	struct buf to_program, from_program;
	bool fin_to_program, fin_from_program;
	size_t room; /* bytes that the program may still send */
	void *peer;
};

struct far_end {
	/* The program connects. What it is to get at once (an errno), else 0: an answer comes by
	 * wire_open() and its like, from here or later. */
	int (*dialled)(struct wire *w);

	/* Bytes, or the end of them, came from the program. */
	void (*heard)(struct wire *w);

	/* A witness: what the program gave to one send(), and how much of it was taken; what one of
	 * its recv() got. May be NULL. */
	void (*sends)(struct wire *w, const char *data, size_t n, size_t taken);
	void (*reads)(struct wire *w, const char *data, size_t n);
};

void fake_sockets_begin(const struct far_end *far_end);

/* Ends the program where one is open. */
void fake_sockets_end(void);

void fake_no_route(bool cut_off); /* what a look-up of a route says; there is one unless said */

void wire_open(struct wire *w);
void wire_send(struct wire *w, const void *data, size_t n);
void wire_fin(struct wire *w);

/* RST: refused while dialling, reset later. */
void wire_reset(struct wire *w);

/* ICMP about the SYN; `final`: the kernel gives up, else it goes on trying. */
void wire_icmp(struct wire *w, int origin, int type, int code, int error, const char *from,
	       bool final);

/* For other parts of the fake system: a socket that is readable when they say so. */
int fake_datagram(void);
void fake_datagram_ready(int fd, bool ready);
void fake_datagram_close(int fd);

/* For the loop: UV_READABLE | UV_WRITABLE; below 0: an error is to be fetched. */
int fake_socket_events(int fd);

/* The source of all that is random in a run. */
void fake_seed(uint64_t seed);

#endif
