/* hostname.h - what the ending of a host's name says */
#ifndef SMTPSCOPE_BASE_HOSTNAME_H
#define SMTPSCOPE_BASE_HOSTNAME_H

#include <stdbool.h>

/* The ending that no registry gives away (RFC 6761, 6762, 8375, and what sites use for themselves),
 * with its dot: ".local"; NULL: none. */
const char *special_ending(const char *host);

/* The part of `host` that somebody has registered: "example.org", "example.co.uk"; all of a name
 * that has no more. A guess: registries whose customers stand three labels deep are known by "co",
 * "com" and the like in front of a country. */
const char *registered_part(const char *host);

bool public_name(const char *host); /* has a dot and no such ending */

#endif
