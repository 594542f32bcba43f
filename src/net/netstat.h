/* netstat.h - what this machine's TCP counts (/proc/net/netstat), readable by anyone */
#ifndef SMTPSCOPE_NET_NETSTAT_H
#define SMTPSCOPE_NET_NETSTAT_H

/* TcpExt TCPRetransFail: packets that could not be sent again, of this network namespace since it
 * was made. The one trace that a firewall of our own leaves that drops what goes out. -1: unknown.
 */
long long netstat_resends_lost(void);

/* The value of `name` in `text`, which has a line of names and a line of values for each `group`;
 * -1: not there. */
long long netstat_find(const char *text, const char *group, const char *name);

#endif
