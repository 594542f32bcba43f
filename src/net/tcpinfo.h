/* tcpinfo.h - what the kernel knows of a TCP connection (TCP_INFO of linux/tcp.h; the libc's ends
 * too early) */
#ifndef SMTPSCOPE_NET_TCPINFO_H
#define SMTPSCOPE_NET_TCPINFO_H

#include "record/record.h"

/* Of tcpi_state. */
enum {
	TCPINFO_ESTABLISHED = 1,
	TCPINFO_SYN_SENT = 2,
	TCPINFO_SYN_RECEIVED = 3,
	TCPINFO_CLOSED = 7
};

struct tcpinfo {
	int state;
	int retransmits; /* segments sent again, all in all */
	double rtt_ms;
};

/* Each false: it cannot be asked, or a kernel of old does not tell all of it. */
bool tcpinfo_read(int fd, struct tcpinfo *info);
bool tcpinfo_stall(int fd, struct stall_facts *f);

#endif
