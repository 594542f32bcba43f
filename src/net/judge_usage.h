/* judge_usage.h - inside the judge: whether the server's certificate is made for that */
#ifndef SMTPSCOPE_NET_JUDGE_USAGE_H
#define SMTPSCOPE_NET_JUDGE_USAGE_H

#include "record/record.h"

/* The word of tls_facts.usage_fault for the first of f->chain and the key exchange that was agreed
 * on, or NULL. */
const char *usage_fault(const struct tls_facts *f);

#endif
