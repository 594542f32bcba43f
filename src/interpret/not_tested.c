#include "interpret/comeback.h"
#include "interpret/facts.h"
#include "interpret/hygiene.h"
#include "interpret/suites.h"
#include "interpret/tried.h"
#include "interpret/verdict.h"
#include "record/dnssec.h"

#include <string.h>

void not_tested(struct diagnosis *d, const char *fmt, ...)
{
	struct list *phrases = &d->out->verdict.not_tested;
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	if (!list_has_string(phrases, s))
		list_add_string(phrases, d->arena, s);
}

/* The record's words for why, and ours. */
static const struct {
	const char *note, *words;
} notes[] = {
	{"connection-budget", "enough connections to that address; --max-connections allows more"},
	{"server-limited", "the server limited us"},
	{"system-policy", "this system does not allow it"},
	{"interrupted", "interrupted"},
	{"total-timeout", "the time was up"},
	{"no-sender", "no --from"},
	{"channel", "nobody vouches for the server: --insecure sends all the same"},
	{"until", "--until"},
	{"tried-elsewhere", "no login succeeded"},
	{"not-seen", "the text does not show it"},
};

static const char *words_of(const char *note)
{
	for (size_t i = 0; note != NULL && i < sizeof(notes) / sizeof(notes[0]); i++)
		if (strcmp(notes[i].note, note) == 0)
			return notes[i].words;
	return note != NULL ? note : "not reached";
}

static bool judged(const struct record *r, enum stage_id id)
{
	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, id) : NULL;

		if (st != NULL && st->failure != FAILURE_WITHHELD &&
		    (st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_FAIL))
			return true;
	}
	return false;
}

/* Why nobody came to that stage: the note of the first who skipped it, or NULL. */
static const char *skip_note(const struct record *r, enum stage_id id)
{
	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, id) : NULL;

		if (st != NULL && st->outcome == OUTCOME_SKIP && st->note != NULL &&
		    strcmp(st->note, "not-needed") != 0)
			return st->note;
	}
	return NULL;
}

/* A server that only the DNS names for the mailbox, in a domain that is not its own: no secret goes
 * there before the user has said so (RFC 6186 section 6). NULL: there is none. */
static const char *foreign_server(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, STAGE_AUTH) : NULL;

		if (st != NULL && s->offered && st->outcome == OUTCOME_SKIP && st->note != NULL &&
		    strcmp(st->note, "not-needed") == 0)
			return s->host;
	}
	return NULL;
}

static bool kept_back(const struct record *r, enum withheld why)
{
	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, STAGE_AUTH) : NULL;

		if (st != NULL && st->auth != NULL && st->auth->withheld == why)
			return true;
	}
	return false;
}

/* Kerberos and certificates need no --user. */
static bool without_user(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *st = session_stage(s, STAGE_AUTH);

		if (st != NULL && st->outcome == OUTCOME_FAIL && st->auth != NULL &&
		    st->auth->mechanism != NULL)
			return true;
	}
	return r->command != NULL && strstr(r->command, "--auth ") != NULL;
}

static void login(struct diagnosis *d)
{
	const char *note = skip_note(d->record, STAGE_AUTH);

	if (d->record->purpose == PURPOSE_MX || judged(d->record, STAGE_AUTH))
		return;
	if (note != NULL && strcmp(note, "until") == 0)
		not_tested(d, "login (--until)");
	else if (note != NULL && strcmp(note, "not-seen") == 0)
		not_tested(d, "login (%s)", words_of(note));
	else if (d->record->user == NULL && !without_user(d->record))
		not_tested(d, "login (no --user)");
	else if (kept_back(d->record, WITHHELD_LOCKOUT))
		not_tested(d, "login (failed before)");
	else if (kept_back(d->record, WITHHELD_TOKEN))
		not_tested(d, "login (the token was not sent; --force-auth sends it)");
	else if (note != NULL && strcmp(note, "no-credentials") == 0)
		not_tested(d, "login (no password or token)");
	else if (note == NULL && foreign_server(d->record) != NULL)
		not_tested(d,
			   "login (only the DNS names %s; if it is right: smtpscope %s --user %s)",
			   foreign_server(d->record), foreign_server(d->record), d->record->user);
	else
		not_tested(d, "login (%s)", words_of(note));
}

static bool named(const struct record *r, const char *option)
{
	return r->command == NULL || strstr(r->command, option) != NULL;
}

static const char *again(struct diagnosis *d, const struct reply *r)
{
	return arena_printf(d->arena, "put off; run the check again %s",
			    comeback_words(d->arena, r->text));
}

static void put_off_recipients(struct diagnosis *d, const struct stage *st, const char *what)
{
	bool named = false;

	LIST_EACH (struct recipient, to, &st->envelope->recipients) {
		if (to->reply.code / 100 != 4)
			continue;
		not_tested(d, "whether mail to %s is taken (%s)", to->address,
			   again(d, &to->reply));
		named = true;
	}
	if (!named)
		not_tested(d, "%s (%s)", what, again(d, &st->reply));
}

/* Greylisting: no fault, and no proof either. */
static void put_off(struct diagnosis *d, const char *what)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = fatal_stage(s);

		if (is_primary(s) && st != NULL && st->id == STAGE_ENVELOPE &&
		    st->envelope != NULL && cause_of(d, s) == NULL)
			put_off_recipients(d, st, what);
	}
}

