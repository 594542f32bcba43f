/* The certificate: name, dates, trust, chain and strength judged apart, because each has another
 * remedy and another owner. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/incomplete_chain.h"
#include "interpret/interception.h"

#include "base/clock.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)

static const struct certificate *leaf(const struct place *at)
{
	return (const struct certificate *)(const void *)at->stage->tls->chain.first;
}

static const char *date(const struct place *at, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_copy(at->d->arena, clock_text(ms, text), strlen("2026-11-21"));
}

/* ---- what may be wrong ---- */

static bool untrusted(const struct place *at)
{
	return !at->stage->tls->trusted;
}

static bool no_trust_store(const struct place *at)
{
	return untrusted(at) && at->stage->tls->anchors <= 0;
}

static bool expired(const struct place *at)
{
	return at->stage->tls->expired;
}

static bool not_yet_valid(const struct place *at)
{
	return at->stage->tls->not_yet_valid;
}

static bool wrong_name(const struct place *at)
{
	return !at->stage->tls->name_ok;
}

/* The greeting is not the one that the provider gives, and the certificate is not for it either:
 * each alone may change or be wrong, both together are somebody else's server. */
static bool redirected(const struct place *at)
{
	const struct stage *banner = session_stage(at->session, STAGE_BANNER);
	const struct regex *expected = at->d->provider->banner;

	return expected != NULL && wrong_name(at) && banner != NULL && banner->reply.text.n > 0 &&
	       !knowledge_match(at->d->know, expected, banner->reply.text.p, banner->reply.text.n);
}

static bool self_signed(const struct place *at)
{
	return untrusted(at) && leaf(at) != NULL && leaf(at)->self_signed;
}

static bool weak(const struct place *at)
{
	return at->stage->tls->weak;
}

static bool ends_within(const struct place *at, int days)
{
	const struct certificate *c = first_to_end(at->stage->tls);

	return !expired(at) && c != NULL && c->not_after != 0 && /* known, then */
	       c->not_after - at->d->record->started < days * DAY_MS;
}

static bool expiring(const struct place *at)
{
	const struct cert_days *days = &at->d->record->cert_days;

	return ends_within(at, days->warn) || ends_within(at, days->critical);
}

/* ---- its evidence ---- */

static void show_leaf(const struct place *at, struct finding *f)
{
	const struct certificate *c = leaf(at);

	if (c == NULL)
		return;
	show(at, f, "certificate", "%s: %s, issued by %s", place_name(at),
	     c->subject != NULL ? c->subject : "no subject",
	     c->issuer != NULL ? c->issuer : "nobody");
}

static void show_dates(const struct place *at, struct finding *f)
{
	show_leaf(at, f);
	LIST_EACH (struct certificate, c, &at->stage->tls->chain)
		show(at, f, "certificate", "%s: valid from %s to %s",
		     c->subject != NULL ? c->subject : "no subject", date(at, c->not_before),
		     date(at, c->not_after));
}

static void show_names(const struct place *at, struct finding *f)
{
	const struct certificate *c = leaf(at);
	size_t n = 0;

	show_leaf(at, f);
	if (c == NULL)
		return;
	LIST_EACH (struct bytes_item, it, &c->names)
		if (n++ < 10)
			show(at, f, "certificate", "valid for %s", text_safe(at->d->arena, it->b));
}

static void show_stranger(const struct place *at, struct finding *f)
{
	show_reply(at, f, &session_stage(at->session, STAGE_BANNER)->reply);
	show_names(at, f);
}

static void show_store(const struct place *at, struct finding *f)
{
	const struct tls_facts *t = at->stage->tls;

	show_leaf(at, f);
	show(at, f, "note", "trust store: %s, %d certificates",
	     t->trust_store != NULL ? t->trust_store : "none", t->anchors < 0 ? 0 : t->anchors);
}

static void show_strength(const struct place *at, struct finding *f)
{
	LIST_EACH (struct certificate, c, &at->stage->tls->chain)
		show(at, f, "certificate", "%s: %s %d bits, signed with %s",
		     c->subject != NULL ? c->subject : "no subject", c->key != NULL ? c->key : "?",
		     c->key_bits, c->signature != NULL ? c->signature : "?");
}

/* Why it is not trusted: one of these, the most telling first. */
static const struct rule without_store[] = {
	{no_trust_store, "cert-no-trust-store", PER_PORT, show_store},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule trust[] = {
	{self_signed, "cert-self-signed", PER_PORT, show_store},
	{untrusted, "cert-untrusted", PER_PORT, show_store},
	{NULL, NULL, ONCE, NULL},
};

/* Each on its own; the first is the one that a verdict names. */
static const struct rule dates_and_name[] = {
	{expired, "cert-expired", PER_PORT, show_dates},
	{not_yet_valid, "cert-not-yet-valid", PER_PORT, show_dates},
	{wrong_name, "cert-name-mismatch", PER_PORT, show_names},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule elsewhere[] = {
	{redirected, "net-redirected", PER_PORT, show_stranger},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule remarks[] = {
	{weak, "cert-weak", PER_PORT, show_strength},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule last_days[] = {
	{expiring, "cert-expiring", PER_PORT, show_dates},
	{NULL, NULL, ONCE, NULL},
};

static struct finding *distrusted(const struct place *at)
{
	struct finding *f = first_rule(at, without_store);

	if (f == NULL)
		f = found_interception(at);
	if (f == NULL && !self_signed(at))
		f = found_incomplete(at);
	return f != NULL ? f : first_rule(at, trust);
}

/* The order of the verdict: without a trust store or behind an inspecting product nothing else
 * about the certificate says much about the server. */
static struct finding *worst(struct finding *dated, struct finding *trusted)
{
	static const char *const first[] = {"cert-no-trust-store", "cert-intercepted"};

	for (size_t i = 0; trusted != NULL && i < sizeof(first) / sizeof(first[0]); i++)
		if (strcmp(trusted->id, first[i]) == 0)
			return trusted;
	return dated != NULL ? dated : trusted;
}

void diagnose_cert(const struct place *at)
{
	struct finding *dated, *trusted, *stranger;

	if (at->stage->tls == NULL || !at->stage->tls->judged)
		return;
	stranger = first_rule(at, elsewhere);
	if (stranger != NULL) { /* what else is wrong with it is no business of ours */
		blame(at, stranger);
		return;
	}
	dated = every_rule(at, dates_and_name);
	trusted = distrusted(at);
	every_rule(at, remarks);
	if (failed_with(at->stage, FAILURE_CERTIFICATE) && worst(dated, trusted) != NULL)
		blame(at, worst(dated, trusted));
}

void diagnose_expiry(const struct place *at)
{
	struct finding *f;

	if (at->stage == NULL || at->stage->tls == NULL || !at->stage->tls->judged ||
	    redirected(at))
		return;
	f = first_rule(at, last_days);
	if (f == NULL || !ends_within(at, at->d->record->cert_days.critical))
		return;
	f->severity = SEVERITY_ERROR;
	blame(at, f);
}
