/* What was said in a login: its form is kept (mechanism, user, initial response), its secret never.
 *
 * A word of a login that cannot be read is masked as a whole; so is one that can, but for the
 * user's name, which is kept aside. */
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

	return line_trim((struct bytes){line.p + n, line.n - n});
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

/* ---- what mechanisms say ---- */

static struct bytes part(const struct buf *raw, size_t from, char end)
{
	const char *stop;

	if (from > raw->n)
		return (struct bytes){0};
	stop = memchr(raw->p + from, end, raw->n - from);
	return (struct bytes){raw->p + from,
			      stop == NULL ? raw->n - from : (size_t)(stop - raw->p) - from};
}

/* "\0user\0secret"; the first part may be an authorization identity */
static void read_plain(struct talk *t, const struct buf *raw, int step)
{
	const struct bytes identity = part(raw, 0, '\0');
	const struct bytes user = part(raw, identity.n + 1, '\0');
	const size_t at = identity.n + user.n + 2;

	(void)step;
	login_user(t, user);
	if (at < raw->n)
		echo_learn(&t->echo, raw->p + at, raw->n - at);
}

static void read_login(struct talk *t, const struct buf *raw, int step)
{
	if (step == 0)
		login_user(t, (struct bytes){raw->p, raw->n});
	else
		echo_learn(&t->echo, raw->p, raw->n);
}

/* "user=bob^Aauth=Bearer token^A^A"; OAUTHBEARER: "n,a=bob,^Ahost=...^Aauth=Bearer token^A^A" */
static void read_token(struct talk *t, const struct buf *raw, int step)
{
	const char *bearer = memmem(raw->p, raw->n, "Bearer ", 7);
	struct bytes token;

	if (step > 0)
		return;
	if (raw->n > 5 && memcmp(raw->p, "user=", 5) == 0)
		login_user(t, part(raw, 5, '\1'));
	else if (raw->n > 4 && memcmp(raw->p, "n,a=", 4) == 0)
		login_user(t, part(raw, 4, ','));
	if (bearer == NULL)
		return;
	token = part(raw, (size_t)(bearer - raw->p) + 7, '\1');
	echo_learn(&t->echo, token.p, token.n);
}

/* "bob 0123456789abcdef..." */
static void read_cram(struct talk *t, const struct buf *raw, int step)
{
	const char *blank = raw->n == 0 ? NULL : memrchr(raw->p, ' ', raw->n);

	(void)step;
	if (blank != NULL)
		login_user(t, (struct bytes){raw->p, (size_t)(blank - raw->p)});
}

static const struct {
	const char *mechanism;
	void (*read)(struct talk *t, const struct buf *raw, int step);
} readers[] = {
	{"PLAIN", read_plain},	     {"LOGIN", read_login},   {"XOAUTH2", read_token},
	{"OAUTHBEARER", read_token}, {"CRAM-MD5", read_cram}, {"CRAM-SHA1", read_cram},
};

static void read_words(struct talk *t, struct bytes words)
{
	const char *mechanism = t->stages[STAGE_AUTH]->auth->mechanism;
	struct buf raw = {.secret = true};

	echo_learn_words(&t->echo, words.p, words.n);
	if (words.n > 0 && base64_decode(&raw, words.p, words.n) == 0 && raw.n > 0)
		for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
			if (text_casecmp(readers[i].mechanism, mechanism) == 0)
				readers[i].read(t, &raw, t->step);
	buf_free(&raw);
}

/* ---- the course of it ---- */

/* A second attempt counts where the first one's mechanism was not to be had. */
static struct stage *begin_attempt(struct talk *t)
{
	struct stage *st = talk_enter(t, STAGE_AUTH);

	t->step = 0;
	t->cancelled = false;
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
	if (name.n > 0 && words.n > 0) {
		read_words(t, words);
		t->step++;
	}
}

void login_go_on(struct talk *t, struct bytes line)
{
	line = line_trim(line);
	t->asked = false;
	if (bytes_is(line, "*")) {
		t->cancelled = true;
		talk_note_line(t, true, line);
		return;
	}
	talk_note_line(t, true, bytes_str(t->arena, line.n == 0 ? "" : MASK));
	if (line.n > 0 && t->stages[STAGE_AUTH] != NULL && t->stages[STAGE_AUTH]->auth->mechanism)
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
		read_challenge(t, st, r);
	} else if (r->code / 100 == 2) {
		st->reply = *r;
		st->outcome = OUTCOME_PASS;
		st->failure = FAILURE_NONE;
	} else {
		refused(t, st, r);
	}
}
