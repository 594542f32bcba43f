/* dkim_selectors.h - inside this room: which selectors are worth a question, and why */
#ifndef SMTPSCOPE_DOMAIN_DKIM_SELECTORS_H
#define SMTPSCOPE_DOMAIN_DKIM_SELECTORS_H

#include "domain/dkim.h"

/* Fills s->dkim.providers and s->dkim.selectors (name, host, source, provider, rules), the wildcard
 * last. */
void dkim_collect(struct study *s);

#endif
