/* Does the server take in clear what it should not, and into TLS what came before it? One session
 * of its own has asked (probe/stage_injection.c); no verdict about sending mail rests on it. */
#include "interpret/hygiene.h"

#include "interpret/facts.h"
#include "interpret/match.h"
#include "smtp/caps.h"

#include <string.h>

/* ---- a command behind STARTTLS ---- */

static const struct stage *stage_in(const struct session *s, enum stage_id id)
{
	const struct stage *st = session_stage(s, id);

	return st != NULL && (st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL) ? st
											  : NULL;
}

/* In TLS, and nobody had asked there: while we waited, or in place of a good-bye to our QUIT. */
static const struct reply *obeyed(const struct session *s)
{
	const struct stage *wait = stage_in(s, STAGE_NOOP), *quit = stage_in(s, STAGE_QUIT);

	if (wait != NULL && wait->reply.code / 100 == 2)
		return &wait->reply;
	if (wait != NULL && quit != NULL && quit->reply.code / 100 == 2 && quit->reply.code != 221)
		return &quit->reply;
	return NULL;
}

/* The command was noticed, and the session ended for it: before TLS, or in TLS without a word. */
static const char *how_resisted(const struct session *s)
{
	const struct stage *starttls = stage_in(s, STAGE_STARTTLS), *tls = stage_in(s, STAGE_TLS);
	const struct stage *wait = stage_in(s, STAGE_NOOP);

	if (starttls == NULL)
		return NULL;
	if (failed_with(starttls, FAILURE_REPLY))
		return starttls->reply.code == 421 ? NULL : "refused";
	if (starttls->outcome == OUTCOME_FAIL)
		return stage_cut(starttls) ? "closed" : NULL;
	if (starttls->starttls != NULL && starttls->starttls->injected.n > 0)
		return "answered-in-clear";
	if (wait == NULL)
		return tls != NULL && tls->outcome == OUTCOME_FAIL &&
				       !failed_with(tls, FAILURE_TIMEOUT)
			       ? "closed"
			       : NULL;
	if (wait->outcome == OUTCOME_PASS && wait->reply.code == 0)
		return "silent";
	return stage_cut(wait) || wait->reply.code >= 400 ? "closed" : NULL;
}

bool injection_told(const struct session *test)
{
	return obeyed(test) != NULL || how_resisted(test) != NULL;
}

static void show_asked(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: STARTTLS and NOOP were sent in one write, in clear",
	     place_name(at));
}

static void diagnose_injection(const struct place *at, const struct session *test)
{
	const struct reply *answer = obeyed(test);
	const char *how = answer == NULL ? how_resisted(test) : NULL;
	struct finding *f;

	if (answer != NULL) {
		f = found_case(at, "starttls-injection", "command", PER_PORT);
		show_reply(at, f, answer);
		show_asked(at, f);
		show(at, f, "note", "the reply came inside TLS, where nobody had asked for it");
	} else if (how != NULL) {
		f = found_case(at, "starttls-injection-resisted", how, PER_PORT);
		show_reply(at, f, &session_stage(test, STAGE_STARTTLS)->reply);
		show_asked(at, f);
	}
}

/* ---- MAIL in clear ---- */

static const struct reply *reply_to_mail(const struct session *test)
{
	const struct stage *st = stage_in(test, STAGE_ENVELOPE);

	return st != NULL && st->envelope != NULL && st->envelope->mail.code != 0
		       ? &st->envelope->mail
		       : NULL;
}

static bool login_in_clear(const struct session *test)
{
	const struct list *caps = first_capabilities(test);

	return caps != NULL && caps_has(caps, "AUTH");
}

/* What the catalogue takes the refusal for. */
static bool is_about(const struct place *at, const struct reply *reply, const char *id)
{
	const struct match_query q = {.reply = reply,
				      .stage = STAGE_ENVELOPE,
				      .command = "MAIL",
				      .provider = at->d->record->provider};
	const struct entry *e = match_reply(at->d->know, &q);

	return e != NULL && strcmp(e->id, id) == 0;
}

static bool wants_login(const struct place *at, const struct reply *reply)
{
	return reply->code == 530 || is_about(at, reply, "auth-required-530");
}

static void diagnose_enforcement(const struct place *at, const struct session *test)
{
	const struct reply *reply = reply_to_mail(test);
	struct finding *f = NULL;

	if (reply == NULL)
		return;
	if (reply->code / 100 == 2)
		f = login_in_clear(test)
			    ? found(at, "starttls-not-enforced", PER_PORT)
			    : found_case(at, "starttls-not-enforced", "mail-only", PER_PORT);
	else if (is_about(at, reply, "starttls-first"))
		f = found(at, "starttls-enforced", PER_PORT);
	else if (wants_login(at, reply) && !login_in_clear(test))
		f = found_case(at, "starttls-enforced", "by-login", PER_PORT);
	if (f == NULL)
		return;
	show_reply(at, f, reply);
	show(at, f, "note", "%s: in reply to MAIL FROM:<> in clear", place_name(at));
}

void diagnose_hygiene(const struct place *at)
{
	const struct session *test;

	if (at->stage == NULL || at->stage->outcome != OUTCOME_PASS)
		return;
	test = retry_of(at->d->record, at->session, "injection");
	if (test == NULL)
		return;
	diagnose_injection(at, test);
	diagnose_enforcement(at, test);
}
