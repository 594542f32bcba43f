/* STARTTLS: absent, taken away, refused, or answered and then nothing. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/inspection.h"
#include "interpret/starttls_absent.h"

static bool not_offered(const struct place *at)
{
	return failed_with(at->stage, FAILURE_NOT_OFFERED);
}

/* A firewall rewrites this session, and its marks are there to be seen. */
static bool inspected(const struct place *at)
{
	return not_offered(at) && session_inspected(at->session);
}

/* The product is the cause; that STARTTLS is gone follows from it. */
static void diagnose_inspection(const struct place *at)
{
	const struct stage *ehlo = session_stage(at->session, STAGE_EHLO);
	struct finding *cause = found_inspection(at);
	struct finding *f = found_case(at, "starttls-stripped", "masked", PER_PORT);

	if (ehlo != NULL) {
		show_reply(at, cause, &ehlo->reply);
		show_reply(at, f, &ehlo->reply);
	}
	blame(at, cause);
	f->root = cause;
}

static bool nothing_came(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage);
}

static void show_end(const struct place *at, struct finding *f)
{
	show(at, f, "network", "%s: %s%s after STARTTLS", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "));
}

static const struct rule causes[] = {
	{nothing_came, "starttls-timeout", PER_PORT, show_end},
	{cut_off, "starttls-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

static bool injected(const struct place *at)
{
	return at->stage->starttls != NULL && at->stage->starttls->injected.n > 0;
}

static void show_injected(const struct place *at, struct finding *f)
{
	show_bytes(at, f, "reply", at->stage->starttls->injected);
	show(at, f, "note", "%s sent this in clear text after its 220", place_name(at));
}

static const struct rule remarks[] = {
	{injected, "starttls-injection", PER_PORT, show_injected},
	{NULL, NULL, ONCE, NULL},
};

void diagnose_starttls(const struct place *at)
{
	every_rule(at, remarks);
	if (failed_with(at->stage, FAILURE_REPLY))
		blame(at, found_reply(at, &at->stage->reply, "STARTTLS", "starttls-refused"));
	else if (inspected(at))
		diagnose_inspection(at);
	else if (not_offered(at))
		blame(at, found_absent(at));
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}
