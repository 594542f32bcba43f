/* Names to addresses. Which answer decides when several failed, and what a host is left with. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "base/hostname.h"
#include "base/netaddr.h"
#include "smtp/address.h"

#include <string.h>

/* Worst news first: what is certain before what a resolver could not find out. */
static const struct {
	enum dns_status status;
	const char *id;
} answers[] = {
	{DNS_NXDOMAIN, "dns-nxdomain"},
	{DNS_CNAME_LOOP, "dns-cname-loop"},
	{DNS_NO_RESOLVER, "dns-no-resolver"},
	{DNS_REFUSED, "dns-refused"},
	{DNS_BOGUS, "dns-bogus"},
	{DNS_SERVFAIL, "dns-servfail"},
	{DNS_MALFORMED, "dns-servfail"},
	{DNS_OTHER, "dns-servfail"},
	{DNS_TIMEOUT, "dns-timeout"},
	{DNS_NODATA, "dns-no-address"},
	{DNS_NO_ROUTE, "dns-no-resolver"},
};

bool dns_fails_everybody(enum dns_status status)
{
	return status == DNS_SERVFAIL || status == DNS_BOGUS;
}

const char *dns_answer_id(enum dns_status status)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].status == status)
			return answers[i].id;
	return NULL;
}

/* What a host file or a fault of the name says about it, in words. */
static const struct {
	const char *fault, *words;
} name_faults[] = {
	{"blank", "a blank in it"},
	{"comma", "a comma in it"},
	{"port", "a port number glued to it"},
	{"scheme", "a scheme such as smtp:// in front of it"},
	{"control", "an invisible control character in it"},
	{"empty-label", "two dots in a row or a dot at its beginning"},
	{"too-long", "more characters than a name may have"},
	{"underscore", "an underscore in it"},
	{"characters", "characters that no host name has"},
	{"address", "an IP address that is not written right"},
};

static const char *fault_words(const char *fault)
{
	for (size_t i = 0; i < sizeof(name_faults) / sizeof(name_faults[0]); i++)
		if (strcmp(name_faults[i].fault, fault) == 0)
			return name_faults[i].words;
	return fault;
}

static struct place about(const struct diagnosis *d, const struct dns_query *q, const char *host)
{
	return (struct place){.d = d, .query = q, .host = host};
}

static const char *const answer_words[] = {
	[DNS_OK] = "found",
	[DNS_NODATA] = "no such record (NODATA)",
	[DNS_NXDOMAIN] = "no such name (NXDOMAIN)",
	[DNS_SERVFAIL] = "no usable answer (SERVFAIL)",
	[DNS_BOGUS] = "signatures that do not verify (SERVFAIL, but not with CD)",
	[DNS_REFUSED] = "refused (REFUSED)",
	[DNS_TIMEOUT] = "silence",
	[DNS_NO_RESOLVER] = "nobody serves DNS there",
	[DNS_NO_ROUTE] = "no route",
	[DNS_CNAME_LOOP] = "aliases in a circle",
	[DNS_MALFORMED] = "an answer that is none",
	[DNS_OTHER] = "an error",
};

void show_query(const struct place *at, struct finding *f, const struct dns_query *q)
{
	const char *server = q->server != NULL ? q->server : "the resolver";

	if (q->rcode >= 0 && q->status == DNS_OTHER)
		show(at, f, "dns", "%s %s: rcode %d from %s", q->name, q->type, q->rcode, server);
	else
		show(at, f, "dns", "%s %s: %s, asked %s", q->name, q->type, answer_words[q->status],
		     server);
}

static bool asks_address(const struct dns_query *q)
{
	return strcmp(q->type, "A") == 0 || strcmp(q->type, "AAAA") == 0;
}

static bool has_address(const struct record *r, const char *host)
{
	LIST_EACH (struct address, a, &r->addresses)
		if (a->host != NULL && text_casecmp(a->host, host) == 0)
			return true;
	return false;
}

/* The query of `host` that decides, by the order of `answers`; NULL: none was asked or all went
 * well. */
