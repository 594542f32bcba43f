/* TLSA records: what each of them says of the chain, and who has to keep mail back for it. Servers
 * that send mail defer it (RFC 7672); programs that submit mail rarely look. */
#include "interpret/dane.h"

#include "domain/host.h"
#include "interpret/facts.h"
#include "interpret/publish.h"
#include "record/dnssec.h"

#include <string.h>

enum { SHOWN_MAX = 8, SHOWN_DIGITS = 16 };

static const struct dane_facts *dane_at(const struct place *at)
{
	return at->stage == NULL || at->stage->tls == NULL ? NULL : at->stage->tls->dane;
}

static bool between_servers(const struct place *at)
{
	return at->d->record->purpose == PURPOSE_MX;
}

/* ---- evidence ---- */

const char dane_caution[] = "compare it with the key on the server itself";

/* The words of net/dane.h. */
static const struct {
	const char *why, *words;
} reasons[] = {
	{"usage-pkix", "usages 0 and 1 do not count for mail servers"},
	{"unknown-usage", "no such usage"},
	{"unknown-selector", "no such selector"},
	{"unknown-matching-type", "no such matching type"},
	{"no-data", "it has no data"},
	{"wrong-length", "a digest of another length"},
	{"too-long", "longer than any certificate"},
	{"no-certificate", "its data are no certificate"},
	{"no-key", "its data are no public key"},
	{"weaker-digest", "another record has a stronger digest"},
	{"other-certificate", "the server shows another certificate"},
	{"other-key", "the server's certificate has another key"},
	{"not-in-chain", "the server does not send that CA"},
	{"path", "the certificate does not lead to that CA"},
	{"enough", "not looked at: too many records and CAs"},
	{"expired", "that CA, but a certificate below it has expired"},
	{"not-yet-valid", "that CA, but a certificate below it is not valid yet"},
	{"name", "that CA, but a certificate for another name"},
};

const char *dane_reason(const char *why)
{
	for (size_t i = 0; why != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].why, why) == 0)
			return reasons[i].words;
	return why != NULL ? why : "fits";
}

static const char *kind(const struct place *at, const struct tlsa *t)
{
	return arena_printf(at->d->arena, "%d %d %d", t->usage, t->selector, t->matching);
}

static void show_record(const struct place *at, struct finding *f, const struct tlsa *t)
{
	const char *data = t->data != NULL ? t->data : "";

	show(at, f, "dns", "TLSA %s %.*s%s: %s", kind(at, t), SHOWN_DIGITS, data,
	     strlen(data) > SHOWN_DIGITS ? "..." : "", dane_reason(t->why));
}

static void show_records(const struct place *at, struct finding *f)
{
	const struct dane_facts *d = dane_at(at);
	int n = 0;

	show(at, f, "dns", "%s: TLSA records of %s: %zu", place_name(at),
	     d->name != NULL ? d->name : "?", d->records.n);
	LIST_EACH (const struct tlsa, t, &d->records)
		if (n++ < SHOWN_MAX)
			show_record(at, f, t);
	if (d->fitting != NULL)
		show(at, f, "certificate", "its record would be: %s IN TLSA %s",
		     d->name != NULL ? d->name : "?", d->fitting);
	if (d->fitting != NULL && d->name != NULL)
		publish(at, f, PUBLISH_REPLACE, d->name, "TLSA", d->fitting, dane_caution);
}

void show_dane(const struct place *at, struct finding *f)
{
	const struct stage *st = session_stage(at->session, STAGE_TLS);
	const struct dane_facts *d = st == NULL || st->tls == NULL ? NULL : st->tls->dane;

	if (!dane_authenticates(d))
		return;
	LIST_EACH (const struct tlsa, t, &d->records)
		if (t->verdict == TLSA_MATCHES)
			show(at, f, "note", "%s: authenticated by DANE, TLSA %s", place_name(at),
			     kind(at, t));
}

/* ---- the lookup ---- */

/* "_25._tcp." and the host, or what CNAMEs lead to. */
static bool is_for(const struct record *r, const struct dns_query *q, const struct session *s)
{
	struct arena *a = arena_new();
	const char *label = arena_printf(a, "_%d._tcp.", s->port);
	size_t n = strlen(label);
	bool same = strncmp(q->name, label, n) == 0 &&
		    (text_casecmp(q->name + n, s->host) == 0 ||
		     text_casecmp(q->name + n, host_expanded(r, s->host)) == 0);

	arena_free(a);
	return same;
}

static const struct dns_query *tlsa_query(const struct record *r, const struct session *s,
					  bool (*wanted)(const struct dns_query *q))
{
	LIST_EACH (const struct dns_query, q, &r->queries)
		if (strcmp(q->type, "TLSA") == 0 && is_for(r, q, s) && wanted(q))
			return q;
	return NULL;
}

static bool is_signed(const struct dns_query *q)
{
	return q->status == DNS_OK && q->ad;
}

