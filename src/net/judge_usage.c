#include "net/judge_usage.h"

#include <string.h>

static bool not_for_servers(const struct certificate *c)
{
	return c->purposes.n > 0 && !list_has_string(&c->purposes, "serverAuth") &&
	       !list_has_string(&c->purposes, "anyExtendedKeyUsage");
}

/* RFC 5246 section 7.4.2, RFC 8446 section 4.4.2.2: the key signs the handshake, or the client
 * encrypts with it. */
static bool forbids_exchange(const struct certificate *c, const char *exchange)
{
	const char *needed = strcmp(exchange, "RSA") == 0 ? "keyEncipherment" : "digitalSignature";

	return c->key_usage.n > 0 && !list_has_string(&c->key_usage, needed);
}

const char *usage_fault(const struct tls_facts *f)
{
	const struct certificate *c = (const void *)f->chain.first;

	if (c == NULL)
		return NULL;
	if (not_for_servers(c))
		return "not-for-servers";
	if (f->key_exchange != NULL && forbids_exchange(c, f->key_exchange))
		return "key-usage";
	return c->ca ? "is-a-ca" : NULL;
}
