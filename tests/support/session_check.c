/* session_check.c - what must hold after any run, whatever the servers did */
#include "session.h"

#include "fakeuv.h"
#include "neutral.h"
#include "record/record_json.h"
#include "report/chain.h"
#include "report/report.h"

#include <jansson.h>
#include <string.h>

enum { GRACE_MS = 2000 };

/* ---- the record ---- */

/* A file that is being read cannot be given up: the thread has to come back. */
static void check_time(const struct session_test *t)
{
	double limit = t->settings.total_ms + GRACE_MS;

	if (limit < t->load_ms)
		limit = t->load_ms;
	if ((double)t->took_ms > limit)
		fake_panic("took %llu ms of %.0f", (unsigned long long)t->took_ms,
			   t->settings.total_ms);
}

static bool is_settled(const struct stage *st)
{
	return st->outcome == OUTCOME_PASS || st->outcome == OUTCOME_SKIP;
}

/* What stands after the stage that ended a walk may not be reached; all else has an outcome, a
 * failure has a reason, and only a failure has one. */
static void check_stages(const struct session *s)
{
	bool ended = false;

	LIST_EACH (const struct stage, st, &s->stages) {
		const char *name = stage_names[st->id];

		if (!ended && st->outcome == OUTCOME_NOT_REACHED)
			fake_panic("stage %s has no outcome", name);
		if ((st->outcome == OUTCOME_FAIL) != (st->failure != FAILURE_NONE))
			fake_panic("stage %s: %s, failure %s", name, outcome_names[st->outcome],
				   failure_names[st->failure]);
		if ((st->outcome == OUTCOME_SKIP || st->outcome == OUTCOME_NOT_TESTED) &&
		    st->note == NULL)
			fake_panic("stage %s: %s without a reason", name,
				   outcome_names[st->outcome]);
		ended |= !is_settled(st);
	}
}

static void check_record(const struct session_test *t)
{
	LIST_EACH (const struct session, s, &t->record->sessions)
		check_stages(s);
}

/* ---- the verdict ---- */

static bool is_listed(const struct interpretation *i, const struct finding *f)
{
	LIST_EACH (const struct finding, other, &i->findings) {
		if (other == f)
			return true;
	}
	return false;
}

static void check_findings(const struct session_test *t)
{
	const struct interpretation *i = t->interpretation;

	if ((unsigned)i->verdict.status > VERDICT_UNTESTED)
		fake_panic("no such verdict");
	if (i->verdict.finding == NULL || !is_listed(i, i->verdict.finding))
		fake_panic("the verdict rests on no finding");
	LIST_EACH (const struct finding, f, &i->findings) {
		if (knowledge_entry(t->knowledge, f->id) == NULL)
			fake_panic("finding %s is not in the catalogue", f->id);
		if (f->title == NULL || *f->title == '\0')
			fake_panic("finding %s has no title", f->id);
	}
}

static bool said_yes(const struct witness *w, const char *verb, int n)
{
	return witness_reply(w, verb, n) / 100 == 2;
}

/* A connection on which everything up to the EHLO that counts was answered with yes. Servers among
 * each other get by without TLS. */
static bool went_well(const struct server *s, enum tls_mode mode, bool mx)
{
	const struct witness *w = &s->witness;

	if (witness_reply(w, "", 0) != 220 || !said_yes(w, "EHLO", 0))
		return false;
	if (mx)
		return true;
	if (mode == TLS_MODE_STARTTLS &&
	    (witness_reply(w, "STARTTLS", 0) != 220 || !said_yes(w, "EHLO", 1)))
		return false;
	return mode == TLS_MODE_NONE || (s->secure && w->tls);
}

static bool any_went_well(const struct script *sc, const struct works *w, bool mx)
{
	for (int i = 0; i < sc->servers_n; i++)
		if (sc->servers[i]->wire->port == w->port && went_well(sc->servers[i], w->mode, mx))
			return true;
	return false;
}

static bool anybody_said_yes(const struct script *sc, const char *verb)
{
	for (int i = 0; i < sc->servers_n; i++)
		if (said_yes(&sc->servers[i]->witness, verb, 0))
			return true;
	return false;
}

/* The last words of the login: those that came to AUTH, or to what was said in its course. */
static bool anybody_let_in(const struct script *sc)
{
	for (int i = 0; i < sc->servers_n; i++) {
		const struct witness *w = &sc->servers[i]->witness;

		for (unsigned c = 0; c < WITNESS_LOG && c <= w->commands; c++)
			if (w->rules->logins > 0 && strcmp(w->log[c].verb, "AUTH") == 0)
				for (unsigned d = c; d < WITNESS_LOG && d <= w->commands; d++)
					if (w->log[d].code / 100 == 2)
						return true;
	}
	return false;
}

