#include "transcript/sasl_line.h"

#include "base/piece.h"
#include "base/base64.h"

#include <string.h>

/* ---- questions ---- */

static enum sasl_question question_of(struct bytes words)
{
	if (bytes_has(words, "user"))
		return SASL_ASKS_USER;
	return bytes_has(words, "pass") ? SASL_ASKS_SECRET : SASL_ASKS_ANYTHING;
}

struct sasl_asked sasl_asked(struct bytes challenge)
{
	const struct bytes text = piece_trimmed(challenge);
	struct sasl_asked asked = {SASL_ASKS_ANYTHING, false};
	struct buf words = {0};

	asked.in_clear = text.n > 0 && sasl_decode(&words, text);
	asked.what = question_of(asked.in_clear ? text : (struct bytes){words.p, words.n});
	buf_free(&words);
	return asked;
}

/* ---- words that stand for a secret ---- */

static bool is_only(struct bytes b, const char *set)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '\0' || strchr(set, b.p[i]) == NULL)
			return false;
	return true;
}

/* "<hidden>", "[credentials hidden]", "{secret}", "xxxxxx". A star alone is no mask: it is
 * how a client gives a login up (RFC 4954 section 4). */
static bool is_placeholder(struct bytes b)
{
	static const char *const words[] = {
		"hidden",  "omitted",	 "suppressed", "secret",   "redacted", "masked",
		"removed", "credential", "censored",   "password", NULL,
	};

	if (b.n > 1 && (is_only(b, "*") || is_only(b, "xX") || is_only(b, ".")))
		return true;
	if (b.n < 3 || strchr("<[(*/{", b.p[0]) == NULL)
		return false;
	for (size_t i = 0; words[i] != NULL; i++)
		if (bytes_has(b, words[i]))
			return true;
	return b.p[0] == '<' && b.p[b.n - 1] == '>';
}

/* ---- answers ---- */

static bool is_login(const char *mechanism)
{
	return mechanism != NULL && text_casecmp(mechanism, "LOGIN") == 0;
}

/* Servers name what they ask for in many words; the order is always the same. */
static bool is_user_step(int step, struct sasl_asked asked)
{
	return asked.what == SASL_ASKS_USER || (asked.what == SASL_ASKS_ANYTHING && step == 0);
}

static struct sasl_blob login_words(int step, struct sasl_asked asked, struct bytes words)
{
	if (is_user_step(step, asked))
		return (struct sasl_blob){.user = words};
	return (struct sasl_blob){.secret = words, .secret_sent = true};
}

static void read_base64(struct arena *a, const char *mechanism, int step, struct sasl_asked asked,
			struct bytes words, struct sasl_told *told)
{
	const bool broken = sasl_decode(&told->raw, words);
	const struct bytes blob = {told->raw.p, told->raw.n};

	if (blob.n == 0) /* who knows what it is */
		told->blob = (struct sasl_blob){.secret = words, .secret_sent = true};
	else if (is_login(mechanism))
		told->blob = login_words(step, asked, blob);
	else
		told->blob = sasl_blob_read(a, mechanism, blob);
	told->blob.malformed = told->blob.malformed || broken;
	told->hidden = bytes_is(told->blob.secret, "/* secret */"); /* nodemailer's */
	if (told->hidden)
		told->blob.secret = (struct bytes){0};
}

struct sasl_told sasl_line_read(struct arena *a, const char *mechanism, int step,
				struct sasl_asked asked, struct bytes words)
{
	struct sasl_told told = {.raw = {.secret = true}};

	words = piece_trimmed(words);
	if (words.n == 0 || (words.n == 1 && words.p[0] == '='))
		return told; /* nothing is an answer, too */
	told.cancelled = words.n == 1 && words.p[0] == '*';
	told.hidden = is_placeholder(words);
	if (told.hidden)
		told.blob.secret_sent = !is_login(mechanism) || !is_user_step(step, asked);
	else if (!told.cancelled && asked.in_clear && is_login(mechanism))
		told.blob = login_words(step, asked, words);
	else if (!told.cancelled)
		read_base64(a, mechanism, step, asked, words, &told);
	return told;
}

void sasl_told_free(struct sasl_told *told)
{
	buf_free(&told->raw);
	*told = (struct sasl_told){0};
}
