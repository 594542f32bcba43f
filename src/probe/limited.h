/* limited.h - whether a server told us that our connections are too many */
#ifndef SMTPSCOPE_PROBE_LIMITED_H
#define SMTPSCOPE_PROBE_LIMITED_H

#include "record/record.h"

/* For pace_leave(), so it errs on the side of manners, and says nothing of what mail will meet:
 * that is the interpreter's. True where a reply of any stage is
 *
 *   421              RFC 5321 section 3.8: the server closes, whatever was said. Servers limit with
 *                    it, and one that shuts down needs no more of us either
 *   4yz, greeting    RFC 5321 section 4.3.2 has 220, 421 and 5yz there: who puts us off before we
 *                    have said a word means the connection
 *   4yz with 4.3.2   RFC 3463 section 3.4: takes no messages now
 *   4yz with 4.4.5   RFC 3463 section 3.5: congestion
 *   4yz with 4.7.0   only with "too many": as such it is any matter of policy (RFC 3463, 3.8)
 *
 * A connection that is closed or refused without a word says none of that. */
bool session_limited(const struct session *s);

#endif
