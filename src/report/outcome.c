#include "report/outcome.h"

#include "interpret/facts.h"
#include "report/words.h"

#include <string.h>

/* How a stage is called where there is little room; NULL: its outcome says enough. */
static const char *const short_names[] = {
	[STAGE_TCP] = NULL,	     [STAGE_PROXY] = NULL,	    [STAGE_BANNER] = "banner",
	[STAGE_EHLO] = "EHLO",	     [STAGE_STARTTLS] = "STARTTLS", [STAGE_TLS] = "TLS",
	[STAGE_EHLO_AGAIN] = "EHLO", [STAGE_AUTH] = "auth",	    [STAGE_ENVELOPE] = "MAIL",
	[STAGE_MESSAGE] = "message", [STAGE_QUIT] = "QUIT",
};

/* "refused" would be the server's own word; who rejects here is another machine. */
static bool rejected_by_another(const struct session *s, const struct stage *st)
{
	return st->failure == FAILURE_NET && st->tcp != NULL && st->tcp->class == TCP_REFUSED &&
	       st->tcp->offender != NULL && strcmp(st->tcp->offender, s->address) != 0;
}

/* The envelope has several commands; what is not even said has its reason in the server's list. */
static const char *envelope_name(const struct stage *st)
{
	const struct envelope_facts *f = st->envelope;

	if (f == NULL || f->mail.code / 100 != 2)
		return "MAIL";
	return st->failure == FAILURE_REPLY ? "RCPT" : "envelope";
}

static const char *unsaid_envelope(const struct stage *st)
{
	return st->envelope != NULL && st->envelope->utf8 ? "no SMTPUTF8" : "too large";
}

static const char *failed_words(struct arena *a, const struct session *s, const struct stage *st)
{
	const char *name = short_names[st->id], *what = failure_in_words(a, st);

	if (st->id == STAGE_TCP && session_stage(s, STAGE_PROXY) != NULL)
		return arena_printf(a, "proxy %s", what); /* the server was not even tried */
	if (rejected_by_another(s, st))
		return "rejected";
	if (name == NULL || st->failure == FAILURE_CERTIFICATE ||
	    st->failure == FAILURE_INTERRUPTED)
		return what;
	if (st->id == STAGE_STARTTLS && st->failure == FAILURE_NOT_OFFERED)
		return "no STARTTLS";
	if (st->id == STAGE_ENVELOPE && st->failure == FAILURE_NOT_OFFERED)
		return unsaid_envelope(st);
	if (st->id == STAGE_ENVELOPE)
		name = envelope_name(st);
	return arena_printf(a, "%s %s", name, what);
}

double session_ms(const struct session *s)
{
	double from = -1, to = 0;

	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_NOT_REACHED)
			continue;
		if (from < 0)
			from = st->at_ms;
		if (st->at_ms + st->ms > to)
			to = st->at_ms + st->ms;
	}
	return from < 0 ? 0 : to - from;
}

static const struct finding *worst_of(const struct interpretation *i, const struct session *s)
{
	const struct finding *worst = NULL;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (f->session == s && (worst == NULL || f->severity > worst->severity))
			worst = f;
	}
	return worst;
}

/* A finding may stand for several sessions and name one of them only: for the others it counts
 * whether the target needs their port. */
static enum mark mark_of_failed(const struct record *r, const struct interpretation *i,
				const struct session *s, const struct stage *failed)
{
	const struct finding *worst = worst_of(i, s);

	if (failed->failure == FAILURE_INTERRUPTED)
		return MARK_NONE;
	if (worst != NULL)
		return severity_mark(worst->severity);
	return needs_port(r, s->port) && i->verdict.status != VERDICT_OK
		       ? verdict_mark(i->verdict.status)
		       : MARK_NONE;
}

/* One session has the login, and it failed: what the others would have got is not known. */
static bool login_left_to_another(const struct record *r, const struct session *s)
{
	const struct stage *auth = session_stage(s, STAGE_AUTH);

	if (auth == NULL || auth->outcome != OUTCOME_SKIP || auth->note == NULL ||
	    strcmp(auth->note, "tried-elsewhere") != 0)
		return false;
	LIST_EACH (const struct session, other, &r->sessions) {
		if (session_passed(other, STAGE_AUTH))
			return false;
	}
	return true;
}

/* Not even begun, or ended by a limit of the server or of ours. */
static bool is_untested(const struct session *s)
{
	const struct stage *tcp = session_stage(s, STAGE_TCP);

	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_NOT_TESTED)
			return true;
	}
	return tcp == NULL || tcp->outcome != OUTCOME_PASS;
}

static struct outcome_words words_of_passed(const struct record *r, const char *time,
					    const struct finding *worst, const struct session *s)
{
	if (worst != NULL && worst->severity >= SEVERITY_WARNING)
		return (struct outcome_words){severity_mark(worst->severity), time, false};
	if (login_left_to_another(r, s))
		return (struct outcome_words){MARK_SKIP, "login tried once", false};
	return (struct outcome_words){MARK_OK, time, false};
}

static struct outcome_words words_of_failed(struct arena *a, const struct record *r,
					    const struct interpretation *i, const struct session *s,
					    const struct stage *failed)
{
	enum mark mark = mark_of_failed(r, i, s, failed);
	bool footnote = !s->offered && failed->id <= STAGE_BANNER;

	if (footnote && mark == MARK_NONE)
		return (struct outcome_words){mark, "", true};
	return (struct outcome_words){mark, failed_words(a, s, failed), footnote};
}

struct outcome_words outcome_of(struct arena *a, const struct record *r,
				const struct interpretation *i, const struct session *s)
{
	const struct stage *failed = fatal_stage(s);
	const char *time = arena_printf(a, "%.0f ms", session_ms(s));

	if (failed != NULL)
		return words_of_failed(a, r, i, s, failed);
	if (is_untested(s))
		return (struct outcome_words){MARK_NONE, "not tested", false};
	return words_of_passed(r, time, worst_of(i, s), s);
}
