/* The certificate: name, dates, trust, chain and strength judged apart, because each has another
 * remedy and another owner. */
#include "interpret/certificate.h"
#include "interpret/facts.h"

#include <string.h>

#define DAY_MS INT64_C(86400000)

/* ---- what may be wrong ---- */

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

static void show_dates(const struct place *at, struct finding *f)
{
	show_leaf(at, f);
	LIST_EACH (struct certificate, c, &at->stage->tls->chain)
		show(at, f, "certificate", "%s: valid from %s to %s", subject_of(c),
		     show_date(at, c->not_before), show_date(at, c->not_after));
}

static void show_stranger(const struct place *at, struct finding *f)
{
	show_reply(at, f, &session_stage(at->session, STAGE_BANNER)->reply);
	show_names(at, f);
}

static const struct rule not_yet[] = {
	{not_yet_valid, "cert-not-yet-valid", PER_PORT, show_dates},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule elsewhere[] = {
	{redirected, "net-redirected", PER_PORT, show_stranger},
	{NULL, NULL, ONCE, NULL},
};

static const struct rule last_days[] = {
	{expiring, "cert-expiring", PER_PORT, show_dates},
	{NULL, NULL, ONCE, NULL},
};

/* ---- whose time is over ---- */

/* Of what the path was verified with: an authority of this machine's store has dates, too. */
static const struct chain_link *expired_anchor(const struct place *at)
{
	LIST_EACH (const struct chain_link, link, &at->stage->tls->verified)
		if (link->from == LINK_STORE && link->not_after != 0 &&
		    link->not_after < at->d->record->started)
			return link;
	return NULL;
}

static struct finding *found_expired(const struct place *at)
{
	const struct certificate *c = first_to_end(at->stage->tls);
	const struct chain_link *anchor = expired_anchor(at);
	const struct session *other = renewed_elsewhere(at);
	struct place with = *at;
	struct finding *f;

	if (!expired(at))
		return NULL;
	if (other != NULL) {
		with.why = place_name(&(struct place){.d = at->d, .session = other});
		f = found_case(&with, "cert-expired", "renewed", PER_PORT);
	} else if (c != NULL && c != leaf_of(at) && c->not_after < at->d->record->started) {
		with.why = short_name(at, subject_of(c));
		f = found_case(&with, "cert-expired", "member", PER_PORT);
	} else if (anchor != NULL && c != NULL && c->not_after > at->d->record->started) {
		with.why =
			arena_printf(at->d->arena, "%s, until %s",
				     short_name(at, anchor->subject != NULL ? anchor->subject : ""),
				     show_date(at, anchor->not_after));
		f = found_case(&with, "cert-expired", "root", PER_PORT);
	} else {
		f = found(at, "cert-expired", PER_PORT);
	}
	show_dates(at, f);
	return f;
}

/* ---- each on its own ---- */

/* The order of the verdict: without a trust store, behind an inspecting product or of a certificate
 * that is broken nothing else says much about the server. */
static bool comes_first(const struct finding *f)
{
	static const char *const ids[] = {"cert-no-trust-store", "cert-intercepted", "cert-broken"};

	for (size_t i = 0; f != NULL && i < sizeof(ids) / sizeof(ids[0]); i++)
		if (strcmp(f->id, ids[i]) == 0)
			return true;
	return false;
}

static struct finding *first_of(struct finding *const faults[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (faults[i] != NULL)
			return faults[i];
	return NULL;
}

/* All that hold; the one that a verdict names. */
static struct finding *found_faults(const struct place *at)
{
	struct finding *dated = found_expired(at), *early = first_rule(at, not_yet);
	struct finding *named = found_name_mismatch(at), *trusted = found_distrust(at);
	struct finding *const faults[] = {dated, early, named, trusted, found_wrong_usage(at)};

	return comes_first(trusted) ? trusted
				    : first_of(faults, sizeof(faults) / sizeof(faults[0]));
}

void diagnose_cert(const struct place *at)
{
	struct finding *f;

	if (at->stage->tls == NULL || !at->stage->tls->judged)
		return;
	f = first_rule(at, elsewhere);
	if (f != NULL) { /* what else is wrong with it is no business of ours */
		blame(at, f);
		return;
	}
	f = found_faults(at);
	found_weak(at);
	found_wrong_order(at);
	if (failed_with(at->stage, FAILURE_CERTIFICATE) && f != NULL)
		blame(at, f);
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
