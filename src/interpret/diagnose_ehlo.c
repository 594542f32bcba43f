/* EHLO, before and after TLS: whether our name was taken, and what the two lists say. */
#include "interpret/between.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/inspection.h"
#include "interpret/stall.h"
#include "smtp/caps.h"

#include <string.h>

/* ---- refused ---- */

/* The same server took another name. */
static bool other_name_passed(const struct place *at)
{
	const struct session *retry = retry_of(at->d->record, at->session, "ehlo-name");

	return retry != NULL && session_passed(retry, STAGE_EHLO);
}

/* Codes by which servers refuse a name; 500 and 502 are about the command. */
static bool name_code(int code)
{
	return code == 501 || code == 504 || code == 550 || code == 553;
}

static const char *general_id(const struct place *at)
{
	return other_name_passed(at) || name_code(at->stage->reply.code) ? "ehlo-name-rejected"
									 : NULL;
}

/* That the command is unknown says it all, in whatever words. */
static struct finding *found_refusal(const struct place *at)
{
	const struct reply *reply = &at->stage->reply;
	struct finding *f;

	if (spoken_protocol(at->d, at->session) != NULL) /* "220 vsFTPd" */
		return found_other_protocol(at);
	if (reply->code != 500 && reply->code != 502)
		return found_reply(at, reply, "EHLO", general_id(at));
	if (refused_by_inspection(at, reply)) /* "XXXX client.example.org" */
		f = found_inspection(at);
	else
		f = found(at, "ehlo-helo-only", PER_PORT);
	show_reply(at, f, reply);
	return f;
}

static void diagnose_refusal(const struct place *at)
{
	const struct session *retry = retry_of(at->d->record, at->session, "ehlo-name");
	struct finding *f = found_refusal(at);

	if (other_name_passed(at)) {
		f->certainty = CERTAINTY_CERTAIN;
		finding_also(at, f, "ehlo-name-rejected");
		show(at, f, "note", "refused: EHLO %s", at->stage->ehlo->name);
		show(at, f, "note", "accepted: EHLO %s",
		     session_stage(retry, STAGE_EHLO)->ehlo->name);
	}
	blame(at, f);
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
	show(at, f, "network", "%s: %s%s after EHLO", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "));
	show_stall(at, f);
}

static const struct rule causes[] = {
	{refused_after_handshake, "tls-client-certificate", PER_PORT, show_late_alert},
	{nothing_came, "ehlo-timeout", PER_PORT, show_end},
	{cut_off, "ehlo-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

/* ---- what the lists say ---- */

static const struct list *list_of(const struct place *at)
{
	return at->stage->outcome == OUTCOME_PASS && at->stage->ehlo != NULL
		       ? &at->stage->ehlo->capabilities
		       : NULL;
}

static bool masked(const struct place *at)
{
	const struct list *caps = list_of(at);

	return caps != NULL && caps_masked(caps);
}

static bool is_second(const struct place *at)
{
	return at->stage->id == STAGE_EHLO_AGAIN;
}

/* A server that takes passwords in clear from clients that know no better. */
static bool auth_before_tls(const struct place *at)
{
	const struct list *caps = list_of(at);

	return !is_second(at) && at->session->mode != TLS_MODE_IMPLICIT && caps != NULL &&
	       (caps_offers_mechanism(caps, "PLAIN") || caps_offers_mechanism(caps, "LOGIN"));
}

static void show_capabilities(const struct place *at, struct finding *f)
{
	LIST_EACH (struct bytes_item, it, list_of(at))
		if (bytes_begins(it->b, "AUTH") || bytes_begins(it->b, "X"))
			show(at, f, "reply", "250 %s", text_safe(at->d->arena, it->b));
}

static const struct rule remarks[] = {
	{auth_before_tls, "auth-in-clear", ONCE, show_capabilities},
	{NULL, NULL, ONCE, NULL},
};

void diagnose_ehlo(const struct place *at)
{
	every_rule(at, remarks);
	if (masked(at))
		show_capabilities(at, found_inspection(at));
	if (failed_with(at->stage, FAILURE_REPLY))
		diagnose_refusal(at);
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}
