/* diagnose_asked.h - inside this room: why a token service gave no token */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_ASKED_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_ASKED_H

#include "interpret/diagnose.h"

/* Of record.asked, which is set. Nothing where a token came. */
void diagnose_asked(struct diagnosis *d);

#endif
