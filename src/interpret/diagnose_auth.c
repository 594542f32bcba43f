/* Login: refused, not judged, not possible, or not tried by us. */
#include "base/clock.h"
#include "interpret/diagnose_token.h"
#include "interpret/facts.h"
#include "interpret/match.h"
#include "interpret/stall.h"
#include "sasl/sasl.h"
#include "smtp/caps.h"
#include "smtp/token_refusal.h"

#include <string.h>

static const struct auth_facts no_facts;

static const struct auth_facts *facts(const struct place *at)
{
	return at->stage->auth != NULL ? at->stage->auth : &no_facts;
}

static bool channel_unfit(const struct place *at)
{
	return facts(at)->withheld == WITHHELD_NO_TLS || facts(at)->withheld == WITHHELD_UNVERIFIED;
}

static bool may_lock(const struct place *at)
{
	return facts(at)->withheld == WITHHELD_LOCKOUT;
}

/* Neither a word for us to say nor one that the server takes. */
static bool no_way_to_log_in(const struct place *at)
{
	return facts(at)->withheld == WITHHELD_NO_MECHANISM ||
	       failed_with(at->stage, FAILURE_NOT_OFFERED);
}

static bool list_has(const struct place *at, const char *keyword)
{
	const struct list *caps = final_capabilities(at->session);

	return caps != NULL && caps_has(caps, keyword);
}

static bool other_mechanisms(const struct place *at)
{
	struct list words = {0};
	const struct list *caps = final_capabilities(at->session);

	if (!no_way_to_log_in(at) || caps == NULL)
		return false;
	caps_auth_words(at->d->arena, caps, false, &words);
	caps_auth_words(at->d->arena, caps, true, &words);
	return words.n > 0;
}

/* In clear text, where TLS is to be had. */
static bool no_tls_yet(const struct place *at)
{
	return no_way_to_log_in(at) && agreed_version(at->session) == NULL &&
	       list_has(at, "STARTTLS");
}

static bool nothing_came(const struct place *at)
{
	return failed_with(at->stage, FAILURE_TIMEOUT);
}

static bool cut_off(const struct place *at)
{
	return stage_cut(at->stage);
}

static void show_attempt(const struct place *at, struct finding *f)
{
	if (facts(at)->mechanism != NULL)
		show(at, f, "note", "%s: AUTH %s for %s%s", place_name(at), facts(at)->mechanism,
		     facts(at)->user != NULL ? facts(at)->user : "no user",
		     facts(at)->without_secret ? ", its name only" : "");
}

static void show_offers(const struct place *at, struct finding *f)
{
	const struct list *caps = final_capabilities(at->session);
	const struct bytes *line = caps == NULL ? NULL : caps_find(caps, "AUTH");

	show_attempt(at, f);
	if (line != NULL)
		show(at, f, "reply", "250 %s", text_safe(at->d->arena, *line));
	else
		show(at, f, "note", "%s: no AUTH in the server's list", place_name(at));
	show_logins(at, f);
}

/* Both ids have cases; the rules only tell them apart. */
static struct finding *found_no_way(const struct place *at, const char *id,
				    const char *(*which)(const struct place *at))
{
	const char *name = which(at);
	struct finding *f = found_case(at, id, name, PER_PORT);

	show_offers(at, f);
	return f;
}

static void show_withheld(const struct place *at, struct finding *f)
{
	show(at, f, "note", "%s: the secret was not sent: %s", place_name(at),
	     facts(at)->withheld == WITHHELD_NO_TLS ? "the connection is not encrypted"
						    : "the certificate could not be verified");
}

static const char *date(const struct place *at, int64_t ms)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(ms - ms % 1000, text);
	return arena_printf(at->d->arena, "%.10s %.8s UTC", text, text + strlen("2026-11-21T"));
}

