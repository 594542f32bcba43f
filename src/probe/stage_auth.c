/* stage_auth.c - one login, over a verified channel only, with what the server offers */
#include "base/memory.h"
#include "probe/talk.h"
#include "base/base64.h"
#include "smtp/caps.h"

#include <string.h>

enum { COMMAND_LINE_MAX = 512 }; /* RFC 5321 section 4.5.3.1.4, CRLF included */

/* ---- which mechanism, and whether at all ---- */

/* The mechanism that this session or the user names, or NULL. */
static const char *named(const struct probe *p)
{
	return p->ep->auth != NULL ? p->ep->auth : p->set->auth;
}

/* A mechanism that the user named and the server did not: only its name is said, to see the reply.
 */
static bool is_blind(const struct probe *p)
{
	return named(p) != NULL && !caps_offers_mechanism(p->caps, named(p));
}

static bool names_ticket(const struct settings *s)
{
	const struct sasl_mechanism *m = s->auth != NULL ? sasl_find(s->auth) : NULL;

	return m != NULL && m->takes == SASL_TICKET;
}

static struct sasl_means means_of(const struct probe *p)
{
	const struct settings *s = p->set;

	return (struct sasl_means){
		.password = s->secret != NULL && !s->secret->token,
		.token = s->secret != NULL && s->secret->token,
		.certificate = s->client_cert != NULL,
		.ticket = names_ticket(s),
		.binding = p->tls && conn_tls_binding(p->conn, NULL, NULL),
		.guarded = !p->proven,
	};
}

/* NULL: none in common, or is_blind(). `f` is told what there was to choose from, and why. */
static const struct sasl_mechanism *choose(struct probe *p, struct auth_facts *f)
{
	struct arena *a = p->common->record->arena;
	const struct sasl_means means = means_of(p);
	struct list offered = {0};

	caps_mechanisms(a, p->caps, &offered);
	sasl_able(a, &offered, &means, &f->able);
	if (named(p) == NULL)
		return sasl_choose(&f->able, &means, &f->chosen);
	f->chosen = "named";
	return is_blind(p) ? NULL : sasl_find(named(p));
}

static enum withheld withheld_by_channel(const struct probe *p)
{
	if (p->proven || p->set->insecure_auth)
		return WITHHELD_NO;
	return p->tls ? WITHHELD_UNVERIFIED : WITHHELD_NO_TLS;
}

/* A certificate alone may be for TLS only: it logs in where that is offered. */
bool probe_logs_in(const struct probe *p)
{
	return p->set->secret != NULL || names_ticket(p->set) ||
	       (p->set->client_cert != NULL &&
		(p->set->auth != NULL || caps_offers_mechanism(p->caps, "EXTERNAL")));
}

static enum verdict auth_wanted(struct probe *p)
{
	struct auth_facts scratch = {0};

	if (!probe_logs_in(p))
		return probe_skip(p, NOTE_NO_CREDENTIALS);
	if (!p->ep->login)
		return probe_skip(p, NOTE_NOT_NEEDED);
	if (!p->auth.chosen)
		p->auth.mechanism = choose(p, &scratch);
	p->auth.chosen = true;
	if (withheld_by_channel(p) != WITHHELD_NO)
		return STAGE_NEXT; /* to say so; that takes nobody's turn */
	if (p->ep->purpose == SESSION_AUTH)
		return STAGE_NEXT; /* who made it waits for it */
	return probe_turn(p, (p->proven ? 0 : RANK_UNVERIFIED) |
				     (p->auth.mechanism != NULL || is_blind(p) ? 0 : RANK_UNABLE));
}

/* ---- what we say ---- */

static void on_worked(void *arg)
{
	struct probe *p = arg;

	common_nudge(p->common);
}

static struct sasl_exchange *exchange_for(struct probe *p)
{
	const struct settings *set = p->set;
	bool secret = p->auth.mechanism->takes <= SASL_TOKEN && set->secret != NULL;
	struct sasl_identity id = {.user = secret ? set->user : NULL,
				   .authzid = secret ? NULL : set->user,
				   .secret = secret ? set->secret->p : NULL,
				   .secret_len = secret ? set->secret->n : 0,
				   .host = p->ep->host,
				   .port = p->ep->port};

