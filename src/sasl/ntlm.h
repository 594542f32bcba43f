/* ntlm.h - whether an NTLM challenge keeps within itself: libntlm does not look */
#ifndef SMTPSCOPE_SASL_NTLM_H
#define SMTPSCOPE_SASL_NTLM_H

#include "base/text.h"

bool ntlm_sound(struct bytes challenge);

/* The user as libntlm reads it, name@DOMAIN, from DOMAIN\name, too; NULL: longer than it has room
 * for. In `a`. */
const char *ntlm_user(struct arena *a, const char *user);

#endif