/* Of a transcript the numbers need not be known. */
static void show_earlier(const struct place *at, struct finding *f)
{
	const struct earlier_logins *e = &at->d->record->earlier;

	if (e->failures > 0)
		show(at, f, "note",
		     "%d logins of %s at %s failed within the last hour, the last on %s",
		     e->failures, facts(at)->user, at->session->host, date(at, e->last));
	if (e->next > 0)
		show(at, f, "note", "a login is tried again from %s on", date(at, e->next));
}

static struct finding *found_lockout(const struct place *at)
{
	struct finding *f = found_case(at, "auth-withheld", "lockout", ONCE);

	show_earlier(at, f);
	return f;
}

/* Of a transcript the claims need not be known. */
static struct finding *found_withheld_token(const struct place *at)
{
	struct finding *f = found_token_fault(at, TOKEN_WITHHELD);

	if (f == NULL)
		f = found_case(at, "auth-withheld", "token", ONCE);
	show(at, f, "note", "%s: the token was not sent; --force-auth sends it all the same",
	     place_name(at));
	return f;
}

static void show_end(const struct place *at, struct finding *f)
{
	show_attempt(at, f);
	show(at, f, "network", "%s: %s%s after AUTH", place_name(at),
	     cut_off(at) ? "connection closed" : "no answer", time_taken(at, " "));
	show_stall(at, f);
}

static const struct rule causes[] = {
	{channel_unfit, "auth-withheld", ONCE, show_withheld},
	{no_tls_yet, "auth-only-after-tls", ONCE, show_offers},
	{nothing_came, "auth-timeout", PER_PORT, show_end},
	{cut_off, "auth-closed", PER_PORT, show_end},
	{NULL, NULL, ONCE, NULL},
};

/* What the stage alone knows of a refusal. A 4xx never judges the password; codes about the
 * dialogue are not about it either. */
static const char *general_id(int code)
{
	if (code / 100 == 4)
		return "auth-temporary";
	if (code == 504)
		return "auth-mechanism-mismatch";
	return code == 535 || code >= 550 ? "auth-refused" : NULL;
}

/* What a mechanism for tokens says before its refusal is the reason; the refusal is the same for
 * all reasons. */
static bool token_report(const struct place *at, struct reply *report)
{
	struct match_query q = {.reply = report, .stage = STAGE_AUTH, .command = "AUTH"};
	const struct entry *e;

	*report = (struct reply){.code = 334, .text = facts(at)->challenge, .lines = 1};
	if (report->text.n == 0)
		return false;
	e = match_reply(at->d->know, &q);
	return e != NULL && !match_is_general(e);
}

/* What is no password is refused for other reasons, where the same words stand for all. NULL: it
 * was one. */
static const char *case_of_means(const struct place *at)
{
	static const char *const cases[] = {
		[SASL_PASSWORD] = "password",
		[SASL_TOKEN] = "token",
		[SASL_CERTIFICATE] = "certificate",
		[SASL_TICKET] = "ticket",
	};
	const struct sasl_mechanism *m =
		facts(at)->mechanism == NULL ? NULL : sasl_find(facts(at)->mechanism);

	return m == NULL ? NULL : cases[m->takes];
}

/* A token that says what it is, and shows no fault: what remains is not the same for an app and a
 * user. */
static const char *case_of_token(const struct place *at)
{
	const struct token_facts *t = at->d->record->token;

	return t == NULL	     ? NULL
	       : token_is_of_app(t)  ? "token-app"
	       : token_is_of_user(t) ? "token-user"
				     : NULL;
}

static bool shows_token(const struct place *at)
{
	const char *means = case_of_means(at);

	return means != NULL && strcmp(means, "token") == 0;
}

/* Whose mailboxes are in the provider's own domains has no administrator to go to. */
static bool by_private_person(const struct place *at)
{
	return at->d->provider->mailbox_domains.n > 0;
}

/* Words that are the same for all reasons, for a token that has one. NULL: the server gives the
 * reason, or the token shows none. */
static struct finding *found_by_claims(const struct place *at, const struct reply *said,
				       const char *id)
{
	bool open = said != &at->stage->reply || reply_has_case(at, said, "AUTH", id, "token");

	return shows_token(at) && open ? found_token_fault(at, TOKEN_REFUSED) : NULL;
}

