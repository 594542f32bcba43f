/* announced.h - inside this room: the TXT record that announces a policy, as evidence */
#ifndef SMTPSCOPE_INTERPRET_ANNOUNCED_H
#define SMTPSCOPE_INTERPRET_ANNOUNCED_H

#include "domain/policy_txt.h"
#include "interpret/diagnose.h"

/* The records that are there, where their alias leads, and the place of the fault. */
void show_announcement(const struct place *at, struct finding *f, const struct policy_txt *p);

#endif
