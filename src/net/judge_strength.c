#include "net/judge_strength.h"

#include <string.h>

static bool key_is_weak(const struct certificate *c)
{
	static const struct {
		const char *key;
		int bits;
	} floors[] = {{"RSA", 2048}, {"RSA-PSS", 2048}, {"ECDSA", 256}};

	if (c->key == NULL)
		return false;
	for (size_t i = 0; i < sizeof(floors) / sizeof(floors[0]); i++)
		if (strcmp(c->key, floors[i].key) == 0)
			return c->key_bits < floors[i].bits;
	return strcmp(c->key, "DSA") == 0; /* of any length: TLS 1.3 has none, nobody takes it */
}

/* "RSA-SHA1", "ECDSA-SHA1", "RSA-MD5" */
static bool signature_is_weak(const struct certificate *c)
{
	static const char *const hashes[] = {"-SHA1", "-MD5", "-MD2"};

	if (c->self_signed || c->signature == NULL)
		return false;
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (text_has_suffix(c->signature, hashes[i]))
			return true;
	return false;
}

bool certificate_is_weak(const struct certificate *c)
{
	return key_is_weak(c) || signature_is_weak(c);
}
