/* hygiene.h - inside this room: what --test-injection has shown of a port with STARTTLS */
#ifndef SMTPSCOPE_INTERPRET_HYGIENE_H
#define SMTPSCOPE_INTERPRET_HYGIENE_H

#include "interpret/diagnose.h"

/* Whether the session of that test has come to a result about commands behind STARTTLS. */
bool injection_told(const struct session *test);

/* At the stage starttls (NULL: none) of a primary session. */
void diagnose_hygiene(const struct place *at);

#endif
