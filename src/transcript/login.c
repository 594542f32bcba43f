/* What was said in a login: its form is kept (mechanism, user, initial response), its secret never.
 *
 * A word of a login that cannot be read is masked as a whole; so is one that can, but for the
 * user's name, which is kept aside. */
#include "base/base64.h"
#include "transcript/talk.h"

#include <string.h>

#define MASK "****"

/* ---- words ---- */

static struct bytes first_word(struct bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] != ' ')
		n++;
	return (struct bytes){line.p, n};
}

static struct bytes behind_first_word(struct bytes line)
{
	size_t n = first_word(line).n;

	return piece_trimmed((struct bytes){line.p + n, line.n - n});
}

static bool is_clean(struct bytes name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
			return false;
	return name.n > 0;
}

void login_user(struct talk *t, struct bytes name)
{
	struct buf shown = {0};

	if (!is_clean(name))
		return;
	text_escape(&shown, name.p, name.n);
	t->dialogue->record->user = arena_copy(t->arena, shown.p, shown.n);
	if (t->stages[STAGE_AUTH] != NULL)
		t->stages[STAGE_AUTH]->auth->user = t->dialogue->record->user;
	buf_free(&shown);
}

/* ---- what was said ---- */

static void read_words(struct talk *t, struct bytes words)
{
	const char *mechanism = t->stages[STAGE_AUTH]->auth->mechanism;
	struct sasl_told told;

	if (words.n == 0 || mechanism == NULL)
		return;
	told = sasl_line_read(t->arena, mechanism, t->step, t->question, words);
	if (told.blob.user.n > 0)
		login_user(t, told.blob.user);
	if (told.blob.secret.n > 0)
		echo_learn(&t->echo, told.blob.secret.p, told.blob.secret.n);
	if (told.blob.secret_sent)
		echo_learn_words(&t->echo, words.p, words.n);
	sasl_told_free(&told);
}

/* ---- the course of it ---- */

/* A second attempt counts where the first one's mechanism was not to be had. */
static struct stage *begin_attempt(struct talk *t)
{
	struct stage *st = talk_enter(t, STAGE_AUTH);

	t->step = 0;
	t->cancelled = false;
	t->question = (struct sasl_asked){0};
	if (st->outcome != OUTCOME_FAIL || st->reply.code >= 510 || st->reply.code / 100 == 4)
		return st;
	st->outcome = OUTCOME_NOT_TESTED;
	st->failure = FAILURE_NONE;
	return st;
}

void login_begin(struct talk *t, struct bytes line)
{
	const struct bytes name = first_word(behind_first_word(line));
	const struct bytes words = behind_first_word(behind_first_word(line));
	struct stage *st = begin_attempt(t);
	char *mechanism = arena_copy(t->arena, name.p, name.n < 64 ? name.n : 64);

	if (name.n > 0)
		st->auth->mechanism = mechanism;
	st->auth->initial_response = words.n > 0;
	talk_push(t, DUE_AUTH);
	talk_note_line(t, true,
		       bytes_str(t->arena, arena_printf(t->arena, "AUTH %s%s", mechanism,
							words.n > 0 ? " " MASK : "")));
	read_words(t, words);
	t->step += words.n > 0;
}

void login_go_on(struct talk *t, struct bytes line)
{
	line = piece_trimmed(line);
	t->asked = false;
	if (bytes_is(line, "*")) {
		t->cancelled = true;
		talk_note_line(t, true, line);
		return;
	}
	talk_note_line(t, true, bytes_str(t->arena, line.n == 0 ? "" : MASK));
	if (t->stages[STAGE_AUTH] != NULL)
		read_words(t, line);
	t->step++;
}

/* What a mechanism for tokens gets instead of a refusal is a report of what is wrong. */
static void read_challenge(struct talk *t, struct stage *st, const struct reply *r)
{
	struct buf raw = {0};

	if (st->auth->mechanism == NULL || t->step == 0 ||
	    (text_casecmp(st->auth->mechanism, "XOAUTH2") != 0 &&
	     text_casecmp(st->auth->mechanism, "OAUTHBEARER") != 0))
		return;
	if (r->text.n > 0 && base64_decode(&raw, r->text.p, r->text.n) == 0 && raw.n > 0) {
		raw.n = echo_mask(&t->echo, &raw, raw.n);
		st->auth->challenge = bytes_copy(t->arena, raw.p, raw.n);
	}
	buf_free(&raw);
}

static void refused(struct talk *t, struct stage *st, const struct reply *r)
{
	if (st->outcome == OUTCOME_FAIL)
		return;
	st->reply = *r;
	if (t->cancelled && t->step == 0) { /* the reply is to the cancelling */
		st->auth->without_secret = true;
		talk_fail(t, STAGE_AUTH, FAILURE_NOT_OFFERED, (struct bytes){0});
	} else {
		talk_fail(t, STAGE_AUTH, FAILURE_REPLY, (struct bytes){0});
	}
}

void login_hear(struct talk *t, const struct reply *r)
{
	struct stage *st = talk_enter(t, STAGE_AUTH);

	t->asked = r->code == 334;
	if (t->asked) {
		t->question = sasl_asked(r->text);
		read_challenge(t, st, r);
	} else if (r->code / 100 == 2) {
		st->reply = *r;
		st->outcome = OUTCOME_PASS;
		st->failure = FAILURE_NONE;
	} else {
		refused(t, st, r);
	}
}
