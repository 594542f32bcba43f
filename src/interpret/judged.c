#include "interpret/judged.h"

#include "interpret/facts.h"
#include "interpret/match.h"

/* RFC 4954 section 6, RFC 5321 section 4.2.2: about the dialogue, the line, TLS or the mechanism,
 * not about who logs in. 534 wants another kind of login, an application's password or a browser;
 * some say so only to who gave the right password. */
static bool is_of_dialogue(int code)
{
	static const int codes[] = {500, 501, 502, 503, 504, 521, 523, 530, 534, 538};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code == codes[i])
			return true;
	return false;
}

static enum login_word word_of(const struct record *r, const struct knowledge *k,
			       const struct reply *reply)
{
	const struct match_query q = {
		.reply = reply, .stage = STAGE_AUTH, .command = "AUTH", .provider = r->provider};
	const struct entry *e = match_reply(k, &q);

	return e == NULL ? LOGIN_JUDGED : e->login;
}

static enum login_end end_by_reply(const struct record *r, const struct knowledge *k,
				   const struct reply *reply)
{
	if (reply->code / 100 != 5 || is_of_dialogue(reply->code) ||
	    word_of(r, k, reply) == LOGIN_NOT_JUDGED)
		return LOGIN_END_UNJUDGED;
	return LOGIN_END_REFUSED;
}

enum login_end login_end(const struct record *r, const struct knowledge *k, const struct stage *at)
{
	if (at == NULL || at->auth == NULL || at->auth->without_secret ||
	    at->auth->withheld != WITHHELD_NO)
		return LOGIN_END_NONE;
	if (at->outcome == OUTCOME_PASS)
		return LOGIN_END_ACCEPTED;
	if (at->outcome != OUTCOME_FAIL || at->failure == FAILURE_NOT_OFFERED)
		return LOGIN_END_NONE;
	if (at->failure == FAILURE_REPLY)
		return end_by_reply(r, k, &at->reply);
	return at->failure == FAILURE_INTERRUPTED && r->interrupted ? LOGIN_END_OPEN
								    : LOGIN_END_UNJUDGED;
}

const struct session *login_first(const struct record *r, const struct knowledge *k)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (is_primary(s) &&
		    login_end(r, k, session_stage(s, STAGE_AUTH)) != LOGIN_END_NONE)
			return s;
	return NULL;
}

bool login_bars(const struct record *r, const struct knowledge *k, const struct stage *at)
{
	enum { SERVICE_ENDS = 421 };
	enum failure f = at->failure;

	if (f == FAILURE_TIMEOUT || f == FAILURE_CLOSED || f == FAILURE_RESET)
		return true;
	return f == FAILURE_REPLY &&
	       (at->reply.code == SERVICE_ENDS || word_of(r, k, &at->reply) == LOGIN_LOCKED);
}
