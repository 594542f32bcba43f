/* The OCSP response beside the certificate: revoked, or of no use where one is due. That none came
 * where none was promised is nothing to speak of. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"

#include "base/clock.h"

#include <string.h>

static const struct staple *staple_of(const struct place *at)
{
	return at->stage->tls->staple;
}

static bool must_staple(const struct place *at)
{
	const struct certificate *c = (const void *)at->stage->tls->chain.first;

	return c != NULL && c->must_staple;
}

static const char *minute(const struct place *at, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	if (date == 0)
		return "never";
	clock_text(date, text);
	return arena_printf(at->d->arena, "%.10s %.5s UTC", text, text + strlen("2026-11-21T"));
}

static void show_response(const struct place *at, struct finding *f)
{
	const struct staple *s = staple_of(at);
	const char *status = staple_status_names[s->status];

	if (s->fault != NULL)
		show(at, f, "certificate", "%s: OCSP response: %s: %s", place_name(at), status,
		     s->fault);
	else
		show(at, f, "certificate", "%s: OCSP response: %s", place_name(at), status);
	if (s->this_update != 0)
		show(at, f, "certificate", "OCSP response of %s, until %s",
		     minute(at, s->this_update), minute(at, s->next_update));
}

/* ---- revoked ---- */

/* The reasons of RFC 5280 section 5.3.1 in words, and what each calls for. */
static const struct reason {
	const char *word, *meaning, *of_case; /* NULL: the entry's own words */
} reasons[] = {
	{"keyCompromise", "key compromised", "key-lost"},
	{"cACompromise", "its authority compromised", "key-lost"},
	{"aACompromise", "its authority compromised", "key-lost"},
	{"superseded", "superseded by a newer one", "replaced"},
	{"affiliationChanged", "affiliation changed", "withdrawn"},
	{"cessationOfOperation", "operation has ceased", "withdrawn"},
	{"privilegeWithdrawn", "right to it withdrawn", "withdrawn"},
	{"certificateHold", "on hold", "on-hold"},
};

static const struct reason *reason_of(const struct staple *s)
{
	static const struct reason none = {"unspecified", "no reason given", NULL};

	for (size_t i = 0; s->reason != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].word, s->reason) == 0)
			return &reasons[i];
	return &none;
}

static struct finding *found_revoked(const struct place *at)
{
	const struct reason *reason = reason_of(staple_of(at));
	struct place with = *at;
	struct finding *f;

	with.why = reason->meaning;
	f = found_case(&with, "cert-revoked", reason->of_case, PER_PORT);
	show(at, f, "certificate", "%s: revoked on %s: %s", place_name(at),
	     minute(at, staple_of(at)->revoked_at), reason->meaning);
	show_response(at, f);
	return f;
}

/* ---- of no use ---- */

static const struct {
	const char *fault, *meaning, *of_case; /* NULL: the entry's own words */
} faults[] = {
	{"out-of-date", NULL, "out-of-date"},
	{"try-later", "try later", "responder-error"},
	{"internal-error", "internal error", "responder-error"},
	{"unauthorized", "not the responder for this certificate", "responder-error"},
	{"malformed-request", "the question was malformed", "responder-error"},
	{"signature-required", "the question had to be signed", "responder-error"},
	{"signature", "the authority has not signed it", NULL},
	{"signer-not-appointed", "its signer may not sign such", NULL},
	{"signer-out-of-date", "the certificate of its signer is out of date", NULL},
	{"other-certificate", "it is about another certificate", NULL},
	{"malformed", "it is no OCSP response", NULL},
	{"too-long", "it is far too long", NULL},
};

/* "until 2026-11-20 10:00 UTC" */
static const char *time_limit(const struct place *at)
{
	const struct staple *s = staple_of(at);
	int64_t now = at->d->record->started;

	if (s->this_update > now && now != 0)
		return arena_printf(at->d->arena, "it holds only from %s",
				    minute(at, s->this_update));
	if (s->next_update == 0)
		return arena_printf(at->d->arena, "it is of %s", minute(at, s->this_update));
	return arena_printf(at->d->arena, "it held until %s", minute(at, s->next_update));
}

static struct finding *found_useless(const struct place *at)
{
	const struct staple *s = staple_of(at);
	const char *of_case = s->status == STAPLE_UNKNOWN ? "unknown" : NULL;
	struct place with = *at;

	for (size_t i = 0; s->fault != NULL && i < sizeof(faults) / sizeof(faults[0]); i++)
		if (strcmp(faults[i].fault, s->fault) == 0) {
			with.why = faults[i].meaning != NULL ? faults[i].meaning : time_limit(at);
			of_case = faults[i].of_case;
		}
	return found_case(&with, "cert-staple-invalid", of_case, PER_PORT);
}

static void note_useless(const struct place *at)
{
	struct finding *f = found_useless(at);

	show_response(at, f);
	if (!must_staple(at))
		return;
	f->severity = SEVERITY_ERROR;
	show(at, f, "certificate", "the certificate demands a good one (must-staple)");
}

static void note_missing(const struct place *at)
{
	struct finding *f = found(at, "cert-staple-missing", PER_PORT);

	show(at, f, "certificate", "%s: TLS feature must-staple, and no OCSP response",
	     place_name(at));
}

/* ---- all of it ---- */

/* Whom nobody trusts has a graver fault than what it says of itself. */
static void note_revoked(const struct place *at)
{
	struct finding *f = found_revoked(at);

	if (failed_with(at->stage, FAILURE_CERTIFICATE) && at->stage->tls->trusted)
		blame(at, f);
}

/* Whose link to an authority is missing has that fault, and its response may be a good one. */
static bool unverifiable(const struct staple *s)
{
	return s->fault != NULL && strcmp(s->fault, "issuer-unknown") == 0;
}

void diagnose_staple(const struct place *at)
{
	if (at->stage->tls == NULL || !at->stage->tls->judged)
		return;
	if (staple_of(at) == NULL) {
		if (must_staple(at))
			note_missing(at);
	} else if (staple_of(at)->status == STAPLE_REVOKED) {
		note_revoked(at);
	} else if (staple_of(at)->status != STAPLE_GOOD && !unverifiable(staple_of(at))) {
		note_useless(at);
	}
}
