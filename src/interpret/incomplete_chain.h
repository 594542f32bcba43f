/* incomplete_chain.h - inside this room: an issuer that the server did not send */
#ifndef SMTPSCOPE_INTERPRET_INCOMPLETE_CHAIN_H
#define SMTPSCOPE_INTERPRET_INCOMPLETE_CHAIN_H

#include "interpret/diagnose.h"

/* NULL: the chain is complete, as far as that can be told. What was fetched (--fetch-aia) proves
 * the gap, or shows that the authority is nobody's whom this trust store knows. */
struct finding *found_incomplete(const struct place *at);

/* Asks for issuers where that would settle it. */
void want_issuers(struct diagnosis *d);

#endif
