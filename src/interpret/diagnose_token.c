/* What a token says itself: before it is sent, in place of sending it, and after a refusal whose
 * words give no reason. */
#include "interpret/diagnose_token.h"

#include "base/clock.h"
#include "interpret/clocks.h"
#include "interpret/facts.h"
#include "interpret/judged.h"
#include "record/words_token.h"

#include <inttypes.h>
#include <string.h>

/* ---- evidence ---- */

static const struct token_facts *token_of(const struct place *at)
{
	return at->d->record->token;
}

static const struct token_service *service_at(const struct place *at)
{
	return token_service_of(at->d->know, at->d->record->provider, token_of(at));
}

static const char *joined(const struct place *at, const struct list *words)
{
	enum { SHOWN = 12 };
	struct buf out = {0};
	const char *s;
	size_t n = 0;

	LIST_EACH (const struct string_item, it, words) {
		if (++n > SHOWN) {
			buf_printf(&out, " and %zu more", words->n - SHOWN);
			break;
		}
		buf_printf(&out, "%s%s", n == 1 ? "" : " ", it->s);
	}
	s = arena_copy(at->d->arena, out.p != NULL ? out.p : "", out.n);
	buf_free(&out);
	return s;
}

static void show_audience(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);
	const char *name = token_audience_name(service_at(at), t);

	if (t->audiences.n == 0)
		return;
	if (list_has_string(&t->audiences, name))
		show(at, f, "note", "the token says: aud %s", joined(at, &t->audiences));
	else
		show(at, f, "note", "the token says: aud %s, which is %s",
		     joined(at, &t->audiences), name);
}

static void show_likeness(const struct place *at, struct finding *f)
{
	const char *like = token_phrase(token_like_words, token_of(at)->like);

	if (like != NULL)
		show(at, f, "note", "it begins like %s", like);
}

static void show_issuer(const struct place *at, struct finding *f)
{
	if (token_of(at)->issuer != NULL)
		show(at, f, "note", "the token says: iss %s", token_of(at)->issuer);
}

static void show_rights(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);

	if (t->scopes.n > 0)
		show(at, f, "note", "the token says: scp %s", joined(at, &t->scopes));
	if (t->roles.n > 0)
		show(at, f, "note", "the token says: roles %s", joined(at, &t->roles));
	if (t->scopes.n == 0 && t->roles.n == 0 && token_is_readable(t))
		show(at, f, "note", "the token has neither scp nor roles");
	if (at->d->record->asked != NULL && at->d->record->asked->granted != NULL)
		show(at, f, "note", "granted: %s", at->d->record->asked->granted);
}

static void show_app(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);

	if (t->app != NULL)
		show(at, f, "note", "the token says: app %s%s%s", t->app,
		     t->app_name != NULL ? ", " : "", t->app_name != NULL ? t->app_name : "");
	if (t->object != NULL && token_is_of_app(t))
		show(at, f, "note", "the token says: oid %s, the enterprise application's object",
		     t->object);
}

static void show_user(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);
	const char *user = at->d->record->user;

	if (t->user != NULL)
		show(at, f, "note", "the token says: %s %s%s%s",
		     t->user_claim != NULL ? t->user_claim : "user", t->user,
		     user != NULL ? "; the login is for " : "", user != NULL ? user : "");
	if (t->tenant != NULL)
		show(at, f, "note", "the token says: tid %s", t->tenant);
}

/* "2 hours", "5 minutes" */
static const char *span(struct arena *a, int64_t ms)
{
	int64_t s = (ms < 0 ? -ms : ms) / 1000, n;
	const char *unit;

	n = s >= 172800 ? s / 86400 : s >= 7200 ? s / 3600 : s >= 120 ? s / 60 : s;
	unit = s >= 172800 ? "day" : s >= 7200 ? "hour" : s >= 120 ? "minute" : "second";
	return arena_printf(a, "%" PRId64 " %s%s", n, unit, n == 1 ? "" : "s");
}

static const char *when(const struct place *at, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(date - date % 1000, text);
	return arena_printf(at->d->arena, "%.10s %.8s UTC", text, text + strlen("2026-11-21T"));
}

