/* judge_trust.h - inside the judge: whether a path holds, and what breaks it */
#ifndef SMTPSCOPE_NET_JUDGE_TRUST_H
#define SMTPSCOPE_NET_JUDGE_TRUST_H

#include "net/judge_path.h"

/* NULL: it leads to an anchor and every step of it holds, whatever dates and strength say. Else the
 * word of tls_facts.trust_fault. */
const char *certpath_fault(struct arena *a, const struct certpath *p, const struct chain *c,
			   const struct anchors *anchors);

#endif
