/* What stands at each DKIM selector. A key that mail is signed with for certain (the user names its
 * selector, a provider has it) is judged as it is; any other may be one that was left behind, and
 * is no error while the domain has a key that works. */
#include "interpret/diagnose_domain_dkim.h"

#include "record/words.h"

#include <string.h>

enum { SHOWN_TEXT = 120, SHOWN_FAULT = 24 };

static const char rebuild[] =
	"the public half of the key that the server signs with: openssl rsa -in PRIVATE.pem "
	"-pubout -outform DER | openssl base64 -A prints what follows \"v=DKIM1; k=rsa; p=\"";

/* The user names it, or a provider of the domain signs with it: mail is sent with this key. Others
 * may have been left behind. */
static bool is_used(const struct dkim_selector *it)
{
	return it->source == DKIM_ASKED || it->source == DKIM_PROVIDER;
}

/* ---- evidence ---- */

void show_dkim_alias(const struct place *at, struct finding *f, const struct dkim_selector *it)
{
	if (it->alias != NULL)
		show(at, f, "dns", "%s is an alias of %s", it->host, it->alias);
	if (it->target != NULL && strcmp(it->target, it->alias) != 0)
		show(at, f, "dns", "... which leads to %s", it->target);
}

static void show_fault(const struct place *at, struct finding *f, const struct dkim_key *k)
{
	struct bytes rest;

	if (k->fault_at < 0 || (size_t)k->fault_at >= k->text.n)
		return;
	rest = (struct bytes){k->text.p + k->fault_at, k->text.n - (size_t)k->fault_at};
	show(at, f, "dns", "at character %d: %s", k->fault_at + 1,
	     shortened(at->d->arena, rest, SHOWN_FAULT));
}

static void show_key(const struct place *at, struct finding *f, const struct dkim_selector *it,
		     const struct dkim_key *k)
{
	show_dkim_alias(at, f, it);
	show(at, f, "dns", "%s TXT %s", it->host, shortened(at->d->arena, k->text, SHOWN_TEXT));
	show_fault(at, f, k);
	if (it->alias != NULL)
		show(at, f, "note", "the record is not in this zone: who runs %s has to mend it",
		     it->target);
}

/* ---- what to publish ---- */

/* Behind an alias the record is somebody else's; a wildcard's answer is for all names. */
static void publish_key(const struct place *at, struct finding *f, const struct dkim_selector *it,
			const char *value)
{
	if (it->by_wildcard)
		show(at, f, "note", "a wildcard record of the zone gives this answer to any name");
	if (it->alias == NULL && it->source != DKIM_WILDCARD)
		publish(at, f, it->by_wildcard ? PUBLISH_ADD : PUBLISH_REPLACE, it->host, "TXT",
			value, value == NULL ? rebuild : NULL);
}

/* ---- one key ---- */

static enum severity weight(const struct study *s, const struct dkim_selector *it)
{
	return it->source == DKIM_ASKED || s->dkim.usable == 0 ? SEVERITY_ERROR : SEVERITY_WARNING;
}

static const struct {
	const char *id, *of_case;
} unusable[] = {
	[DKIM_FOREIGN] = {"dkim-syntax", "no-key"},
	[DKIM_SYNTAX] = {"dkim-syntax", NULL},
	[DKIM_REVOKED] = {"dkim-revoked", NULL},
	[DKIM_BROKEN] = {"dkim-key-broken", NULL},
	[DKIM_OTHER_TYPE] = {"dkim-key-type", NULL},
	[DKIM_WEAK] = {"dkim-key-weak", NULL},
	[DKIM_RESTRICTED] = {"dkim-key-restricted", NULL},
	[DKIM_USABLE] = {NULL, NULL},
};

/* Guessed names answer with texts of another use, and keys of another service (TLS reports). */
static bool concerns_nobody(const struct dkim_selector *it, const struct dkim_key *k)
{
	return !is_used(it) && (k->verdict == DKIM_FOREIGN || k->verdict == DKIM_RESTRICTED);
}

/* An empty p= is a decision, and a good one for a key that is no longer used. */
static enum severity weight_of_revoked(const struct study *s, const struct dkim_selector *it)
{
	if (it->source == DKIM_ASKED)
		return SEVERITY_ERROR;
	return it->source == DKIM_PROVIDER && s->dkim.usable == 0 && !sends_nothing(s)
		       ? SEVERITY_WARNING
		       : SEVERITY_NOTICE;
}

static void diagnose_unusable(const struct place *at, const struct study *s,
			      const struct dkim_selector *it, const struct dkim_key *k)
{
	const char *of_case = k->cut ? "cut" : unusable[k->verdict].of_case;
	struct finding *f;

	if (concerns_nobody(it, k) ||
	    (k->verdict == DKIM_REVOKED &&
	     (it->source == DKIM_WILDCARD || (it->source == DKIM_USUAL && s->dkim.usable > 0))))
		return;
	f = found_case(at, unusable[k->verdict].id, of_case, PER_NAME);
	f->severity = k->verdict == DKIM_REVOKED ? weight_of_revoked(s, it) : weight(s, it);
	show_key(at, f, it, k);
	publish_key(at, f, it, k->mended);
}

