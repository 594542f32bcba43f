/* alias.h - words that stand for numeric addresses in a record whose names are hidden
 *
 * "ipv4-7kq2d-9d4bx": a network of 24 bits and a host in it. "ipv6-7kq2d-3xv9b-9d4bx": networks of
 * 48 and of 64 bits. A private address says so: "ipv4-private-7kq2d-9d4bx". Two in one network
 * begin alike. Whoever asks netaddr.h about one gets the answer that the address itself would have
 * had: its family, whether it is private, with which it shares a network. No connection is ever
 * made to one. */
#ifndef SMTPSCOPE_BASE_ALIAS_H
#define SMTPSCOPE_BASE_ALIAS_H

#include "base/arena.h"

#include <stdbool.h>

/* Words are made of these: no vowels, so that none says anything, and nothing that looks like
 * something else. */
#define ALIAS_LETTERS "23456789bcdfghjkmnpqrstvwxyz"

enum { ALIAS_PARTS_MAX = 3 };

/* `address` is numeric; `parts` are words of ALIAS_LETTERS, as many as its family wants, for its
 * networks and itself. */
const char *alias_make(struct arena *a, const char *address, const char *const *parts);

/* The family of an alias, and bytes that share with others what its address shares with theirs; 0:
 * it is none. */
int alias_read(const char *s, unsigned char bytes[16]);

#endif