/* --send was said, and this is what became of it where it was not accepted. */
static void message(struct diagnosis *d)
{
	const char *note = skip_note(d->record, STAGE_MESSAGE);
	bool wanted = false;

	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = is_primary(s) ? session_stage(s, STAGE_MESSAGE) : NULL;

		if (st == NULL)
			continue;
		wanted = true;
		if (st->outcome == OUTCOME_PASS)
			return;
		if (message_is_underway(st)) {
			not_tested(d,
				   "whether the message was accepted: look for %s before you send "
				   "another",
				   st->message->id != NULL ? st->message->id : "it");
			return;
		}
		if (failed_with(st, FAILURE_REPLY) && cause_of(d, s) == NULL) {
			not_tested(d, "whether the message is taken (%s)", again(d, &st->reply));
			return;
		}
		if (failed_with(st, FAILURE_REPLY) && message_was_sent(st))
			return; /* the verdict tells what became of it */
	}
	if (wanted)
		not_tested(d, "the message (%s)",
			   note != NULL && strcmp(note, "tried-elsewhere") != 0
				   ? words_of(note)
				   : "it was not sent");
}

static void sending(struct diagnosis *d)
{
	const char *note = skip_note(d->record, STAGE_ENVELOPE);
	const char *what =
		d->record->purpose == PURPOSE_MX ? "whether it takes mail" : "the right to send";

	put_off(d, what);
	if (judged(d->record, STAGE_ENVELOPE))
		return;
	if (note == NULL && !named(d->record, "--from"))
		note = "no-sender";
	not_tested(d, "%s (%s)", what, words_of(note));
}

static void tls_versions(struct diagnosis *d)
{
	bool agreed = false, probed = false;

	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *st = session_stage(s, STAGE_TLS);

		agreed |= is_primary(s) && agreed_version(s) != NULL;
		if (s->purpose != SESSION_TLS_VERSION)
			continue;
		probed = true;
		if (st != NULL && st->outcome == OUTCOME_NOT_TESTED)
			not_tested(d, "%s (%s)", s->changed != NULL ? s->changed : "a TLS version",
				   words_of(st->note));
	}
	if (agreed && !probed)
		not_tested(d, "other TLS versions");
}

/* Some of the names are signed: not all of them, or by the word of somebody who may not be
 * believed. */
static void dane(struct diagnosis *d)
{
	const struct record *r = d->record;

	LIST_EACH (struct session, s, &r->sessions) {
		const struct signed_way way = signed_way(r, s->host);

		if (r->purpose != PURPOSE_MX || !is_primary(s) || !way.any)
			continue;
		if (!r->resolver_trusted)
			not_tested(
				d,
				"DANE (signed names, but the name server is not on this machine: "
				"--trust-ad)");
		else if (way.gap != NULL)
			not_tested(d, "DANE of %s (%s %s is not signed)", s->host, way.gap->name,
				   way.gap->type);
	}
}

static void suites(struct diagnosis *d)
{
	struct list all = suites_accepted(d->arena, d->record);

	LIST_EACH (const struct suites, s, &all) {
		if (!s->complete)
			not_tested(d, "further cipher suites of %s (%s)", s->version,
				   s->note != NULL ? words_of(s->note) : "no answer");
	}
}

static const char *limit_words(const struct session *s)
{
	const struct stage *st = fatal_stage(s);

	if (!failed_with(st, FAILURE_INTERRUPTED))
		return words_of("server-limited");
	return words_of(st->note != NULL ? st->note : "interrupted");
}

static void endpoints(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *tcp = session_stage(s, STAGE_TCP);

		if (!is_primary(s))
			continue;
		if (session_state(d, s) == SESSION_LIMITED)
			not_tested(d, "%s port %d (%s)", s->address, s->port, limit_words(s));
		else if (tcp != NULL && tcp->outcome == OUTCOME_NOT_TESTED)
			not_tested(d, "%s port %d (%s)", s->address, s->port, words_of(tcp->note));
	}
}

/* Asked for, and it came to nothing. */
static void injection(struct diagnosis *d)
{
	LIST_EACH (struct session, s, &d->record->sessions) {
		const struct stage *tcp = session_stage(s, STAGE_TCP);

		if (s->purpose != SESSION_RETRY || s->changed == NULL ||
		    strcmp(s->changed, "injection") != 0 || injection_told(s))
			continue;
		not_tested(d, "command injection (%s)",
			   tcp != NULL && tcp->outcome == OUTCOME_NOT_TESTED ? words_of(tcp->note)
									     : limit_words(s));
	}
}

static bool was_left_out(const struct tried *t)
{
	return t->end == TRIED_NOT && !t->unable;
}

/* --auth all: what the series did not come to, by why. */
static void mechanisms(struct diagnosis *d)
{
	struct list told = {0};

	LIST_EACH (const struct tried, t, &d->out->tried) {
		const char *names = NULL;

		if (!was_left_out(t) || list_has_string(&told, t->why))
			continue;
		LIST_EACH (const struct tried, same, &d->out->tried)
			if (was_left_out(same) && strcmp(same->why, t->why) == 0)
				names = names == NULL ? same->mechanism
						      : arena_printf(d->arena, "%s, %s", names,
								     same->mechanism);
		list_add_string(&told, d->arena, t->why);
		not_tested(d, "login with %s: %s", names, t->why);
	}
}

void list_not_tested(struct diagnosis *d)
{
	const struct record *r = d->record;

	endpoints(d);
	if (r->sessions.n == 0)
		return;
	if (!beyond_tcp(r)) {
		not_tested(d, "SMTP, TLS and login (TCP only was asked for)");
		return;
	}
	login(d);
	mechanisms(d);
	sending(d);
	message(d);
	tls_versions(d);
	injection(d);
	dane(d);
	suites(d);
}