static const char *length_case(const struct dkim_key *k)
{
	if (k->bits == 0)
		return NULL;
	return k->bits < DKIM_BITS_GOOD ? "short" : k->bits > DKIM_BITS_MAX ? "long" : NULL;
}

/* It works, and something about it is worth a word. */
static void diagnose_usable(struct place at, const struct dkim_selector *it,
			    const struct dkim_key *k)
{
	const char *length = length_case(k);
	struct finding *f;

	if (length != NULL) {
		at.why = arena_printf(at.d->arena, "%d bits", k->bits);
		f = found_case(&at, "dkim-key-weak", length, PER_NAME);
		f->severity = SEVERITY_NOTICE;
		show_key(&at, f, it, k);
	}
	if (!k->testing)
		return;
	at.why = "t=y";
	f = found(&at, "dkim-testing", PER_NAME);
	show_key(&at, f, it, k);
	publish_key(&at, f, it, dkim_key_in_earnest(at.d->arena, k));
}

/* ---- several records ---- */

static const char *only_usable(const struct dkim_selector *it)
{
	const char *text = NULL;

	LIST_EACH (const struct dkim_key, k, &it->records) {
		if (k->verdict != DKIM_USABLE)
			continue;
		if (text != NULL)
			return NULL;
		text = k->text.p;
	}
	return text;
}

static bool all_are(const struct dkim_selector *it, enum dkim_verdict verdict)
{
	LIST_EACH (const struct dkim_key, k, &it->records)
		if (k->verdict != verdict)
			return false;
	return true;
}

static void diagnose_several(const struct place *at, const struct study *s,
			     const struct dkim_selector *it)
{
	struct finding *f;

	if (all_are(it, DKIM_FOREIGN) && !is_used(it))
		return;
	f = found(at, "dkim-several-records", PER_NAME);
	f->severity = weight(s, it);
	show_dkim_alias(at, f, it);
	LIST_EACH (const struct dkim_key, k, &it->records)
		show(at, f, "dns", "%s TXT %s (%s)", it->host,
		     shortened(at->d->arena, k->text, SHOWN_TEXT),
		     k->fault != NULL ? k->fault : "a usable key");
	publish_key(at, f, it, only_usable(it));
}

/* ---- one selector ---- */

static void diagnose_records(struct place at, const struct study *s, const struct dkim_selector *it)
{
	const struct dkim_key *first = (const void *)it->records.first;

	at.why = arena_printf(at.d->arena, "%zu", it->records.n);
	if (it->records.n > 1) {
		diagnose_several(&at, s, it);
	} else if (first->verdict == DKIM_USABLE) {
		diagnose_usable(at, it, first);
	} else {
		at.why = first->fault;
		diagnose_unusable(&at, s, it, first);
	}
}

static void diagnose_missing(struct place at, const struct study *s, const struct dkim_selector *it)
{
	struct finding *f;

	if (it->source != DKIM_ASKED)
		return;
	at.why = it->query->status == DNS_NXDOMAIN ? "there is no such name"
						   : "the name is there, without a TXT record";
	f = found(&at, "dkim-selector-missing", PER_NAME);
	show(&at, f, "dns", "%s TXT: %s", it->host, dns_status_words[it->query->status]);
	if (it->rules != NULL)
		publish_dkim_alias(&at, f, it, PUBLISH_ADD, s->domain);
	else
		publish(&at, f, PUBLISH_ADD, it->host, "TXT", NULL, rebuild);
}

static void diagnose_unanswered(struct place at, const struct study *s,
				const struct dkim_selector *it)
{
	struct finding *f;

	if (!is_used(it) || it->query == &view_not_asked)
		return;
	at.why = no_answer(it->query);
	f = found(&at, "dkim-lookup-failed", PER_NAME);
	if (s->dkim.usable > 0 && it->source != DKIM_ASKED)
		f->severity = SEVERITY_NOTICE;
	show_dkim_alias(&at, f, it);
	show(&at, f, "dns", "%s TXT: %s", it->host, at.why);
}

static void diagnose_selector(struct diagnosis *d, const struct study *s,
			      const struct dkim_selector *it)
{
	const struct place at = {
		.d = d,
		.query = it->query,
		.host = it->source == DKIM_WILDCARD
				? arena_printf(d->arena, "*._domainkey.%s", s->domain)
				: it->host,
	};

	if (it->state == DKIM_FOUND)
		diagnose_records(at, s, it);
	else if (it->state == DKIM_ABSENT)
		diagnose_missing(at, s, it);
	else if (it->state == DKIM_UNANSWERED)
		diagnose_unanswered(at, s, it);
}

void diagnose_domain_dkim(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct dkim_selector, it, &s->dkim.selectors)
		diagnose_selector(d, s, it);
	diagnose_dkim_providers(d, s);
}
