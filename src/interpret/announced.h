/* announced.h - inside this room: the TXT record that announces a policy, as evidence */
#ifndef SMTPSCOPE_INTERPRET_ANNOUNCED_H
#define SMTPSCOPE_INTERPRET_ANNOUNCED_H

#include "domain/policy_txt.h"
#include "interpret/publish.h"

/* The records that are there, where their alias leads, and the place of the fault. */
void show_announcement(const struct place *at, struct finding *f, const struct policy_txt *p);

/* An alias to nowhere has to go before a record can stand there. How the record is published then.
 */
enum publish_action instead_of_alias(const struct place *at, struct finding *f,
				     const struct policy_txt *p);

#endif
