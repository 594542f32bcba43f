/* Clients and policies of TLS, as their files hold them. */
#include "know/entry.h"
#include "know/words.h"

#include <string.h>

const char *const tls_trait_names[] = {"no", "yes", NULL};
const char *const policy_force_names[] = {"forbids", "advises", NULL};

static const char *one_of(struct arena *a, const char *const *names, const char *text)
{
	const char *all = names[0];

	if (name_find(names, text) >= 0)
		return NULL;
	for (int i = 1; names[i] != NULL; i++)
		all = arena_printf(a, "%s, %s", all, names[i]);
	return arena_printf(a, "\"%.40s\" is not one of %s", text, all);
}

static const char *version_fault(struct arena *a, const char *text)
{
	static const char *const versions[] = {"SSL3.0", "TLS1.0", "TLS1.1",
					       "TLS1.2", "TLS1.3", NULL};

	return one_of(a, versions, text);
}

static const char *exchange_fault(struct arena *a, const char *text)
{
	static const char *const exchanges[] = {"RSA", "DHE", "ECDHE", NULL};

	return one_of(a, exchanges, text);
}

static const char *cipher_fault(struct arena *a, const char *text)
{
	(void)a;
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] != '\0'
		       ? "a cipher as in the names of suites is wanted: 3DES_EDE"
		       : NULL;
}

static const char *bits_fault(struct arena *a, const char *text)
{
	size_t n = strspn(text, "0123456789");

	(void)a;
	return n < 3 || n > 5 || text[n] != '\0' ? "a number of bits is wanted" : NULL;
}

static const struct member tls_client_members[] = {
	{"id", true, MEMBER(tls_client, id), read_text, .check = id_fault},
	{"title", true, MEMBER(tls_client, title), read_text},
	{"newest", true, MEMBER(tls_client, newest), read_text, .check = version_fault},
	{"oldest", false, MEMBER(tls_client, oldest), read_text, .check = version_fault},
	{"key_exchange", false, MEMBER(tls_client, key_exchange), read_texts,
	 .check = exchange_fault},
	{"ciphers", false, MEMBER(tls_client, ciphers), read_texts, .check = cipher_fault},
	{"dh_bits_min", false, MEMBER(tls_client, dh_bits_min), read_text, .check = bits_fault},
	{"dh_bits_max", false, MEMBER(tls_client, dh_bits_max), read_text, .check = bits_fault},
	{"without_sni", false, MEMBER(tls_client, without_sni), read_enum,
	 .names = tls_trait_names},
	{"wants_rfc5746", false, MEMBER(tls_client, wants_rfc5746), read_enum,
	 .names = tls_trait_names},
	{"fix", false, MEMBER(tls_client, fix), read_text, .check = fix_fault},
	{"references", true, MEMBER(tls_client, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema tls_client_schema = SCHEMA("a client", tls_client, tls_client_members);

struct tls_client *tls_client_read(struct reader *r, const struct ynode *n)
{
	struct tls_client *c = ARENA_NEW(r->arena, struct tls_client);

	if (!schema_read(r, &tls_client_schema, n, c))
		return NULL;
	if (c->oldest != NULL && strcmp(c->oldest, c->newest) > 0) {
		fault_add(r->faults, n->line, n->column, "%s: \"oldest\" is newer than \"newest\"",
			  c->id);
		return NULL;
	}
	return c;
}

static const struct member tls_policy_members[] = {
	{"id", true, MEMBER(tls_policy, id), read_text, .check = id_fault},
	{"title", true, MEMBER(tls_policy, title), read_text},
	{"least", true, MEMBER(tls_policy, least), read_text, .check = version_fault},
	{"force", true, MEMBER(tls_policy, force), read_enum, .names = policy_force_names},
	{"whom", false, MEMBER(tls_policy, whom), read_text},
	{"providers", false, MEMBER(tls_policy, providers), read_links, .link = LINK_PROVIDER},
	{"since", true, MEMBER(tls_policy, since), read_text, .check = date_fault},
	{"references", true, MEMBER(tls_policy, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema tls_policy_schema = SCHEMA("a policy", tls_policy, tls_policy_members);

struct tls_policy *tls_policy_read(struct reader *r, const struct ynode *n)
{
	struct tls_policy *p = ARENA_NEW(r->arena, struct tls_policy);

	return schema_read(r, &tls_policy_schema, n, p) ? p : NULL;
}
