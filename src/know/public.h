/* public.h - what everybody may know, for records that go to strangers (record/redact.h) */
#ifndef SMTPSCOPE_KNOW_PUBLIC_H
#define SMTPSCOPE_KNOW_PUBLIC_H

#include "know/knowledge.h"
#include "record/redact.h"

/* Providers of the profiles are public, and so are authorities and products of data/boxes by the
 * names that their certificates have. All but the key is set; `k` must outlive the rules. */
void public_rules(const struct knowledge *k, struct redact_rules *rules);

#endif
