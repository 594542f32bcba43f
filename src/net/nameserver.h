/* nameserver.h - where a DNS server is: text to c-ares' node and back */
#ifndef SMTPSCOPE_NET_NAMESERVER_H
#define SMTPSCOPE_NET_NAMESERVER_H

#include "base/arena.h"

#include <ares.h>
#include <stdbool.h>

/* "192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:53"; false: none of these. */
bool nameserver_read(struct arena *a, const char *s, struct ares_addr_port_node *node);

/* Always with a port, v6 in brackets. */
const char *nameserver_text(struct arena *a, const struct ares_addr_port_node *node);

/* On this machine, and none of which is elsewhere; no server is not. */
bool nameserver_local(const struct ares_addr_port_node *node);
bool nameservers_local(const struct ares_addr_port_node *first);

#endif
