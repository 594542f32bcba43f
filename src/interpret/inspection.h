/* inspection.h - inside this room: a firewall that rewrites the dialogue (Cisco's "inspect esmtp")
 */
#ifndef SMTPSCOPE_INTERPRET_INSPECTION_H
#define SMTPSCOPE_INTERPRET_INSPECTION_H

#include "interpret/diagnose.h"

/* The finding middlebox-cisco-esmtp, in the words of where the firewall is as far as the run tells,
 * with what it hides, and where it does not. */
struct finding *found_inspection(const struct place *at);

/* The firewall's own refusal of a command, or the server's of one that came masked. */
bool refused_by_inspection(const struct place *at, const struct reply *reply);

#endif