static const struct dns_query *deciding_query(const struct record *r, const char *host,
					      const char **id)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		LIST_EACH (struct dns_query, q, &r->queries)
			if (asks_address(q) && text_casecmp(q->name, host) == 0 &&
			    q->status == answers[i].status) {
				*id = answers[i].id;
				return q;
			}
	return NULL;
}

static void show_queries(const struct place *at, struct finding *f, const char *host)
{
	LIST_EACH (struct dns_query, q, &at->d->record->queries)
		if (asks_address(q) && text_casecmp(q->name, host) == 0 && q->status != DNS_OK)
			show_query(at, f, q);
}

/* That a name has no AAAA, or an odd NXDOMAIN for it, troubles nobody; silence costs time. */
static bool one_family_matters(enum dns_status status)
{
	return status != DNS_NODATA && status != DNS_NXDOMAIN;
}

/* "10 mx.example.org" -> "mx.example.org" */
static const char *mx_target(const struct dns_answer *a)
{
	const char *blank = a->data.p == NULL ? NULL : strchr(a->data.p, ' ');

	return blank == NULL ? "" : blank + 1;
}

static bool is_mx(const struct dns_answer *a)
{
	return strcmp(a->type, "MX") == 0;
}

static bool is_mx_host(const struct record *r, const char *host)
{
	LIST_EACH (struct dns_query, q, &r->queries)
		LIST_EACH (struct dns_answer, a, &q->answers)
			if (is_mx(a) && text_casecmp(mx_target(a), host) == 0)
				return true;
	return false;
}

/* Whether the DNS said for certain that the domain has no MX. */
static bool without_mx(const struct record *r)
{
	LIST_EACH (struct dns_query, q, &r->queries)
		if (strcmp(q->type, "MX") == 0 && q->status == DNS_NODATA)
			return r->purpose == PURPOSE_MX;
	return false;
}

/* A host without an address. Of a domain's mail servers its MX records are to blame, or that it has
 * none. */
static struct finding *found_nowhere(struct diagnosis *d, const struct dns_query *q,
				     const char *host, const char *id)
{
	bool useless = q->status == DNS_NXDOMAIN || q->status == DNS_NODATA;
	struct place at = about(d, q, host), domain = about(d, NULL, d->record->host);
	struct finding *f;

	if (useless && is_mx_host(d->record, host))
		return found(&domain, "dns-mx-broken", ONCE);
	if (q->status != DNS_NODATA || !without_mx(d->record))
		return found(&at, id, ONCE);
	f = found(&domain, "dns-no-mx", ONCE);
	f->severity = SEVERITY_ERROR;
	return f;
}

static void diagnose_host(struct diagnosis *d, const char *host)
{
	const struct record *r = d->record;
	const char *id = NULL;
	const struct dns_query *q = deciding_query(r, host, &id);
	struct place at = about(d, q, host);
	struct finding *f;

	if (q == NULL)
		return;
	if (q->status == DNS_NODATA &&
	    r->interrupted) /* the other answer may have been on its way */
		return;
	if (has_address(r, host)) {
		if (!one_family_matters(q->status))
			return;
		f = found(&at, id, ONCE);
		f->severity = SEVERITY_WARNING;
	} else {
		f = found_nowhere(d, q, host, id);
	}
	show_queries(&at, f, host);
}

/* ---- MX ---- */

/* An address, or what no host can be called. With underscores some are, and resolve. */
static bool is_no_host(const char *target)
{
	const char *fault = host_fault(target);

	return address_family(target) != 0 || (fault != NULL && strcmp(fault, "underscore") != 0);
}

static void diagnose_mx_targets(const struct place *at)
{
	LIST_EACH (struct dns_answer, a, &at->query->answers) {
		struct finding *f;

		if (!is_mx(a))
			continue;
		if (strcmp(mx_target(a), ".") == 0) {
			f = found(at, "dns-null-mx", ONCE);
		} else if (is_no_host(mx_target(a))) {
			f = found(at, "dns-mx-broken", ONCE);
		} else {
			continue;
		}
		show(at, f, "dns", "%s MX %s", at->query->name, text_safe(at->d->arena, a->data));
	}
}