	if (p->tls && p->auth.mechanism->library &&
	    conn_tls_binding(p->conn, p->common->record->arena, &id.binding))
		id.binding_name = conn_tls_binding_name(p->conn);
	return sasl_new(p->auth.mechanism, &id, &p->common->hub->loop, on_worked, p);
}

/* Empty words are "=" there (RFC 4954 section 4). What the line cannot hold is asked for again. */
static enum verdict say_command(struct probe *p, const struct buf *raw)
{
	struct arena *a = p->common->record->arena;
	const char *command = arena_printf(a, "AUTH %s", p->auth.mechanism->name);
	struct buf words = {.secret = true};
	enum verdict v;

	base64_encode(&words, raw->p, raw->n);
	p->now->auth->initial_response =
		strlen(command) + strlen(" \r\n") + words.n <= COMMAND_LINE_MAX;
	if (!p->now->auth->initial_response) {
		sasl_postpone(p->auth.exchange, raw);
		v = probe_say(p, "%s", command);
	} else if (words.n == 0) {
		v = probe_say(p, "%s =", command);
	} else {
		v = probe_say_secret(p, arena_printf(a, "%s ", command), &words);
	}
	buf_free(&words);
	return v;
}

static enum verdict say_words(struct probe *p, const struct buf *raw)
{
	struct buf words = {.secret = true};
	enum verdict v;

	if (raw->n == 0)
		return probe_say(p, "%s", "");
	base64_encode(&words, raw->p, raw->n);
	v = probe_say_secret(p, "", &words);
	buf_free(&words);
	return v;
}

static enum verdict cancel(struct probe *p)
{
	if (p->auth.cancelled) /* it asks on: why we broke it off says more, where we did */
		return probe_fail(p, p->now->auth->own_fault != NULL ? FAILURE_REPLY
								     : FAILURE_PROTOCOL);
	p->auth.cancelled = true;
	return probe_say(p, "*");
}

static void note_exchange(struct probe *p)
{
	struct auth_facts *f = p->now->auth;
	const struct sasl_exchange *x = p->auth.exchange;

	if (x == NULL)
		return;
	f->channel_binding = sasl_binding(x);
	f->iterations = sasl_iterations(x);
	f->server_proved = sasl_server_proved(x);
	if (f->own_fault == NULL)
		f->own_fault = sasl_fault(x);
}

/* One step of the exchange has led to `state`. */
static enum verdict go_on(struct probe *p, enum sasl_state state, const struct buf *raw)
{
	bool begins = !p->auth.begun && state != SASL_WORKING;

	p->auth.working = state == SASL_WORKING;
	note_exchange(p);
	p->auth.begun |= begins;
	switch (state) {
	case SASL_WORKING:
		return STAGE_WAIT;
	case SASL_SAY:
		return begins ? say_command(p, raw) : say_words(p, raw);
	case SASL_FAULT:
		break;
	}
	return begins ? probe_fail(p, FAILURE_WITHHELD) : cancel(p);
}

static enum verdict begin(struct probe *p)
{
	struct buf raw = {.secret = true};
	enum verdict v;

	p->auth.exchange = exchange_for(p);
	if (p->auth.mechanism->client_first) {
		v = go_on(p, sasl_first(p->auth.exchange, &raw), &raw);
	} else if (sasl_fault(p->auth.exchange) != NULL) {
		v = go_on(p, SASL_FAULT, &raw);
	} else {
		p->auth.begun = true;
		v = probe_say(p, "AUTH %s", p->auth.mechanism->name);
	}
	buf_free(&raw);
	return v;
}

/* What shows neither password nor token cannot lock the account. */
static enum withheld withheld_by_guard(const struct probe *p)
{
	const struct login_guard *g = p->set->guard;

	if (g == NULL || p->auth.mechanism == NULL || p->auth.mechanism->takes > SASL_TOKEN)
		return WITHHELD_NO;
	return g->withholds(g->arg, p->session);
}

static enum verdict auth_enter(struct probe *p)
{
	const struct settings *set = p->set;
	struct auth_facts *f = p->now->auth = PROBE_NEW(p, struct auth_facts);
	enum verdict v;

