/* address.h - mailbox and domain syntax (RFC 5321 section 4.1.2), IDNA */
#ifndef SMTPSCOPE_SMTP_ADDRESS_H
#define SMTPSCOPE_SMTP_ADDRESS_H

#include "base/arena.h"
#include "base/netaddr.h" /* who takes hosts takes addresses */

#include <stdbool.h>

/* Why `name` cannot be a host name: "blank", "comma", "port", "scheme", "control", "empty-label",
 * "too-long", "underscore", "characters", ...; NULL: it can. A word for record.name_fault. */
const char *host_fault(const char *name);

/* The host name that was meant by `text`, which is none: without a scheme, a port, blanks, commas
 * and invisible bytes around it. NULL where that is no host name either. */
const char *host_meant(struct arena *a, const char *text);

/* `name` in A-labels (IDNA2008, UTS 46 mapping), lower case, without a trailing dot; or NULL with
 * the library's reason in *why. */
const char *host_to_ascii(struct arena *a, const char *name, const char **why);

/* "user@domain" with a domain that passes host_fault(); refuses CR, LF, NUL, blanks outside quotes.
 * *domain points into `s`. */
bool mailbox_split(const char *s, const char **domain);

/* The same address as a command is to say it: its domain in A-labels, which every server knows.
 * Only a local part beyond ASCII needs SMTPUTF8 (RFC 6531): then it stays as it is, and *utf8 is
 * set. */
const char *mailbox_to_say(struct arena *a, const char *s, bool *utf8);

#endif
