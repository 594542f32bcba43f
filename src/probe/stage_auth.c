/* stage_auth.c - one login, over a verified channel only, with what the server offers */
#include "probe/talk.h"
#include "smtp/caps.h"
#include "smtp/sasl.h"

#include <string.h>

enum { COMMAND_LINE_MAX = 512 }; /* RFC 5321 section 4.5.3.1.4, CRLF included */

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

static const struct sasl_mechanism *mechanism_for(struct probe *p)
{
	struct list offered = {0};

	if (is_blind(p))
		return NULL;
	if (named(p) != NULL)
		return sasl_find(named(p));
	caps_mechanisms(p->common->record->arena, p->caps, &offered);
	return sasl_choose(&offered, p->set->secret->token);
}

static enum withheld withheld_by_channel(const struct probe *p)
{
	if (p->proven || p->set->insecure_auth)
		return WITHHELD_NO;
	return p->tls ? WITHHELD_UNVERIFIED : WITHHELD_NO_TLS;
}

static enum verdict auth_wanted(struct probe *p)
{
	if (p->set->secret == NULL)
		return probe_skip(p, NOTE_NO_CREDENTIALS);
	if (!p->ep->login)
		return probe_skip(p, NOTE_NOT_NEEDED);
	if (!p->auth.chosen)
		p->auth.mechanism = mechanism_for(p);
	p->auth.chosen = true;
	if (withheld_by_channel(p) != WITHHELD_NO)
		return STAGE_NEXT; /* to say so; that takes nobody's turn */
	if (p->ep->purpose == SESSION_AUTH)
		return STAGE_NEXT; /* who made it waits for it */
	return probe_turn(p, (p->proven ? 0 : RANK_UNVERIFIED) |
				     (p->auth.mechanism != NULL || is_blind(p) ? 0 : RANK_UNABLE));
}

static enum verdict say_with_initial(struct probe *p, const struct buf *words)
{
	struct arena *a = p->common->record->arena;

	p->now->auth->initial_response = true;
	return probe_say_secret(p, arena_printf(a, "AUTH %s ", p->auth.mechanism->name), words);
}

/* With an initial response where the mechanism has one and the line can hold it. */
static enum verdict begin(struct probe *p)
{
	const struct sasl_mechanism *m = p->auth.mechanism;
	const struct secret *s = p->set->secret;
	struct buf raw = {.secret = true}, words = {.secret = true};
	enum verdict v;

	if (m->first != NULL) {
		m->first(&raw, p->set->user, s->p, s->n);
		base64_encode(&words, raw.p, raw.n);
	}
	if (words.n > 0 && strlen("AUTH  \r\n") + strlen(m->name) + words.n <= COMMAND_LINE_MAX)
		v = say_with_initial(p, &words);
	else
		v = probe_say(p, "AUTH %s", m->name);
	buf_free(&raw);
	buf_free(&words);
	return v;
}

static bool guard_allows(const struct probe *p)
{
	const struct login_guard *g = p->set->guard;

	return g == NULL || g->may_try(g->arg, p->session);
}

static enum verdict auth_enter(struct probe *p)
{
	const struct settings *set = p->set;
	struct auth_facts *f = p->now->auth = PROBE_NEW(p, struct auth_facts);
	enum verdict v;

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
	if (f->withheld == WITHHELD_NO && !f->without_secret && !guard_allows(p))
		f->withheld = WITHHELD_LOCKOUT; /* takes nobody's turn, either */
	if (f->withheld != WITHHELD_NO)
		return probe_fail(p, FAILURE_WITHHELD);
	if (!f->without_secret)
		echo_learn(&p->common->echo, set->secret->p, set->secret->n);
	v = f->without_secret ? probe_say(p, "AUTH %s", f->mechanism) : begin(p);
	if (v == STAGE_WAIT && p->ep->purpose != SESSION_AUTH)
		probe_take_turn(p);
	return v;
}

static enum verdict cancel(struct probe *p)
{
	if (p->auth.cancelled)
		return probe_fail(p, FAILURE_PROTOCOL);
	p->auth.cancelled = true;
	return probe_say(p, "*");
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

/* What a server asks for is decided by order, not by its words: those of LOGIN need not even be
 * base64. Of a token's mechanism they are a report of what is wrong with it. */
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
	if (p->auth.mechanism->token && challenge->n > 0)
		p->now->auth->challenge = *challenge;
	buf_free(&raw);
}

static enum verdict answer(struct probe *p)
{
	const struct sasl_mechanism *m = p->auth.mechanism;
	const struct secret *s = p->set->secret;
	struct buf raw = {.secret = true};
	struct bytes challenge;
	enum verdict v;

	if (m == NULL)
		return cancel(p);
	read_challenge(p, &challenge);
	if (m->next(&raw, p->auth.step++, challenge, p->set->user, s->p, s->n,
		    p->now->auth->initial_response) == 0)
		v = say_words(p, &raw);
	else
		v = cancel(p);
	buf_free(&raw);
	return v;
}

static enum verdict auth_input(struct probe *p)
{
	enum verdict v = probe_hear(p);

	if (v != STAGE_NEXT)
		return v;
	if (p->now->reply.code == 334)
		return answer(p);
	if (p->now->reply.code / 100 == 2)
		return STAGE_NEXT;
	if (p->now->auth->without_secret && p->auth.cancelled)
		return probe_fail(p, FAILURE_NOT_OFFERED); /* the reply is to our cancelling */
	return probe_fail(p, FAILURE_REPLY);
}

/* One attempt a run: whoever made it, nobody needs the secret again. */
static void auth_leave(struct probe *p)
{
	if (!p->set->keep_secret && login_held_by(&p->common->login, &p->candidate))
		secret_wipe(p->set->secret);
}

const struct stage_kind stage_auth = {
	.id = STAGE_AUTH,
	.budget = budget_reply,
	.wanted = auth_wanted,
	.enter = auth_enter,
	.input = auth_input,
	.leave = auth_leave,
};
