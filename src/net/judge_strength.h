/* judge_strength.h - inside the judge: keys and signatures below today's floor (RFC 9325, 4.5) */
#ifndef SMTPSCOPE_NET_JUDGE_STRENGTH_H
#define SMTPSCOPE_NET_JUDGE_STRENGTH_H

#include "record/record.h"

/* The signature of a root is not what it is trusted for. */
bool certificate_is_weak(const struct certificate *c);

#endif
