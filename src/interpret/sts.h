/* sts.h - inside this room: what a domain's MTA-STS policy demands of the servers that it lists
 * (RFC 8461 section 4)
 *
 * Only the command "domain" reads policies. */
#ifndef SMTPSCOPE_INTERPRET_STS_H
#define SMTPSCOPE_INTERPRET_STS_H

#include "interpret/diagnose.h"

/* The policy says that the server of that session has TLS with a good certificate. */
bool sts_demands(const struct diagnosis *d, const struct session *s);
void show_sts(const struct place *at, struct finding *f); /* nothing where it does not */

/* What breaks such a policy keeps mail back where it is to be enforced; senders only report it
 * where it is being tested. */
void sts_weigh(const struct place *at, struct finding *f);

/* After all that was found at the stage tls: a certificate with which senders do not deliver. */
void diagnose_sts(const struct place *at);

#endif