/* Of a clock that is not this machine's. */
static int64_t ahead_at(const struct place *at)
{
	return at->session == NULL ? 0 : session_ahead(at->d->record, at->session);
}

static bool is_far(int64_t ahead)
{
	return ahead > CLOCK_SKEW_MS || ahead < -CLOCK_SKEW_MS;
}

static void show_times(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);

	if (t->not_before != 0 && t->not_before > t->read_at)
		show(at, f, "note", "the token says: not before %s", when(at, t->not_before));
	if (t->expires != 0)
		show(at, f, "note", "the token says: until %s", when(at, t->expires));
	if (t->read_at != 0)
		show(at, f, "note", "this machine's clock: %s", when(at, t->read_at));
	if (is_far(ahead_at(at)) && t->read_at != 0)
		show(at, f, "note", "the clock there: %s", when(at, t->read_at + ahead_at(at)));
	if (t->issued != 0)
		show(at, f, "note", "the token says: issued %s", when(at, t->issued));
}

static void show_form(const struct place *at, struct finding *f)
{
	const struct token_facts *t = token_of(at);

	const char *in = token_phrase(token_wrapped_words, t->wrapped);
	const char *fault = token_phrase(token_fault_words, t->fault);

	show(at, f, "note", "%d bytes%s%s%s%s", t->bytes, in != NULL ? ", " : "",
	     in != NULL ? in : "", fault != NULL ? ": " : "", fault != NULL ? fault : "");
}

void show_claims(const struct place *at, struct finding *f)
{
	show_audience(at, f);
	show_rights(at, f);
	show_user(at, f);
	show_times(at, f);
}

static void show_relevant(const struct place *at, struct finding *f)
{
	enum { CLAIMS = 4 };
	static const struct {
		const char *id;
		void (*show[CLAIMS])(const struct place *at, struct finding *f);
	} claims[] = {
		{"oauth-token-malformed", {show_form, show_likeness, show_audience}},
		{"oauth-audience", {show_likeness, show_audience, show_issuer, show_rights}},
		{"oauth-scope", {show_rights, show_audience}},
		{"oauth-role", {show_rights, show_app, show_audience}},
		{"oauth-user-mismatch", {show_likeness, show_user}},
		{"oauth-token-expired", {show_times}},
		{"oauth-token-not-yet-valid", {show_times}},
	};

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		for (size_t n = 0; n < CLAIMS && claims[i].show[n] != NULL; n++)
			if (strcmp(claims[i].id, f->id) == 0)
				claims[i].show[n](at, f);
}

/* ---- one fault as a finding ---- */

static struct token_sight sight_at(const struct place *at, enum token_moment when)
{
	const struct record *r = at->d->record;
	bool told = when == TOKEN_TOLD;

	return (struct token_sight){
		.facts = r->token,
		.know = at->d->know,
		.service = told || r->provider != NULL ? service_at(at) : NULL,
		.user = r->user,
		.to_be_sent = !told,
		.asked = r->asked,
		.ahead = ahead_at(at),
	};
}

/* How far from its time it is, in words. */
static const char *distance(const struct place *at, const char *id)
{
	const struct token_facts *t = token_of(at);
	bool early = strcmp(id, "oauth-token-not-yet-valid") == 0;
	int64_t from = !early ? t->expires : t->not_before > t->read_at ? t->not_before : t->issued;

	if (!early && strcmp(id, "oauth-token-expired") != 0)
		return NULL;
	return span(at->d->arena, from - t->read_at);
}

static void weigh(struct finding *f, const struct token_fault *fault, enum token_moment when,
		  bool guessed)
{
	static const enum severity severities[][TOKEN_HOPELESS + 1] = {
		[TOKEN_TOLD] = {SEVERITY_NOTICE, SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_ERROR},
		[TOKEN_NOT_SENT] = {SEVERITY_NOTICE, SEVERITY_NOTICE, SEVERITY_NOTICE,
				    SEVERITY_WARNING},
		[TOKEN_WITHHELD] = {SEVERITY_NOTICE, SEVERITY_NOTICE, SEVERITY_WARNING,
				    SEVERITY_ERROR},
		[TOKEN_REFUSED] = {SEVERITY_NOTICE, SEVERITY_ERROR, SEVERITY_ERROR, SEVERITY_ERROR},
	};

	f->severity = severities[when][fault->weight];
	if (fault->weight == TOKEN_HOPELESS)
		f->certainty = guessed ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN;
	else if (fault->weight != TOKEN_HINT)
		f->certainty = when == TOKEN_REFUSED || fault->weight == TOKEN_DOUBTFUL
				       ? CERTAINTY_LIKELY
				       : CERTAINTY_POSSIBLE;
}

