/* advice.h - what no fix may say */
#ifndef SMTPSCOPE_KNOW_ADVICE_H
#define SMTPSCOPE_KNOW_ADVICE_H

#include "base/arena.h"

/* NULL, or why this advice must not be given: it switches verification off, opens a relay or
 * repeats a failed login. A word list, which honest slips do not pass; no proof. */
const char *advice_fault(struct arena *a, const char *text);

#endif
