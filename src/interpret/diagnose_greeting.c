/* What stands before EHLO: silence, another protocol, a refusal, a censor. */
#include "interpret/between.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/inspection.h"
#include "interpret/stall.h"

#include <string.h>

/* Programs give up on a greeting after five to ten seconds; RFC 5321 allows the server 300. */
enum { LATE_MS = 5000, FIRST_BYTES_MAX = 120 };

/* ---- why there was none ---- */

static bool tls_on_arrival(const struct place *at)
{
	const struct session *retry = retry_of(at->d->record, at->session, "tls-mode");

	if (at->session->mode == TLS_MODE_IMPLICIT)
		return false;
	return tls_like(at->stage->detail) ||
	       (retry != NULL && retry->mode == TLS_MODE_IMPLICIT && agreed_version(retry) != NULL);
}

static bool came_after_client(const struct place *at)
{
	return at->stage->banner != NULL && at->stage->banner->after_client;
}

static bool nothing_came(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage);
}

static bool not_smtp(const struct place *at)
{
	return failed_with(at->stage, FAILURE_PROTOCOL) || failed_with(at->stage, FAILURE_TOO_LONG);
}

static void show_end(const struct place *at, struct finding *f)
{
	if (cut_off(at))
		show(at, f, "network", "%s: connection closed%s without a greeting%s%s",
		     place_name(at), time_taken(at, " after "), at->stage->detail.n > 0 ? ": " : "",
		     text_safe(at->d->arena, at->stage->detail));
	else
		show(at, f, "network", "%s: no greeting%s", place_name(at),
		     time_taken(at, " within "));
	if (!came_after_client(at))
		show_stall(at, f);
}

/* A proxy waits every time; a queue has room again. */
static void show_after_client(const struct place *at, struct finding *f)
{
	const struct session *again = retry_of(at->d->record, at->session, "again");
	const struct stage *banner = again == NULL ? NULL : session_stage(again, STAGE_BANNER);

	show_end(at, f);
	if (banner != NULL && banner->banner != NULL && banner->banner->after_client)
		show(at, f, "network", "%s: a second connection had to speak first, too",
		     place_name(at));
}

static void show_tls_found(const struct place *at, struct finding *f)
{
	const struct session *retry = retry_of(at->d->record, at->session, "tls-mode");

	if (tls_like(at->stage->detail))
		show(at, f, "tls", "%s: a TLS record came where a greeting was due",
		     place_name(at));
	else
		show(at, f, "tls", "%s: no greeting, but TLS spoken at once gives %s",
		     place_name(at), agreed_version(retry));
}

static void show_spoken(const struct place *at, struct finding *f)
{
	const struct box *b = spoken_protocol(at->d, at->session);

	if (b != NULL)
		show(at, f, "network", "%s speaks %s", place_name(at), b->title);
}

static void show_protocol(const struct place *at, struct finding *f)
{
	struct bytes first = at->stage->detail;

	show_spoken(at, f);
	if (first.n > FIRST_BYTES_MAX)
		first.n = FIRST_BYTES_MAX;
	if (f->evidence.n == 0)
		show(at, f, "network", "%s", place_name(at));
	show_bytes(at, f, "banner", first);
}

static const struct rule causes[] = {
	{tls_on_arrival, "mode-starttls-on-implicit-port", PER_PORT, show_tls_found},
	{came_after_client, "banner-after-client", PER_PORT, show_after_client},
	{nothing_came, "banner-timeout", PER_PORT, show_end},
	{refused_after_handshake, "tls-client-certificate", PER_PORT, show_late_alert},
	{cut_off, "banner-closed", PER_PORT, show_end},
	{not_smtp, "banner-not-smtp", PER_PORT, show_protocol},
	{NULL, NULL, ONCE, NULL},
};

/* ---- what the greeting tells ---- */

static bool greeted(const struct place *at)
{
	return at->stage->outcome == OUTCOME_PASS;
}

static bool late(const struct place *at)
{
	return greeted(at) && at->stage->ms > LATE_MS;
}

static void show_late(const struct place *at, struct finding *f)
{
	show(at, f, "network", "%s: the greeting came after %.1f s", place_name(at),
	     at->stage->ms / 1000);
}

static const struct rule remarks[] = {
	{late, "banner-late", PER_PORT, show_late},
	{NULL, NULL, ONCE, NULL},
};

struct finding *found_other_protocol(const struct place *at)
{
	struct finding *f = found(at, "banner-not-smtp", PER_PORT);

	show_spoken(at, f);
	show_reply(at, f, &session_stage(at->session, STAGE_BANNER)->reply);
	return f;
}

void diagnose_greeting(const struct place *at)
{
	every_rule(at, remarks);
	if (greeting_starred(at->session)) /* "220 ****************" */
		show_reply(at, found_inspection(at), &at->stage->reply);
	if (failed_with(at->stage, FAILURE_REPLY) && spoken_protocol(at->d, at->session) != NULL)
		blame(at, found_other_protocol(at));
	else if (failed_with(at->stage, FAILURE_REPLY))
		blame(at, found_reply(at, &at->stage->reply, NULL, "banner-rejected"));
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}