/* A service that nobody named: the token may be meant for another. */
static bool is_guessed(const struct place *at, const struct token_fault *fault)
{
	static const char *const by_service[] = {"oauth-token-malformed", "oauth-audience",
						 "oauth-scope"};

	if (token_of(at)->wrapped != NULL && strcmp(fault->id, by_service[0]) == 0)
		return false; /* JSON, and an HTTP header's word, are no token anywhere */
	for (size_t i = 0; i < sizeof(by_service) / sizeof(by_service[0]); i++)
		if (strcmp(fault->id, by_service[i]) == 0)
			return at->d->record->provider == NULL;
	return false;
}

static struct finding *found_one(const struct place *at, const struct token_fault *fault,
				 enum token_moment when)
{
	struct place here = *at;
	struct finding *f;

	here.why = distance(at, fault->id);
	f = found_case(&here, fault->id, fault->of_case, ONCE);
	if (fault->of_case == NULL && service_at(at) != NULL)
		finding_in_known_case(&here, f, service_at(at)->id);
	weigh(f, fault, when, is_guessed(at, fault));
	show_relevant(at, f);
	return f;
}

/* The heaviest, of several the first. */
static const struct token_fault *chief(const struct token_fault *faults, size_t n)
{
	const struct token_fault *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (best == NULL || faults[i].weight > best->weight)
			best = &faults[i];
	return best;
}

/* Their titles only: whoever mends the first asks for a new token anyway. */
static void show_others(const struct place *at, struct finding *f, const struct token_fault *faults,
			size_t n, const struct token_fault *but)
{
	for (size_t i = 0; i < n; i++) {
		const struct token_fault *o = &faults[i];
		const char *title =
			o == but || o->weight == TOKEN_HINT
				? NULL
				: found_title(at, o->id, o->of_case, distance(at, o->id));

		if (title != NULL)
			show(at, f, "note", "also: %s", title);
	}
}

struct finding *found_token_fault(const struct place *at, enum token_moment when)
{
	struct token_fault faults[TOKEN_FAULTS_MAX];
	const struct token_fault *worst;
	struct token_sight s;
	struct finding *f;
	size_t n;

	if (token_of(at) == NULL)
		return NULL;
	s = sight_at(at, when);
	n = token_faults(&s, faults);
	worst = chief(faults, n);
	if (worst == NULL || (worst->weight == TOKEN_HINT && when != TOKEN_TOLD) ||
	    (when == TOKEN_NOT_SENT && worst->weight < TOKEN_DOUBTFUL) ||
	    (when == TOKEN_WITHHELD && worst->weight < TOKEN_HOPELESS))
		return NULL;
	f = found_one(at, worst, when);
	show_others(at, f, faults, n, worst);
	return f;
}

/* ---- of a check ---- */

/* Judged by a server, or kept back: that was told at its session. */
static bool was_told(const struct diagnosis *d)
{
	LIST_EACH (const struct session, s, &d->record->sessions) {
		const struct stage *st = session_stage(s, STAGE_AUTH);
		enum login_end end = login_end(d->record, d->know, st);

		if (end == LOGIN_END_ACCEPTED || end == LOGIN_END_REFUSED)
			return true;
		if (st != NULL && st->auth != NULL && st->auth->withheld == WITHHELD_TOKEN)
			return true;
	}
	return false;
}

void diagnose_token(struct diagnosis *d)
{
	const struct place at = {.d = d};

	if (!was_told(d))
		found_token_fault(&at, TOKEN_NOT_SENT);
}
