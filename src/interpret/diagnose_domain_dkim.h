/* diagnose_domain_dkim.h - inside this room: what the parts that read DKIM selectors share */
#ifndef SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_DKIM_H
#define SMTPSCOPE_INTERPRET_DIAGNOSE_DOMAIN_DKIM_H

#include "interpret/diagnose_domain.h"

/* "selector1._domainkey.example.org is an alias of ..."; nothing where it is none. */
void show_dkim_alias(const struct place *at, struct finding *f, const struct dkim_selector *it);

/* The record that the provider's profile demands, or where its value is shown; `it` has rules. */
void publish_dkim_alias(const struct place *at, struct finding *f, const struct dkim_selector *it,
			enum publish_action action, const char *domain);

/* A provider's keys are not there, or its aliases lead nowhere; and what nobody can tell. */
void diagnose_dkim_providers(struct diagnosis *d, const struct study *s);

#endif
