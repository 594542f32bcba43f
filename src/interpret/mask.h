/* mask.h - secrets that people paste along must not come back */
#ifndef SMTPSCOPE_INTERPRET_MASK_H
#define SMTPSCOPE_INTERPRET_MASK_H

#include "base/arena.h"
#include "base/text.h"

/* A copy of `text` with "***" for each word that may be a password, a token or one of them encoded.
 */
struct bytes mask_secrets(struct arena *a, struct bytes text);

#endif