	choose(p, f);
	f->user = set->user;
	f->mechanism = named(p) != NULL		   ? named(p)
		       : p->auth.mechanism != NULL ? p->auth.mechanism->name
						   : NULL;
	f->withheld = withheld_by_channel(p);
	if (f->withheld == WITHHELD_NO && p->auth.mechanism == NULL && !is_blind(p)) {
		if (!caps_has(p->caps, "AUTH"))
			return probe_fail(p, FAILURE_NOT_OFFERED);
		f->withheld = WITHHELD_NO_MECHANISM;
	}
	f->without_secret = is_blind(p);
	if (f->withheld == WITHHELD_NO)
		f->withheld = withheld_by_guard(p); /* takes nobody's turn, either */
	if (f->withheld != WITHHELD_NO)
		return probe_fail(p, FAILURE_WITHHELD);
	if (!f->without_secret && set->secret != NULL)
		echo_learn(common_echo(p->common), set->secret->p, set->secret->n);
	v = f->without_secret ? probe_say(p, "AUTH %s", f->mechanism) : begin(p);
	if (v == STAGE_WAIT && p->ep->purpose != SESSION_AUTH)
		probe_take_turn(p);
	return v;
}

/* ---- what we hear ---- */

/* What a token's mechanism says before the refusal, and SCRAM where the server knows why (RFC 5802
 * section 7), are reports of what is wrong. */
static bool is_report(const struct sasl_mechanism *m, struct bytes challenge)
{
	return challenge.n > 0 &&
	       (m->takes == SASL_TOKEN ||
		(m->must_prove && m->takes == SASL_PASSWORD && bytes_begins(challenge, "e=")));
}

/* Those of LOGIN need not even be base64. */
static void read_challenge(struct probe *p, struct bytes *challenge)
{
	struct arena *a = p->common->record->arena;
	struct bytes text = p->now->reply.text;
	struct buf raw = {.secret = true};

	*challenge = (struct bytes){0};
	if (text.n > 0 && base64_decode(&raw, text.p, text.n) == 0 && raw.n > 0) {
		probe_mask(p, &raw, raw.n);
		*challenge = bytes_copy(a, raw.p, raw.n);
	}
	if (is_report(p->auth.mechanism, *challenge))
		p->now->auth->challenge = *challenge;
	buf_free(&raw);
}

static enum verdict answer(struct probe *p)
{
	struct buf raw = {.secret = true};
	struct bytes challenge;
	enum verdict v;

	if (p->auth.exchange == NULL || p->auth.cancelled)
		return cancel(p);
	read_challenge(p, &challenge);
	v = go_on(p, sasl_next(p->auth.exchange, challenge, &raw), &raw);
	buf_free(&raw);
	return v;
}

static enum verdict worked(struct probe *p)
{
	struct buf raw = {.secret = true};
	enum verdict v = go_on(p, sasl_result(p->auth.exchange, &raw), &raw);

	buf_free(&raw);
	return v;
}

/* Whom we have broken off with cannot take us, nor can a server that owes us its proof. */
static enum verdict success(struct probe *p)
{
	if (p->auth.exchange != NULL)
		sasl_success(p->auth.exchange);
	note_exchange(p);
	return p->now->auth->own_fault == NULL ? STAGE_NEXT : probe_fail(p, FAILURE_REPLY);
}

static enum verdict auth_input(struct probe *p)
{
	enum verdict v = p->auth.working ? worked(p) : probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	if (p->now->reply.code == 334)
		return answer(p);
	if (p->now->reply.code / 100 == 2)
		return success(p);
	if (p->now->auth->without_secret && p->auth.cancelled)
		return probe_fail(p, FAILURE_NOT_OFFERED); /* the reply is to our cancelling */
	return probe_fail(p, FAILURE_REPLY);
}

static enum verdict auth_late(struct probe *p)
{
	if (p->auth.working)
		p->now->auth->own_fault = "too-slow";
	return probe_fail(p, FAILURE_TIMEOUT);
}

/* One attempt a run: whoever made it, nobody needs the secret again. */
static void auth_leave(struct probe *p)
{
	note_exchange(p);
	p->auth.exchange = sasl_free(p->auth.exchange);
	p->auth.working = false;
	if (!p->set->keep_secret && login_held_by(&p->common->login, &p->candidate))
		secret_wipe(p->set->secret);
	mem_wipe_stack(); /* what encoding and encrypting it has left */
}

const struct stage_kind stage_auth = {
	.id = STAGE_AUTH,
	.budget = budget_reply,
	.wanted = auth_wanted,
	.enter = auth_enter,
	.input = auth_input,
	.late = auth_late,
	.leave = auth_leave,
};