static bool is_unanswered(const struct dns_query *q)
{
	return q->status != DNS_OK && q->status != DNS_NODATA && q->status != DNS_NXDOMAIN;
}

const struct dns_query *dane_promise(const struct record *r, const struct session *s)
{
	return r->resolver_trusted ? tlsa_query(r, s, is_signed) : NULL;
}

void show_promise(const struct place *at, struct finding *f)
{
	const struct dns_query *q = dane_promise(at->d->record, at->session);

	if (q != NULL)
		show(at, f, "dns", "%s has signed TLSA records: TLS must be there", q->name);
}

static enum dns_status answer_of(const struct place *at)
{
	const struct dns_query *q = tlsa_query(at->d->record, at->session, is_unanswered);

	return q == NULL ? DNS_TIMEOUT : q->status;
}

static void show_lookup(const struct place *at, struct finding *f)
{
	show(at, f, "dns", "%s TLSA: %s, while the addresses of %s are signed",
	     dane_at(at)->name != NULL ? dane_at(at)->name : "?", dns_status_names[answer_of(at)],
	     at->session->host);
}

/* ---- what it comes to ---- */

static bool signed_records(const struct place *at)
{
	return dane_binds(dane_at(at));
}

static bool nothing_usable(const struct place *at)
{
	const struct dane_facts *d = dane_at(at);

	return signed_records(at) && (size_t)dane_count(d, TLSA_UNUSABLE) == d->records.n;
}

static bool mismatch(const struct place *at)
{
	return dane_contradicts(dane_at(at));
}

static bool stale(const struct place *at)
{
	return dane_authenticates(dane_at(at)) && dane_count(dane_at(at), TLSA_DIFFERS) > 0;
}

static bool unanswered(const struct place *at)
{
	return dane_at(at)->state == DANE_BOGUS;
}

static const struct rule verdicts[] = {
	{mismatch, "dane-mismatch", PER_PORT, show_records},
	{unanswered, "dane-lookup-failed", PER_PORT, show_lookup},
	{stale, "dane-stale-record", PER_PORT, show_records},
	{NULL, NULL, ONCE, NULL},
};

static bool stops_mail(const struct place *at)
{
	return mismatch(at) || (unanswered(at) && dns_fails_everybody(answer_of(at)));
}

/* Records of a host below the domain in question are mended in its own zone. */
static void give_owner(const struct place *at, struct finding *f)
{
	const struct domain_facts *domain = at->d->record->domain;

	if (domain != NULL && host_is_below(at->session->host, domain->name))
		f->owner = OWNER_DOMAIN_ADMIN;
}

void diagnose_dane(const struct place *at)
{
	struct finding *f;

	if (dane_at(at) == NULL)
		return;
	f = first_rule(at, verdicts);
	if (nothing_usable(at)) {
		f = found_case(at, "dane-unusable", "records", PER_PORT);
		f->severity = SEVERITY_WARNING;
		show_records(at, f);
	}
	if (f != NULL)
		give_owner(at, f);
	if (f == NULL || f->severity < SEVERITY_ERROR)
		return;
	if (between_servers(at) && stops_mail(at))
		blame(at, f);
	else
		f->severity = SEVERITY_WARNING;
}

/* ---- what it makes good ---- */

/* What a TLSA record of the server's own certificate (usage 3) makes good, and one of its CA. */
static const struct {
	const char *id;
	bool by_ca;
} made_good[] = {
	{"cert-self-signed", true},	 {"cert-untrusted", true},
	{"cert-incomplete-chain", true}, {"cert-no-trust-store", true},
	{"cert-name-mismatch", true},	 {"cert-expired", false},
	{"cert-not-yet-valid", false},	 {"cert-expiring", false},
	{"cert-broken", false},		 {"cert-constraints", false},
	{"cert-wrong-usage", false},	 {"cert-wrong-order", true},
};

static bool names_the_certificate(const struct dane_facts *d)
{
	LIST_EACH (const struct tlsa, t, &d->records)
		if (t->verdict == TLSA_MATCHES && t->usage == 3)
			return true;
	return false;
}

static bool makes_good(const struct dane_facts *d, const struct finding *f)
{
	for (size_t i = 0; i < sizeof(made_good) / sizeof(made_good[0]); i++)
		if (strcmp(made_good[i].id, f->id) == 0)
			return made_good[i].by_ca || names_the_certificate(d);
	return false;
}

void dane_vouch(const struct place *at)
{
	if (!between_servers(at) || !dane_authenticates(dane_at(at)))
		return;
	LIST_EACH (struct finding, f, &at->d->out->findings) {
		if (f->session != at->session || f->stage != STAGE_TLS ||
		    !makes_good(dane_at(at), f))
			continue;
		f->severity = SEVERITY_NOTICE;
		show_dane(at, f);
		show(at, f, "note",
		     "servers that check DANE ask no public CA, and others take any "
		     "certificate");
		if (cause_of(at->d, at->session) == f)
			forgive(at);
	}
}