static bool any_passed(const struct record *r, enum stage_id id)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (session_passed(s, id))
			return true;
	}
	return false;
}

/* Nobody had leave to log in: that is said instead of tested. */
static bool login_was_ruled_out(const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		const struct stage *auth = session_stage(s, STAGE_AUTH);

		if (auth != NULL && auth->outcome != OUTCOME_NOT_REACHED &&
		    (auth->note == NULL || strcmp(auth->note, "not-needed") != 0))
			return false;
	}
	return true;
}

/* "Works" only where the servers really said yes to all that it takes. */
static void check_works(const struct session_test *t)
{
	const struct verdict *v = &t->interpretation->verdict;
	bool good = v->status == VERDICT_OK || v->status == VERDICT_DEGRADED;

	if (t->script.narrow)
		return;
	if (any_passed(t->record, STAGE_AUTH) && !anybody_let_in(&t->script))
		fake_panic("logged in, but nobody let us in");
	if (any_passed(t->record, STAGE_ENVELOPE) && !anybody_said_yes(&t->script, "MAIL"))
		fake_panic("nobody took the sender");
	if (t->settings.until != STAGE_QUIT)
		return;
	LIST_EACH (const struct works, w, &v->works) {
		if (!any_went_well(&t->script, w, t->record->purpose == PURPOSE_MX))
			fake_panic("port %d does not work, but is said to", w->port);
	}
	if (good && v->works.n == 0)
		fake_panic("%s, but nothing works", verdict_status_names[v->status]);
	if (good && t->settings.secret != NULL && !login_was_ruled_out(t->record) &&
	    !anybody_let_in(&t->script))
		fake_panic("%s, but nobody let us in", verdict_status_names[v->status]);
}

/* ---- what is written ---- */

static void check_secret(const struct session_test *t, const char *what, const struct buf *out)
{
	if (out->n > 0 && shows_secret(t->script.rules.secret, out->p, out->n))
		fake_panic("the secret is in the %s", what);
}

static void check_text(const struct session_test *t, const struct report_options *o)
{
	struct buf out = {0};
	size_t at;

	reporter_terminal.write(&out, t->record, t->interpretation, t->knowledge, o);
	if (out.n == 0)
		fake_panic("an empty report");
	if (!is_neutral(out.p, out.n, o->colour, &at))
		fake_panic("byte %zu of the report is not neutral: %02x", at,
			   (unsigned char)out.p[at]);
	check_secret(t, "report", &out);
	buf_free(&out);
}

static void check_texts(const struct session_test *t)
{
	static const struct report_options forms[] = {
		{.columns = 80, .verbosity = 2},
		{.columns = 40, .colour = true, .transcript = true},
		{.columns = 120, .verbosity = -1},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		check_text(t, &forms[i]);
}

static void check_chain(const struct session_test *t)
{
	struct buf out = {0};

	chain_write(&out, t->record, t->interpretation);
	check_secret(t, "chain", &out);
	buf_free(&out);
}

static struct buf json_of(const struct session_test *t, const struct record *r,
			  const struct interpretation *i)
{
	static const struct report_options plain = {.columns = 80};
	struct buf out = {0};

	reporter_json.write(&out, r, i, t->knowledge, &plain);
	return out;
}

static void check_syntax(const struct buf *json)
{
	json_error_t error;
	json_t *j = json_loadb(json->p, json->n, JSON_REJECT_DUPLICATES, &error);

	if (j == NULL)
		fake_panic("JSON, line %d: %s", error.line, error.text);
	json_decref(j);
}

/* The saved report, read and interpreted anew, is the same report. */
static void check_json(const struct session_test *t)
{
	struct buf json = json_of(t, t->record, t->interpretation), again;
	struct interpretation *i;
	struct record *r;
	char fault[256];

	check_secret(t, "JSON", &json);
	check_syntax(&json);
	r = record_read(json.p, json.n, fault, sizeof(fault));
	if (r == NULL)
		fake_panic("a report that cannot be read: %s", fault);
	i = interpret(r, t->knowledge);
	again = json_of(t, r, i);
	if (again.n != json.n || memcmp(again.p, json.p, json.n) != 0)
		fake_panic("a report that changes by saving:\n%s\n----\n%s", json.p, again.p);
	interpretation_free(i);
	record_free(r);
	buf_free(&json);
	buf_free(&again);
}

void session_check(const struct session_test *t)
{
	check_time(t);
	if (t->interpretation == NULL) {
		if (t->fault == NULL || t->script.servers_n > 0)
			fake_panic("refused without a reason");
		return;
	}
	check_record(t);
	check_findings(t);
	check_works(t);
	check_texts(t);
	check_chain(t);
	check_json(t);
}
