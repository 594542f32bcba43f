/* dkim_alias.h - what a provider's profile says that its selectors are aliases of */
#ifndef SMTPSCOPE_DOMAIN_DKIM_ALIAS_H
#define SMTPSCOPE_DOMAIN_DKIM_ALIAS_H

#include "base/text.h"
#include "know/provider.h"

/* `text` of a profile with {selector}, {domain} and {domain-dashed} filled in; NULL gives NULL. */
const char *dkim_filled(struct arena *a, const char *text, const char *selector,
			const char *domain);

/* The one CNAME value that the profile demands; NULL: none, or only the customer is told it. */
const char *dkim_alias_value(struct arena *a, const struct provider_dkim *rules,
			     const char *selector, const char *domain);

bool dkim_alias_fits(struct arena *a, const struct provider_dkim *rules, const char *selector,
		     const char *domain, const char *alias);

/* `alias` has the provider's form, but for another domain: what it should begin with. NULL: it
 * fits, or has another form. Of domains with a dash nobody says what becomes of it. */
const char *dkim_alias_foreign(struct arena *a, const struct provider_dkim *rules,
			       const char *selector, const char *domain, const char *alias);

#endif
