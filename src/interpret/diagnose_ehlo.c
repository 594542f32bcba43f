/* EHLO, before and after TLS: whether our name was taken, and what the two lists say. */
#include "interpret/between.h"
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/inspection.h"
#include "interpret/stall.h"
#include "know/mechanism.h"
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

/* Some mechanism in the list shows what it needs (any: NEEDS_NOTHING) to whoever listens. */
static bool offers_readably(const struct place *at, enum mechanism_needs needs)
{
	struct list names = {0};

	caps_mechanisms(at->d->arena, list_of(at), &names);
	LIST_EACH (const struct string_item, it, &names) {
		const struct mechanism *m = mechanism_find(at->d->know, it->s);

		if (m != NULL && m->in_clear == IN_CLEAR_READABLE &&
		    (needs == NEEDS_NOTHING || m->needs == needs))
			return true;
	}
	return false;
}

/* A server that takes passwords or tokens in clear from clients that know no better. */
static bool auth_before_tls(const struct place *at)
{
	return !is_second(at) && at->session->mode != TLS_MODE_IMPLICIT && list_of(at) != NULL &&
	       caps_has(list_of(at), "AUTH") && offers_readably(at, NEEDS_NOTHING);
}

static void show_capabilities(const struct place *at, struct finding *f)
{
	LIST_EACH (struct bytes_item, it, list_of(at))
		if (bytes_begins(it->b, "AUTH") || bytes_begins(it->b, "X"))
			show(at, f, "reply", "250 %s", text_safe(at->d->arena, it->b));
}

/* Whether the same login is to be had with protection decides who is at risk. */
static struct finding *found_auth_in_clear(const struct place *at)
{
	const struct list *inside = final_capabilities(at->session);

	if (!caps_has(list_of(at), "STARTTLS"))
		return found_case(at, "auth-in-clear", "without-tls", ONCE);
	if (inside != list_of(at) && !caps_has(inside, "AUTH"))
		return found_case(at, "auth-in-clear", "not-in-tls", ONCE);
	if (!offers_readably(at, NEEDS_PASSWORD))
		return found_case(at, "auth-in-clear", "tokens", ONCE);
	return found(at, "auth-in-clear", ONCE);
}

/* RFC 3207 section 4.2: not inside TLS, however it was begun. */
static bool starttls_in_tls(const struct place *at)
{
	const struct list *caps = list_of(at);

	return caps != NULL && caps_has(caps, "STARTTLS") &&
	       (is_second(at) || at->session->mode == TLS_MODE_IMPLICIT);
}

static void show_starttls(const struct place *at, struct finding *f)
{
	show(at, f, "reply", "250 STARTTLS");
	show(at, f, "note", "%s: in reply to EHLO inside TLS", place_name(at));
}

static const struct rule remarks[] = {
	{starttls_in_tls, "starttls-inside-tls", PER_PORT, show_starttls},
	{NULL, NULL, ONCE, NULL},
};

void diagnose_ehlo(const struct place *at)
{
	every_rule(at, remarks);
	if (auth_before_tls(at))
		show_capabilities(at, found_auth_in_clear(at));
	if (masked(at))
		show_capabilities(at, found_inspection(at));
	if (failed_with(at->stage, FAILURE_REPLY))
		diagnose_refusal(at);
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}
