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

#define MEMBER(type, field) .offset = offsetof(struct type, field)

static const struct member offer_members[] = {
	{"port", true, MEMBER(offer, port), read_port},
	{"tls", true, MEMBER(offer, mode), read_enum, .names = tls_mode_names},
	{0},
};
static const struct schema offer_schema = {"an offer", sizeof(struct offer), offer_members};

static const struct member not_offered_members[] = {
	{"port", true, MEMBER(not_offered, port), read_port},
	{"why", true, MEMBER(not_offered, why), read_text},
	{0},
};
static const struct schema not_offered_schema = {
	"a port that is not offered",
	sizeof(struct not_offered),
	not_offered_members,
};

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
static const struct schema provider_schema = {
	"a profile",
	sizeof(struct provider),
	provider_members,
};

struct provider *provider_read(struct reader *r, const struct ynode *n)
{
	struct provider *p = ARENA_NEW(r->arena, struct provider);

	return schema_read(r, &provider_schema, n, p) ? p : NULL;
}

const struct provider *provider_by_id(const struct knowledge *k, const char *id)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (strcmp(p->id, id) == 0)
			return p;
	return NULL;
}

const struct provider *provider_generic(const struct knowledge *k)
{
	return provider_by_id(k, "generic");
}

/* One of `names` is `host`, or begins with a dot and ends it. */
static bool host_in(const char *host, const struct list *names)
{
	LIST_EACH (struct string_item, it, names)
		if (it->s[0] == '.' ? text_has_suffix(host, it->s) : text_casecmp(host, it->s) == 0)
			return true;
	return false;
}

const struct provider *provider_by_host(const struct knowledge *k, const char *host)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(host, &p->hosts))
			return p;
	return NULL;
}

const struct provider *provider_by_mx(const struct knowledge *k, const char *mx_host)
{
	LIST_EACH (struct provider, p, knowledge_providers(k))
		if (host_in(mx_host, &p->mx))
			return p;
	return NULL;
}

const struct provider *provider_by_text(const struct knowledge *k, const char *banner_or_reply)
{
	size_t n = strlen(banner_or_reply);

	LIST_EACH (struct provider, p, knowledge_providers(k))
		if ((p->banner != NULL && pattern_match(p->banner, banner_or_reply, n)) ||
		    (p->reply != NULL && pattern_match(p->reply, banner_or_reply, n)))
			return p;
	return NULL;
}

const struct offer *provider_offer(const struct provider *p, int port)
{
	LIST_EACH (struct offer, o, &p->offers)
		if (o->port == port)
			return o;
	return NULL;
}

const struct not_offered *provider_not_offered(const struct provider *p, int port)
{
	LIST_EACH (struct not_offered, o, &p->not_offered)
		if (o->port == port)
			return o;
	return NULL;
}
