/* ehloname.h - what we call ourselves */
#ifndef SMTPSCOPE_PROBE_EHLONAME_H
#define SMTPSCOPE_PROBE_EHLONAME_H

#include "base/arena.h"

#include <stdbool.h>

/* `hostname` if the world could know it: it has a dot and is not localhost; else `source` (numeric,
 * ours) as an address literal (RFC 5321 section 4.1.3): "[192.0.2.1]", "[IPv6:2001:db8::1]". */
const char *ehlo_name(struct arena *a, const char *hostname, const char *source);

/* Any single word: to show what a server says to a wrong name is a use of naming one. */
bool ehlo_can_be(const char *name);

#endif
