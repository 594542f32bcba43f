/* MAIL and RCPT: the right to send, and to whom. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/recipients.h"
#include "interpret/stall.h"
#include "know/label.h"
#include "smtp/caps.h"

#include <inttypes.h>
#include <string.h>

static bool nothing_came(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage);
}

/* What was said last and has no reply is not in the record; what had one before it is. */
static const char *last_known(const struct place *at)
{
	const struct envelope_facts *e = at->stage->envelope;

	if (e == NULL || e->mail.code == 0)
		return "MAIL FROM";
	return e->recipients.n == 0 ? "the reply to MAIL FROM" : "the reply to RCPT TO";
}

static void show_end(const struct place *at, struct finding *f)
{
	show(at, f, "network", "%s: %s%s after %s", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "), last_known(at));
	show_stall(at, f);
}

/* ---- what was not even said ---- */

static const struct envelope_facts *facts(const struct place *at)
{
	return at->stage->envelope;
}

static int64_t size_limit(const struct place *at)
{
	const struct list *caps = final_capabilities(at->session);

	return caps == NULL ? -1 : caps_size(caps);
}

static bool larger_than_allowed(const struct place *at)
{
	return failed_with(at->stage, FAILURE_NOT_OFFERED) && facts(at) != NULL &&
	       size_limit(at) > 0 && facts(at)->size > size_limit(at);
}

static bool no_smtputf8(const struct place *at)
{
	return failed_with(at->stage, FAILURE_NOT_OFFERED) && facts(at) != NULL && facts(at)->utf8;
}

/* Before TLS the list may be another one; after a login a server may apply another limit without
 * saying so, since EHLO is not said again. */
static void show_limits(const struct place *at, struct finding *f)
{
	const struct list *before = first_capabilities(at->session);
	int64_t limit = size_limit(at), other = before == NULL ? -1 : caps_size(before);

	show(at, f, "note", "%s: the message has %" PRId64 " bytes, the server takes %" PRId64,
	     place_name(at), facts(at)->size, limit);
	if (other >= 0 && other != limit)
		show(at, f, "note", "%s: before TLS it named %" PRId64 " bytes", place_name(at),
		     other);
}

static void show_addresses(const struct place *at, struct finding *f)
{
	show(at, f, "note",
	     "%s: SMTPUTF8 is not in the server's list, so MAIL FROM:<%s> was not said",
	     place_name(at), facts(at)->from != NULL ? facts(at)->from : "");
}

static const struct rule causes[] = {
	{larger_than_allowed, "envelope-too-large", PER_PORT, show_limits},
	{no_smtputf8, "envelope-no-smtputf8", PER_PORT, show_addresses},
	{nothing_came, "envelope-timeout", PER_PORT, show_end},
	{cut_off, "envelope-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

static bool no_dsn(const struct place *at)
{
	const struct list *caps = final_capabilities(at->session);

	return facts(at) != NULL && facts(at)->notify != NULL && facts(at)->mail.code != 0 &&
	       caps != NULL && !caps_has(caps, "DSN");
}

static void show_notify(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: NOTIFY=%s was left out", place_name(at), facts(at)->notify);
}

static const struct rule asides[] = {
	{no_dsn, "envelope-no-dsn", PER_PORT, show_notify},
	{NULL, NULL, ONCE, NULL},
};

/* ---- refusals ---- */

static bool refused(const struct reply *r)
{
	return r->code >= 400;
}

/* Who lists is who must be asked; a server only believes it. */
static void show_list(const struct place *at, struct finding *f, const struct reply *reply)
{
	struct bytes name;

	if ((strcmp(f->id, "client-dnsbl") == 0 || list_has_string(&f->also, "client-dnsbl")) &&
	    label_in(at->d->know, LABEL_BLOCK_LIST, reply->text, &name) != NULL)
		show(at, f, "note", "the list, by the server's words: %s",
		     text_safe(at->d->arena, name));
}

/* Servers keep what they have against the client back until somebody wants to send (Postfix's
 * smtpd_delay_reject): the reply is about the recipient in form only. */
void show_client(const struct place *at, struct finding *f, const struct reply *reply)
{
	const struct stage *ehlo = session_stage(at->session, STAGE_EHLO_AGAIN);
	const struct stage *auth = session_stage(at->session, STAGE_AUTH);

	if (ehlo == NULL || ehlo->ehlo == NULL)
		ehlo = session_stage(at->session, STAGE_EHLO);
	show_list(at, f, reply);
	if (list_has_string(&f->also, "ehlo-name-rejected") && ehlo != NULL && ehlo->ehlo != NULL)
		show(at, f, "note", "%s: the name was given with EHLO %s, and refused only now",
		     place_name(at), ehlo->ehlo->name);
	if (reply->code / 100 == 5 && at->d->record->purpose != PURPOSE_MX && auth != NULL &&
	    auth->outcome == OUTCOME_SKIP)
		show(at, f, "note", "%s: nobody had logged in", place_name(at));
}

static bool logged_in(const struct place *at)
{
	return session_passed(at->session, STAGE_AUTH);
}

static bool anonymous(const struct place *at)
{
	return !logged_in(at) && has_times(at->d->record); /* a transcript may begin later */
}

/* Servers receive for their own domains; what they refuse there is their own affair. Of a
 * transcript nobody knows whether it was meant so. */
static bool between_servers(const struct place *at)
{
	return at->d->record->purpose == PURPOSE_MX && anonymous(at);
}

/* A refusal in the same words means another thing to who has logged in: then it is no more the
 * program's login that is missing. */
static const struct {
	const char *id, *of_case;
	bool (*holds)(const struct place *at);
} contexts[] = {
	{"relay-denied", "logged-in", logged_in},
	{"relay-denied", "mx", between_servers},
	{"exchange-5.7.54", "logged-in", logged_in},
	{"m365-5.7.60", "anonymous", anonymous},
	{"mail-sender-not-owned", "anonymous", anonymous},
	{"m365-530-5.7.57", "logged-in", logged_in},
	{"auth-required-530", "logged-in", logged_in},
	{"enhanced-x.7.1", "logged-in", logged_in},
	{"enhanced-5.7.0", "logged-in", logged_in},
};

void put_in_context(const struct place *at, struct finding *f)
{
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++)
		if (strcmp(f->id, contexts[i].id) == 0 && contexts[i].holds(at)) {
			finding_in_case(at, f, contexts[i].of_case);
			return;
		}
}

/* A size within the list's limit, refused all the same. */
static void show_other_limit(const struct place *at, struct finding *f)
{
	if (strcmp(f->id, "mail-size-exceeded") == 0 && facts(at)->size > 0 && size_limit(at) > 0)
		show(at, f, "note",
		     "%s: %" PRId64 " bytes were declared, and the list allows %" PRId64 "%s",
		     place_name(at), facts(at)->size, size_limit(at),
		     logged_in(at) ? ": after this login the limit is another one" : "");
}

static void diagnose_mail(const struct place *at, const struct envelope_facts *e)
{
	struct finding *f = found_reply(at, &e->mail, "MAIL", NULL);

	show(at, f, "note", "%s: in reply to MAIL FROM:<%s>", place_name(at),
	     e->from != NULL ? e->from : "");
	show_client(at, f, &e->mail);
	show_other_limit(at, f);
	put_in_context(at, f);
	blame(at, f);
}

static const char *const told[] = {
	[RECIPIENTS_ALIKE] = "both recipients were refused in the same words",
	[RECIPIENTS_APART] = "both recipients were refused, each for a reason of its own",
	[RECIPIENTS_FOREIGN_NO] = "the recipient of the server's own domain was taken, the one "
				  "elsewhere was not: it does not pass mail on",
	[RECIPIENTS_OWN_NO] = "the recipient elsewhere was taken: only this one was refused",
};

/* Where the words say no more than "no", who was taken tells what it is about. */
static struct finding *found_recipient(const struct place *at, const struct recipient *to,
				       enum recipients tell)
{
	struct finding *f = found_reply(
		at, &to->reply, "RCPT",
		tell == RECIPIENTS_FOREIGN_NO && to->reply.code / 100 == 5 ? "relay-denied" : NULL);

	if (tell == RECIPIENTS_FOREIGN_NO && strcmp(f->id, "relay-denied") == 0 && f->also.n > 0 &&
	    f->certainty > CERTAINTY_LIKELY)
		f->certainty = CERTAINTY_LIKELY;
	return f;
}

/* Two mailboxes may be missing at once. */
static bool is_about_recipient(const struct finding *f)
{
	return strncmp(f->id, "rcpt-", strlen("rcpt-")) == 0 &&
	       strcmp(f->id, "rcpt-policy-listed") != 0;
}

/* Each recipient has an answer of its own; the first refusal ends the stage. */
static void diagnose_recipients(const struct place *at, const struct envelope_facts *e)
{
	enum recipients tell = recipients_tell(at->d->record, at->session, e);

	LIST_EACH (struct recipient, to, &e->recipients) {
		struct finding *f;

		if (!refused(&to->reply))
			continue;
		f = found_recipient(at, to, tell);
		show(at, f, "note", "%s: in reply to RCPT TO:<%s>", place_name(at), to->address);
		if (told[tell] != NULL)
			show(at, f, "note", "%s%s", told[tell],
			     tell == RECIPIENTS_ALIKE && !is_about_recipient(f)
				     ? ": it is not about them"
				     : "");
		show_client(at, f, &to->reply);
		put_in_context(at, f);
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
	every_rule(at, asides);
}
