/* hosts.h - what the hosts file says (hosts(5)), read once and again when it changes */
#ifndef SMTPSCOPE_NET_HOSTS_H
#define SMTPSCOPE_NET_HOSTS_H

#include "base/arena.h"
#include "base/list.h"

struct hosts;

/* `path` NULL: the file that getaddrinfo() reads. One that cannot be read has no entries. */
struct hosts *hosts_new(const char *path);
struct hosts *hosts_free(struct hosts *h); /* takes NULL, returns NULL */

/* Addresses that the file gives `name` (family 4, 6, or 0 for both), in its order, appended to
 * `out` as struct string_item. "localhost" and names below it are loopback even without an entry
 * (RFC 6761). */
void hosts_lookup(struct hosts *h, struct arena *a, const char *name, int family, struct list *out);

#endif
