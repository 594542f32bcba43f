/* fake_knowledge.h - provider profiles made by hand, for tests of what stands on profiles */
#ifndef SMTPSCOPE_TESTS_FAKE_KNOWLEDGE_H
#define SMTPSCOPE_TESTS_FAKE_KNOWLEDGE_H

#include "know/provider.h"

/* "generic": 587, 465. "bigmail": smtp.bigmail.example, 587 and 25 with STARTTLS, not 465; MX below
 * mx.bigmail.example; mailboxes of bigmail.example. "bigmail-mx": hosts below mx.bigmail.example,
 * 25. "onpremises": no host of its own. "relay": relay.example, 2525 only. */
struct knowledge *fake_knowledge(struct arena *a);

#endif
