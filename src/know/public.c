#include "know/public.h"

#include "know/box.h"
#include "know/provider.h"

static size_t public_part(const void *knowledge, const char *host)
{
	return provider_public_part(knowledge, host);
}

/* A product that opens TLS, too: that it is one is what the report is about. */
static bool public_issuer(const void *knowledge, const char *name)
{
	return box_of_issuer(knowledge, name) != NULL;
}

void public_rules(const struct knowledge *k, struct redact_rules *rules)
{
	rules->public_part = public_part;
	rules->public_issuer = public_issuer;
	rules->arg = k;
}
