/* sockets.h - what else this machine has to do with a port, whichever program does it */
#ifndef SMTPSCOPE_NET_SOCKETS_H
#define SMTPSCOPE_NET_SOCKETS_H

/* Connections of this network namespace to that port number elsewhere. */
struct sockets_use {
	int open;    /* that stand, or stood within the last minute (TIME_WAIT) */
	int waiting; /* whose SYN has no answer yet */
};

/* Of the family of `address`, and of machines on the same side as it: on the Internet, or in
 * private networks. Zero where the system does not tell. */
struct sockets_use sockets_use(const char *address, int port);

/* The lines of /proc/net/tcp and tcp6 in `path`, for tests. */
void sockets_count(const char *path, const char *address, int port, struct sockets_use *use);

#endif
