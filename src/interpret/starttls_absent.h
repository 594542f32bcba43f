/* starttls_absent.h - inside this room: why a complete EHLO list has no STARTTLS */
#ifndef SMTPSCOPE_INTERPRET_STARTTLS_ABSENT_H
#define SMTPSCOPE_INTERPRET_STARTTLS_ABSENT_H

#include "interpret/diagnose.h"

/* At a stage that failed with FAILURE_NOT_OFFERED, in a session that shows no mask: what the rest
 * of the run says of it. */
struct finding *found_absent(const struct place *at);

#endif
