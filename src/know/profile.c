/* Reading a profile; what can be asked of it is in provider.c. */
#include "know/entry.h"
#include "know/words.h"

#include <string.h>

static const char *host_fault(struct arena *a, const char *text)
{
	(void)a;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") != strlen(text))
		return "a host name in small letters, or a dot and what names end in";
	return NULL;
}

static const struct member offer_members[] = {
	{"port", true, MEMBER(offer, port), read_port},
	{"tls", true, MEMBER(offer, mode), read_enum, .names = tls_mode_names},
	{0},
};
static const struct schema offer_schema = SCHEMA("an offer", offer, offer_members);

static const struct member not_offered_members[] = {
	{"port", true, MEMBER(not_offered, port), read_port},
	{"why", true, MEMBER(not_offered, why), read_text},
	{0},
};
static const struct schema not_offered_schema =
	SCHEMA("a port that is not offered", not_offered, not_offered_members);

static const struct member provider_members[] = {
	{"id", true, MEMBER(provider, id), read_text, .check = id_fault},
	{"title", true, MEMBER(provider, title), read_text},
	{"purpose", true, MEMBER(provider, purpose), read_enum, .names = target_purpose_names},
	{"hosts", false, MEMBER(provider, hosts), read_texts, .check = host_fault},
	{"mx", false, MEMBER(provider, mx), read_texts, .check = host_fault},
	{"offers", true, MEMBER(provider, offers), read_objects, .schema = &offer_schema},
	{"not_offered", false, MEMBER(provider, not_offered), read_objects,
	 .schema = &not_offered_schema},
	{"mechanisms", false, MEMBER(provider, mechanisms), read_texts},
	{"mailbox_domains", false, MEMBER(provider, mailbox_domains), read_texts,
	 .check = host_fault},
	{"banner", false, MEMBER(provider, banner), read_pattern},
	{"reply", false, MEMBER(provider, reply), read_pattern},
	{"username", false, MEMBER(provider, username), read_text},
	{"references", true, MEMBER(provider, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema provider_schema = SCHEMA("a profile", provider, provider_members);

struct provider *provider_read(struct reader *r, const struct ynode *n)
{
	struct provider *p = ARENA_NEW(r->arena, struct provider);

	return schema_read(r, &provider_schema, n, p) ? p : NULL;
}
