/* dial.h - a non-blocking TCP connect, and why it failed as far as this machine can see */
#ifndef SMTPSCOPE_NET_DIAL_H
#define SMTPSCOPE_NET_DIAL_H

#include "record/record.h"

#include <netinet/in.h>

enum dial_state { DIAL_WAITING, DIAL_OPEN, DIAL_FAILED };

/* Which call of ours met the error. */
enum dial_step { DIAL_ADDRESS, DIAL_SOCKET, DIAL_BIND, DIAL_CONNECT, DIAL_ANSWER };

union dial_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct dial {
	int fd; /* -1: none; its owner closes it and sets -1 */
	enum dial_state state;
	enum dial_step step;
	int family;
	int error;		/* errno of the failure, 0: none */
	int origin, type, code; /* of the ICMP that came, SO_EE_ORIGIN_*; origin 0: none */
	union dial_address source, offender; /* ss_family 0: unknown */
	int retransmits;
	double rtt_ms;
};

/* Zero: as the system does it. */
struct dial_how {
	const char *source; /* numeric, or NULL */
	int mss;	    /* largest segment in bytes, either way (TCP_MAXSEG) */
	int ttl;	    /* hops that packets may go (IP_TTL, IPV6_UNICAST_HOPS) */
	int resends;	    /* of the SYN (TCP_SYNCNT), a second apart and doubling */
	bool abort; /* nothing is meant to be said: a RST when it is closed; the peer's program
		       hears nothing of it if that is within 40 ms or so */
};

/* 0, or errno: EADDRNOTAVAIL of an address that this machine does not have. */
int dial_try_source(const char *source);

/* Starts to connect. Whatever goes wrong at once shows in d->state. */
void dial_start(struct dial *d, const char *address, int port, const struct dial_how *how);

/* To be called when the socket is writable or has an error. Leaves DIAL_WAITING once the end is
 * known; a kernel that still tries although the answer was final must be stopped by closing. */
void dial_look(struct dial *d);

/* The owner could not use the socket and has closed it. */
void dial_give_up(struct dial *d, int error);

/* It failed for want of descriptors, ports or memory of this machine: another time it may do. Not of
 * IPv6 without a free port, which the system tells in the words of no address. */
bool dial_is_short(const struct dial *d);

/* Takes what only the open socket can tell: to be called before it is closed. */
void dial_measure(struct dial *d);

void dial_facts(const struct dial *d, struct arena *a, struct tcp_facts *f);

/* "ECONNREFUSED" */
const char *errno_name(int error);

#endif
