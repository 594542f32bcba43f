#include "report/outcome.h"

#include <string.h>

static const char *const tcp_words[] = {
	[TCP_OPEN] = "open",
	[TCP_REFUSED] = "refused",
	[TCP_RESET] = "reset",
	[TCP_TIMEOUT] = "timed out",
	[TCP_UNREACHABLE] = "unreachable",
	[TCP_PROHIBITED] = "prohibited",
	[TCP_NO_ROUTE] = "no route",
	[TCP_NO_FAMILY] = "no address here",
	[TCP_LOCAL_BLOCK] = "blocked here",
	[TCP_LOCAL_ERROR] = "local error",
};

static const char *const failure_words[] = {
	[FAILURE_NONE] = "",
	[FAILURE_NET] = "not connected",
	[FAILURE_TIMEOUT] = "timed out",
	[FAILURE_CLOSED] = "closed",
	[FAILURE_RESET] = "reset",
	[FAILURE_REPLY] = "refused",
	[FAILURE_PROTOCOL] = "not SMTP",
	[FAILURE_TOO_LONG] = "too long",
	[FAILURE_NOT_OFFERED] = "not offered",
	[FAILURE_TLS] = "failed",
	[FAILURE_CERTIFICATE] = "not acceptable",
	[FAILURE_WITHHELD] = "withheld",
	[FAILURE_LOCAL] = "not possible here",
	[FAILURE_INTERRUPTED] = "interrupted",
};

/* What is wrong with a certificate, the most telling first. */
static const char *certificate_words(struct arena *a, const struct tls_facts *t)
{
	const struct {
		bool is;
		const char *words;
	} faults[] = {
		{t->expired, "expired"},
		{t->not_yet_valid, "not yet valid"},
		{!t->name_ok, "wrong name"},
		{!t->trusted, "untrusted"},
	};
	const char *all = NULL;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].is)
			all = all == NULL ? faults[i].words
					  : arena_printf(a, "%s, %s", all, faults[i].words);
	return all != NULL ? all : failure_words[FAILURE_CERTIFICATE];
}

const char *outcome_of_stage(struct arena *a, const struct stage *st)
{
	if (st->failure == FAILURE_NET && st->tcp != NULL)
		return tcp_words[st->tcp->class];
	if (st->failure == FAILURE_REPLY && st->reply.code != 0)
		return arena_printf(a, "%d", st->reply.code);
	if (st->failure == FAILURE_CERTIFICATE && st->tls != NULL)
		return certificate_words(a, st->tls);
	if (st->failure == FAILURE_TLS && st->tls != NULL && st->tls->plaintext.n > 0)
		return "plain text";
	return failure_words[st->failure];
}

/* How a stage is called where there is little room; NULL: its outcome says enough. */
static const char *const short_names[] = {
	[STAGE_TCP] = NULL,	[STAGE_BANNER] = "banner",
	[STAGE_EHLO] = "EHLO",	[STAGE_STARTTLS] = "STARTTLS",
	[STAGE_TLS] = "TLS",	[STAGE_EHLO_AGAIN] = "EHLO",
	[STAGE_AUTH] = "login", [STAGE_ENVELOPE] = "MAIL",
	[STAGE_QUIT] = "QUIT",
};

static const char *failed_words(struct arena *a, const struct stage *st)
{
	const char *name = short_names[st->id], *what = outcome_of_stage(a, st);

	if (name == NULL || st->failure == FAILURE_CERTIFICATE)
		return what;
	if (st->id == STAGE_STARTTLS && st->failure == FAILURE_NOT_OFFERED)
		return "no STARTTLS";
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

/* The worst finding of this session; consequences count with their root. */
static enum severity worst_of(const struct interpretation *i, const struct session *s)
{
	enum severity worst = SEVERITY_OK;

	LIST_EACH (const struct finding, f, &i->findings) {
		if (f->session == s && f->severity > worst)
			worst = f->severity;
	}
	return worst;
}

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

static const struct stage *not_tested(const struct session *s)
{
	LIST_EACH (const struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_NOT_TESTED)
			return st;
	}
	return NULL;
}

struct outcome_words outcome_of(struct arena *a, const struct record *r,
				const struct interpretation *i, const struct session *s)
{
	static const enum mark by_severity[] = {
		[SEVERITY_OK] = MARK_NONE,
		[SEVERITY_NOTICE] = MARK_NONE,
		[SEVERITY_WARNING] = MARK_WARN,
		[SEVERITY_ERROR] = MARK_FAIL,
	};
	const struct stage *failed = session_failed(s), *untested = not_tested(s);
	enum severity worst = worst_of(i, s);
	const char *time = arena_printf(a, "%.0f ms", session_ms(s));

	if (failed != NULL && !s->offered && failed->id <= STAGE_BANNER && worst < SEVERITY_ERROR)
		return (struct outcome_words){MARK_NONE, "*", true};
	if (failed != NULL)
		return (struct outcome_words){by_severity[worst], failed_words(a, failed), false};
	if (untested != NULL)
		return (struct outcome_words){MARK_NONE, "not tested", false};
	if (worst == SEVERITY_WARNING)
		return (struct outcome_words){MARK_WARN, time, false};
	if (login_left_to_another(r, s))
		return (struct outcome_words){MARK_SKIP, "no 2nd login", false};
	return (struct outcome_words){MARK_OK, time, false};
}
