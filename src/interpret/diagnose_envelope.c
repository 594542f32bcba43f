/* MAIL and RCPT: the right to send, and to whom. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/stall.h"

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
	show(at, f, "network", "%s: %s%s after MAIL FROM", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "));
	show_stall(at, f);
}

static const struct rule causes[] = {
	{nothing_came, "envelope-timeout", PER_PORT, show_end},
	{cut_off, "envelope-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

static bool refused(const struct reply *r)
{
	return r->code >= 400;
}

/* Servers keep what they have against the client back until somebody wants to send (Postfix's
 * smtpd_delay_reject): the reply is about the recipient in form only. */
static void show_client(const struct place *at, struct finding *f, const struct reply *reply)
{
	const struct stage *ehlo = session_stage(at->session, STAGE_EHLO_AGAIN);
	const struct stage *auth = session_stage(at->session, STAGE_AUTH);

	if (ehlo == NULL || ehlo->ehlo == NULL)
		ehlo = session_stage(at->session, STAGE_EHLO);
	if (list_has_string(&f->also, "ehlo-name-rejected") && ehlo != NULL && ehlo->ehlo != NULL)
		show(at, f, "note", "%s: the name was given with EHLO %s, and refused only now",
		     place_name(at), ehlo->ehlo->name);
	if (reply->code / 100 == 5 && at->d->record->purpose != PURPOSE_MX && auth != NULL &&
	    auth->outcome == OUTCOME_SKIP)
		show(at, f, "note", "%s: nobody had logged in", place_name(at));
}

static void diagnose_mail(const struct place *at, const struct envelope_facts *e)
{
	struct finding *f = found_reply(at, &e->mail, "MAIL", NULL);

	show(at, f, "note", "%s: in reply to MAIL FROM:<%s>", place_name(at),
	     e->from != NULL ? e->from : "");
	show_client(at, f, &e->mail);
	blame(at, f);
}

/* Each recipient has an answer of its own; the first refusal ends the stage. */
static void diagnose_recipients(const struct place *at, const struct envelope_facts *e)
{
	LIST_EACH (struct recipient, to, &e->recipients) {
		struct finding *f;

		if (!refused(&to->reply))
			continue;
		f = found_reply(at, &to->reply, "RCPT", NULL);
		show(at, f, "note", "%s: in reply to RCPT TO:<%s>", place_name(at), to->address);
		show_client(at, f, &to->reply);
		blame(at, f);
	}
}

static void diagnose_refusal(const struct place *at)
{
	const struct envelope_facts *e = at->stage->envelope;

	if (e != NULL && refused(&e->mail))
		diagnose_mail(at, e);
	else if (e != NULL)
		diagnose_recipients(at, e);
	if (cause_of(at->d, at->session) == NULL) /* RSET, or no facts */
		blame(at, found_reply(at, &at->stage->reply, NULL, NULL));
}

void diagnose_envelope(const struct place *at)
{
	if (failed_with(at->stage, FAILURE_REPLY))
		diagnose_refusal(at);
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, first_rule(at, causes));
}
