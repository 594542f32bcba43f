/* Ways of sending, as their files hold them; what can be asked of them is in way.c. */
#include "know/entry.h"
#include "know/sources.h"
#include "know/words.h"

#include <string.h>

const char *const way_sign_names[] = {"none",
				      "connected",
				      "tls",
				      "verified",
				      "login-offered",
				      "login",
				      "client-certificate",
				      "full-name",
				      "sender-taken",
				      "own-sender",
				      "foreign-sender",
				      "own-recipients",
				      "foreign-recipient",
				      "relayed",
				      NULL};
const char *const way_target_names[] = {"either", "host", "domain", NULL};
const char *const way_network_names[] = {"either", "private", "public", NULL};
const char *const way_login_names[] = {"needed", "possible", "never", NULL};
const char *const way_naming_names[] = {"none", "dashed", NULL};

static const char *keyword_fault(struct arena *a, const char *text)
{
	(void)a;
	return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] != '\0'
		       ? "a keyword of EHLO in capitals is wanted"
		       : NULL;
}

static const struct member match_members[] = {
	{"provider", false, MEMBER(way_match, providers), read_links, .link = LINK_PROVIDER},
	{"kind", false, MEMBER(way_match, kinds), read_enum_set, .names = provider_kind_names},
	{"host", false, MEMBER(way_match, host), read_pattern},
	{"port", false, MEMBER(way_match, ports), read_texts, .check = port_fault},
	{"target", false, MEMBER(way_match, target), read_enum, .names = way_target_names},
	{"network", false, MEMBER(way_match, network), read_enum, .names = way_network_names},
	{"offers", false, MEMBER(way_match, capabilities), read_texts, .check = keyword_fault},
	{"with", false, MEMBER(way_match, with), read_enum_set, .names = way_sign_names},
	{"without", false, MEMBER(way_match, without), read_enum_set, .names = way_sign_names},
	{"reply", false, MEMBER(way_match, replies), read_links, .link = LINK_ENTRY},
	{"certainty", true, MEMBER(way_match, certainty), read_enum, .names = certainty_names},
	{0},
};
static const struct schema match_schema = SCHEMA("a \"match\"", way_match, match_members);

static const struct member need_members[] = {
	{"text", true, MEMBER(way_need, text), read_text, .check = words_fault},
	{"shown", false, MEMBER(way_need, shown), read_enum_set, .names = way_sign_names},
	{"implied", false, MEMBER(way_need, implied), read_enum_set, .names = way_sign_names},
	{"missing", false, MEMBER(way_need, missing), read_links, .link = LINK_ENTRY},
	{"fix", false, MEMBER(way_need, fix), read_text, .check = fix_fault},
	{0},
};
static const struct schema need_schema = SCHEMA("a need", way_need, need_members);

static const struct member rival_members[] = {
	{"way", true, MEMBER(way_rival, way), read_link, .link = LINK_WAY},
	{"tells", true, MEMBER(way_rival, tells), read_text, .check = words_fault},
	{0},
};
static const struct schema rival_schema = SCHEMA("a rival", way_rival, rival_members);

/* Keys that state facts without naming a source of their own: a reference has to. */
static const char *const sourced_keys[] = {"meaning", "match", "domain_in_host",
					   "login",   "needs", NULL};

static const struct member way_members[] = {
	{"id", true, MEMBER(way, id), read_text, .check = id_fault},
	{"title", true, MEMBER(way, title), read_text, .check = title_fault},
	{"meaning", true, MEMBER(way, meaning), read_text, .check = meaning_fault},
	{"login", true, MEMBER(way, login), read_enum, .names = way_login_names},
	{"domain_in_host", false, MEMBER(way, domain_in_host), read_enum,
	 .names = way_naming_names},
	{"match", true, MEMBER(way, match), read_objects, .schema = &match_schema},
	{"needs", true, MEMBER(way, needs), read_objects, .schema = &need_schema},
	{"cannot", false, MEMBER(way, cannot), read_objects, .schema = &fact_schema},
	{"limits", false, MEMBER(way, limits), read_objects, .schema = &fact_schema},
	{"beside", false, MEMBER(way, beside), read_objects, .schema = &rival_schema},
	{"instead", false, MEMBER(way, instead), read_links, .link = LINK_WAY},
	{"references", true, MEMBER(way, references), read_objects, .schema = &sources_schema},
	{"samples", true, MEMBER(way, samples), read_samples, .tests_only = true},
	{0},
};
const struct schema way_schema = SCHEMA("a way", way, way_members);

/* A picture of anything would be that of every server. */
static void check_match(struct reader *r, const struct ynode *n, const struct way *w)
{
	LIST_EACH (const struct way_match, m, &w->match)
		if (m->providers.n == 0 && m->kinds == 0 && m->host == NULL && m->ports.n == 0 &&
		    m->target == TARGETED_EITHER && m->network == NETWORK_EITHER &&
		    m->capabilities.n == 0 && m->with == 0 && m->replies.n == 0)
			fault_add(r->faults, n->line, n->column, "%s: a \"match\" without any key",
				  w->id);
}

struct way *way_read(struct reader *r, const struct ynode *n)
{
	struct way *w = ARENA_NEW(r->arena, struct way);
	size_t before = r->faults->n;

	if (!schema_read(r, &way_schema, n, w))
		return NULL;
	sources_check(r, n, w->id, &w->references, sourced_keys);
	check_match(r, n, w);
	w->file = r->faults->file;
	w->line = n->line;
	w->column = n->column;
	return r->faults->n == before ? w : NULL;
}