static void diagnose_mx(struct diagnosis *d, const struct dns_query *q)
{
	struct place at = about(d, q, q->name);
	/* NODATA: RFC 5321 section 5.1 takes the domain itself for its MX */
	const char *id = q->status == DNS_NODATA ? "dns-no-mx" : dns_answer_id(q->status);

	if (q->status == DNS_OK)
		diagnose_mx_targets(&at);
	else
		show_query(&at, found(&at, id, ONCE), q);
}

/* Whose submission server was to be found in the DNS, which told nothing at all. */
static void diagnose_mailbox(struct diagnosis *d)
{
	const struct record *r = d->record;

	if (r->purpose == PURPOSE_MX || r->addresses.n > 0)
		return;
	LIST_EACH (struct dns_query, q, &r->queries) {
		struct place at = about(d, q, q->name);
		const char *id = dns_answer_id(q->status);

		if (asks_address(q))
			return;
		if (id != NULL && q->status != DNS_NODATA && q->status != DNS_NXDOMAIN)
			show_query(&at, found(&at, id, ONCE), q);
	}
}

/* ---- what came out ---- */

static bool in_dns(const struct record *r, const char *address)
{
	LIST_EACH (struct dns_query, q, &r->queries)
		LIST_EACH (struct dns_answer, a, &q->answers)
			if (bytes_is(a->data, address))
				return true;
	return false;
}

static void diagnose_address(struct diagnosis *d, const struct address *a)
{
	struct place at = {.d = d, .host = a->host, .address = a->address};

	if (a->host == NULL || !public_name(a->host))
		return;
	if (a->source == ADDRESS_HOSTS && !in_dns(d->record, a->address))
		show(&at, found(&at, "dns-hosts-override", ONCE), "dns",
		     "%s is %s in the hosts file", a->host, a->address);
	if (a->source == ADDRESS_DNS && private_address(a->address))
		show(&at, found(&at, "dns-private-address", ONCE), "dns", "%s is %s in DNS",
		     a->host, a->address);
}

/* ---- nobody to ask ---- */

/* Not one server of the DNS has a route from here. A proxy's name is not the target's. */
static bool cut_off(const struct diagnosis *d)
{
	if (record_is_proxied(d->record))
		return false;
	LIST_EACH (struct dns_query, q, &d->record->queries) {
		if (q->status != DNS_NO_ROUTE)
			return false;
	}
	return d->record->queries.n > 0 && d->record->sessions.n == 0;
}

bool diagnose_offline(struct diagnosis *d)
{
	struct place at = {.d = d};
	struct finding *f;

	if (!cut_off(d))
		return false;
	f = found(&at, "net-offline", ONCE);
	LIST_EACH (struct dns_query, q, &d->record->queries)
		show_query(&at, f, q);
	LIST_EACH (struct string_item, it, &d->record->resolvers)
		show(&at, f, "dns", "no route to the resolver %s", it->s);
	return true;
}

void diagnose_dns(struct diagnosis *d)
{
	const struct record *r = d->record;

	if (r->name_fault != NULL) {
		struct place at = {.d = d, .why = fault_words(r->name_fault)};

		show(&at, found(&at, "dns-name-invalid", ONCE), "note", "\"%s\"",
		     r->input != NULL ? r->input : r->host);
		return;
	}
	if (diagnose_offline(d))
		return;
	LIST_EACH (struct dns_query, q, &r->queries) {
		if (r->purpose == PURPOSE_MX && strcmp(q->type, "MX") == 0)
			diagnose_mx(d, q);
		else if (asks_address(q) && !record_is_proxied(r) && !is_control_host(r, q->name))
			diagnose_host(d, q->name);
	}
	diagnose_mailbox(d);
	LIST_EACH (struct address, a, &r->addresses)
		if (!is_control_host(r, a->host))
			diagnose_address(d, a);
}
