/* route.h - whether this machine knows a way to an address at all */
#ifndef SMTPSCOPE_NET_ROUTE_H
#define SMTPSCOPE_NET_ROUTE_H

#include <stdbool.h>

/* Asks the routing table, and sends nothing. False for what is no numeric address. */
bool route_exists(const char *address);

/* Out of this machine's own networks, in either family. */
bool route_out_exists(void);

#endif