/* The one reason that servers give a name of its own. */
static struct finding *found_lack_of_scope(const struct place *at)
{
	struct token_refusal r;
	struct finding *f;

	if (!token_refusal_read(at->d->arena, facts(at)->challenge, &r) || r.status == NULL ||
	    strcmp(r.status, "insufficient_scope") != 0)
		return NULL;
	f = found_case(at, "oauth-scope", "said", ONCE);
	if (r.scope != NULL)
		show(at, f, "note", "the server wants the scope %s", r.scope);
	return f;
}

/* What the server said stands before what the token says. */
static void show_first(const struct place *at, struct finding *f, const struct reply *said)
{
	struct list before = f->evidence;
	struct item *next;

	f->evidence = (struct list){0};
	show_reply(at, f, said);
	for (struct item *it = before.first; it != NULL; it = next) {
		next = it->next;
		list_append(&f->evidence, it);
	}
}

static struct finding *found_refusal(const struct place *at, const struct reply *said,
				     const char *id)
{
	struct finding *f = found_lack_of_scope(at);

	if (f == NULL)
		f = found_by_claims(at, said, id);
	if (f == NULL)
		return found_reply(at, said, "AUTH", id);
	show_first(at, f, said);
	return f;
}

static void diagnose_refusal(const struct place *at)
{
	const struct reply *reply = &at->stage->reply;
	struct reply report;
	bool told = token_report(at, &report); /* then it is shown as a reply */
	struct finding *f = told ? found_refusal(at, &report, NULL)
				 : found_refusal(at, reply, general_id(reply->code));

	if (case_of_means(at) != NULL)
		finding_in_known_case(at, f, case_of_means(at));
	if (shows_token(at) && case_of_token(at) != NULL) {
		finding_in_known_case(at, f, case_of_token(at));
		show_claims(at, f);
	}
	if (by_private_person(at))
		finding_in_known_case(at, f, "private");
	show_reply(at, f, reply);
	if (facts(at)->challenge.n > 0 && !told)
		show(at, f, "note", "before it: %s", text_safe(at->d->arena, report.text));
	show_attempt(at, f);
	show_what_it_takes(at, f);
	if (strcmp(f->id, "auth-mechanism-mismatch") == 0) {
		if (mismatch_case(at) != NULL)
			finding_in_case(at, f, mismatch_case(at));
		show_logins(at, f);
	}
	blame(at, f);
}

static struct finding *found_failure(const struct place *at)
{
	if (channel_unfit(at) || !no_way_to_log_in(at))
		return first_rule(at, causes);
	if (other_mechanisms(at))
		return found_no_way(at, "auth-mechanism-mismatch", mismatch_case);
	if (no_tls_yet(at))
		return first_rule(at, causes);
	return found_no_way(at, "auth-not-offered", missing_case);
}

void diagnose_auth(const struct place *at)
{
	struct finding *ours = found_own_fault(at);

	if (ours == NULL)
		ours = found_other_channel(at);
	blame(at, ours);
	diagnose_iterations(at);
	if (ours != NULL)
		return;
	if (failed_with(at->stage, FAILURE_REPLY))
		diagnose_refusal(at);
	else if (may_lock(at))
		blame(at, found_lockout(at));
	else if (facts(at)->withheld == WITHHELD_TOKEN)
		blame(at, found_withheld_token(at));
	else if (at->stage->outcome == OUTCOME_FAIL)
		blame(at, found_failure(at));
}

/* Another session had the login; here there would have been none. Port 25 is for servers. */
static bool login_missing(const struct place *at)
{
	return at->session->port != RELAY_PORT && agreed_version(at->session) != NULL &&
	       final_capabilities(at->session) != NULL && !list_has(at, "AUTH");
}

void diagnose_skipped_auth(const struct place *at)
{
	if (at->stage->note != NULL && strcmp(at->stage->note, "tried-elsewhere") == 0 &&
	    login_missing(at))
		blame(at, found_no_way(at, "auth-not-offered", missing_case));
}
