/* dkim_mend.h - inside this room: what went wrong while a key was pasted into a panel */
#ifndef SMTPSCOPE_DOMAIN_DKIM_MEND_H
#define SMTPSCOPE_DOMAIN_DKIM_MEND_H

#include "base/text.h"

/* What of `text` no key has, as one line, and where; NULL: nothing that we know. */
const char *dkim_oddity(struct bytes text, size_t *at);

/* The record with what does not belong there taken out, "v=DKIM1" in front and the type that the
 * key has; NULL where that cannot be told. Whether it is a good key is the caller's business. */
const char *dkim_mend(struct arena *a, struct bytes text);

#endif
