/* Reading a profile, and what networks block; what can be asked of them is in provider.c and
 * network.c. */
#include "know/entry.h"
#include "know/range.h"
#include "know/sources.h"
#include "know/words.h"

#include <string.h>

static const char *host_fault(struct arena *a, const char *text)
{
	(void)a;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.*") != strlen(text))
		return "a host name in small letters, with * for any label, or a dot and what "
		       "names end in";
	if (strchr(text, '*') != NULL && strchr(strchr(text, '*') + 1, '*') != NULL)
		return "one * at the most";
	return NULL;
}

/* As a host; names behind "include:" often begin with an underscore. */
static const char *include_fault(struct arena *a, const char *text)
{
	return host_fault(a, text + strspn(text, "_"));
}

/* The names that mail programs look for below a domain: _imaps._tcp, autodiscover. */
static const char *label_fault(struct arena *a, const char *text)
{
	(void)a;
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-._") != strlen(text)
		       ? "what stands in front of the domain, in small letters"
		       : NULL;
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

static const struct member fact_members[] = {
	{"text", true, MEMBER(fact, text), read_text},
	{"source", true, MEMBER(fact, source), read_text},
	{"as_of", true, MEMBER(fact, as_of), read_text, .check = date_fault},
	{0},
};
const struct schema fact_schema = SCHEMA("a fact", fact, fact_members);

static const struct member retirement_members[] = {
	{"date", true, MEMBER(retirement, date), read_text, .check = date_fault},
	{"text", true, MEMBER(retirement, text), read_text},
	{"source", true, MEMBER(retirement, source), read_text},
	{"as_of", true, MEMBER(retirement, as_of), read_text, .check = date_fault},
	{0},
};
static const struct schema retirement_schema =
	SCHEMA("a retirement", retirement, retirement_members);

/* A word that the program fills in, letters of host names, a star. */
static const char *alias_fault(struct arena *a, const char *text)
{
	static const char *const words[] = {"{selector}", "{domain}", "{domain-dashed}", NULL};

	(void)a;
	while (*text != '\0') {
		size_t n = 0;

		for (size_t i = 0; words[i] != NULL && n == 0; i++)
			if (strncmp(text, words[i], strlen(words[i])) == 0)
				n = strlen(words[i]);
		if (n == 0 && strchr("abcdefghijklmnopqrstuvwxyz0123456789-._*", *text) == NULL)
			return "a host name in small letters, with {selector}, {domain}, "
			       "{domain-dashed} and * for what differs";
		text += n > 0 ? n : 1;
	}
	return NULL;
}

static const char *selector_fault(struct arena *a, const char *text)
{
	(void)a;
	return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
					strlen(text)
		       ? NULL
		       : "a selector: small letters, digits, dashes, dots";
}

static const struct member dkim_members[] = {
	{"selectors", false, MEMBER(provider_dkim, selectors), read_texts, .check = selector_fault},
	{"aliases", false, MEMBER(provider_dkim, aliases), read_texts, .check = alias_fault},
	{"without", false, MEMBER(provider_dkim, without), read_text},
	{"how", false, MEMBER(provider_dkim, how), read_text},
	{"note", false, MEMBER(provider_dkim, note), read_text},
	{"source", true, MEMBER(provider_dkim, source), read_text},
	{"as_of", true, MEMBER(provider_dkim, as_of), read_text, .check = date_fault},
	{0},
};
static const struct schema provider_dkim_schema =
	SCHEMA("what signs a customer's mail", provider_dkim, dkim_members);

static const struct member published_members[] = {
	{"names", true, MEMBER(published, names), read_texts, .check = host_fault},
	{"ports", true, MEMBER(published, ports), read_texts, .check = port_fault},
	{"ranges", false, MEMBER(published, ranges), read_texts, .check = range_fault},
	{"url", false, MEMBER(published, url), read_text},
	{"note", false, MEMBER(published, note), read_text},
	{"source", true, MEMBER(published, source), read_text},
	{"as_of", true, MEMBER(published, as_of), read_text, .check = date_fault},
	{0},
};
static const struct schema published_schema =
	SCHEMA("what is published for firewalls", published, published_members);

static const struct member discovery_members[] = {
	{"name", true, MEMBER(discovery_advice, name), read_text, .check = label_fault},
	{"targets", true, MEMBER(discovery_advice, targets), read_texts, .check = host_fault},
	{"port", false, MEMBER(discovery_advice, port), read_port},
	{"source", true, MEMBER(discovery_advice, source), read_text},
	{"as_of", true, MEMBER(discovery_advice, as_of), read_text, .check = date_fault},
	{0},
};
static const struct schema discovery_schema =
	SCHEMA("what mail programs look for", discovery_advice, discovery_members);

/* Keys that state facts without naming a source of their own: a reference has to. */
static const char *const sourced_keys[] = {"hosts",	 "mx",	    "proofs",	 "mailbox_domains",
					   "offers",	 "servers", "customers", "not_offered",
					   "mechanisms", "banner",  "reply",	 "suffix",
					   "username",	 "secret",  "spf",	 NULL};

const char *const provider_kind_names[] = {"server", "mailboxes", "sending", "software", NULL};

static const struct member provider_members[] = {
	{"id", true, MEMBER(provider, id), read_text, .check = id_fault},
	{"title", true, MEMBER(provider, title), read_text},
	{"service", false, MEMBER(provider, service), read_text},
	{"kind", false, MEMBER(provider, kind), read_enum, .names = provider_kind_names},
	{"purpose", true, MEMBER(provider, purpose), read_enum, .names = target_purpose_names},
	{"like", false, MEMBER(provider, like), read_links, .link = LINK_PROVIDER},
	{"hosts", false, MEMBER(provider, hosts), read_texts, .check = host_fault},
	{"mx", false, MEMBER(provider, mx), read_texts, .check = host_fault},
	{"proofs", false, MEMBER(provider, proofs), read_texts, .check = host_fault},
	{"offers", false, MEMBER(provider, offers), read_objects, .schema = &offer_schema},
	{"not_offered", false, MEMBER(provider, not_offered), read_objects,
	 .schema = &not_offered_schema},
	{"mechanisms", false, MEMBER(provider, mechanisms), read_links, .link = LINK_MECHANISM},
	{"mailbox_domains", false, MEMBER(provider, mailbox_domains), read_texts,
	 .check = host_fault},
	{"servers", false, MEMBER(provider, servers), read_texts, .check = host_fault},
	{"customers", false, MEMBER(provider, customers), read_texts, .check = host_fault},
	{"banner", false, MEMBER(provider, banner), read_pattern},
	{"reply", false, MEMBER(provider, reply), read_pattern},
	{"suffix", false, MEMBER(provider, suffix), read_pattern},
	{"username", false, MEMBER(provider, username), read_text},
	{"secret", false, MEMBER(provider, secret), read_text},
	{"setup", false, MEMBER(provider, setup), read_objects, .schema = &fact_schema},
	{"limits", false, MEMBER(provider, limits), read_objects, .schema = &fact_schema},
	{"oddities", false, MEMBER(provider, oddities), read_objects, .schema = &fact_schema},
	{"spf", false, MEMBER(provider, spf), read_texts, .check = include_fault},
	{"dkim", false, MEMBER(provider, dkim), read_objects, .schema = &provider_dkim_schema},
	{"retirements", false, MEMBER(provider, retirements), read_objects,
	 .schema = &retirement_schema},
	{"published", false, MEMBER(provider, published), read_objects,
	 .schema = &published_schema},
	{"discovery", false, MEMBER(provider, discovery), read_objects,
	 .schema = &discovery_schema},
	{"references", true, MEMBER(provider, references), read_objects, .schema = &sources_schema},
	{0},
};
const struct schema provider_schema = SCHEMA("a profile", provider, provider_members);

/* Names alone say nothing of firewalls. */
static void check_published(struct reader *r, const struct ynode *n, const struct provider *p)
{
	LIST_EACH (const struct published, it, &p->published)
		if (it->ranges.n == 0 && it->note == NULL)
			fault_add(r->faults, n->line, n->column,
				  "%s: published without ranges wants a note that says why", p->id);
}

/* Neither a selector nor a word about them is no fact. */
static void check_dkim(struct reader *r, const struct ynode *n, const struct provider *p)
{
	LIST_EACH (const struct provider_dkim, it, &p->dkim)
		if (it->selectors.n == 0 && it->note == NULL)
			fault_add(r->faults, n->line, n->column,
				  "%s: dkim without selectors wants a note that says why", p->id);
}

struct provider *provider_read(struct reader *r, const struct ynode *n)
{
	struct provider *p = ARENA_NEW(r->arena, struct provider);
	size_t before = r->faults->n;

	if (!schema_read(r, &provider_schema, n, p))
		return NULL;
	sources_check(r, n, p->id, &p->references, sourced_keys);
	check_published(r, n, p);
	check_dkim(r, n, p);
	return r->faults->n == before ? p : NULL;
}

/* ---- networks ---- */

static const struct member network_members[] = {
	{"id", true, MEMBER(network, id), read_text, .check = id_fault},
	{"title", true, MEMBER(network, title), read_text},
	{"blocked", false, MEMBER(network, blocked), read_texts, .check = port_fault},
	{"who", false, MEMBER(network, who), read_text},
	{"wire", false, MEMBER(network, wire), read_text},
	{"lifting", false, MEMBER(network, lifting), read_text},
	{"instead", false, MEMBER(network, instead), read_text},
	{"references", true, MEMBER(network, references), read_objects,
	 .schema = &reference_schema},
	{0},
};
const struct schema network_schema = SCHEMA("a network", network, network_members);

struct network *network_read(struct reader *r, const struct ynode *n)
{
	struct network *net = ARENA_NEW(r->arena, struct network);

	return schema_read(r, &network_schema, n, net) ? net : NULL;
}
