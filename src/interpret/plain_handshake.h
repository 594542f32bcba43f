/* plain_handshake.h - inside this room: clear text where the server's part of a handshake was due
 */
#ifndef SMTPSCOPE_INTERPRET_PLAIN_HANDSHAKE_H
#define SMTPSCOPE_INTERPRET_PLAIN_HANDSHAKE_H

#include "interpret/diagnose.h"

/* At a failed stage tls: who speaks in clear, and what it means; NULL: nobody does, or the port's
 * mode explains it. */
struct finding *found_plain_handshake(const struct place *at);

#endif
