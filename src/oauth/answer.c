#include "oauth/answer.h"

#include "base/memory.h"
#include "base/piece.h"
#include "oauth/places.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
	SECRET_MAX = 64 * 1024,
	TITLE_MAX = 120,
	USER_CODE_MAX = 64,
	WORD_MAX = 100,
	DESCRIPTION_MAX = 8 * 1024, /* before it is cut: at its end stand Microsoft's lines */
};

/* ---- texts ---- */

/* Not within a character. */
static size_t cut(const char *p, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max > 0 && (p[max] & 0xc0) == 0x80)
		max--;
	return max;
}

/* What a reading needs. */
struct reading {
	struct arena *a;
	const struct echo *echo; /* of what was sent */
	const struct echo *own;	 /* of the secrets that the answer brings */
	const json_t *json;
};

/* One line, harmless, without echoes; NULL where nothing is left. */
static const char *line(const struct reading *r, const char *p, size_t n, size_t max)
{
	struct buf b = {.secret = true}; /* until it is masked, it may be one */
	const char *text;
	size_t kept;

	buf_add(&b, p, n < ANSWER_MAX ? n : ANSWER_MAX);
	kept = echo_mask(r->own, &b, echo_mask(r->echo, &b, b.n));
	kept = cut(b.p, text_squeeze(b.p, kept), max);
	text = kept > 0 ? text_safe(r->a, (struct bytes){b.p, kept}) : NULL;
	buf_free(&b);
	return text;
}

static const char *text_of(const struct reading *r, const char *name, size_t max)
{
	const json_t *v = json_object_get(r->json, name);

	return json_is_string(v) ? line(r, json_string_value(v), json_string_length(v), max) : NULL;
}

/* "3600" as well as 3600 and 3600.0; 0: not said, or absurd. */
static int64_t seconds_of(const struct reading *r, const char *name, int64_t most)
{
	const json_t *v = json_object_get(r->json, name);
	const char *s = json_string_value(v);
	double n = json_number_value(v);

	if (s != NULL && *s != '\0' && strlen(s) < 20 && strspn(s, "0123456789") == strlen(s))
		n = (double)strtoll(s, NULL, 10);
	return n >= 1 && n <= (double)most ? (int64_t)n : 0;
}

/* RFC 6749 appendix A: visible ASCII. What holds anything else would break the login in which it
 * is used. */
static bool secret_of(const struct reading *r, const char *name, struct secret *out)
{
	const json_t *v = json_object_get(r->json, name);
	const char *s = json_string_value(v);
	size_t n = json_string_length(v);

	if (s == NULL || n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return false;
	if (n > SECRET_MAX)
		return false;
	out->p = mem_alloc(n + 1);
	memcpy(out->p, s, n);
	out->n = n;
	out->token = true;
	return true;
}

/* ---- a refusal ---- */

static const char *const marks[] = {"Trace ID: ", "Correlation ID: ", "Timestamp: "};

enum { MARKS = sizeof(marks) / sizeof(marks[0]) };

/* Up to the next of Microsoft's marks, or the end. */
static size_t up_to_a_mark(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < MARKS; i++) {
		const char *at = strstr(s, marks[i]);

		if (at != NULL && (size_t)(at - s) < n)
			n = (size_t)(at - s);
	}
	while (n > 0 && s[n - 1] == ' ')
		n--;
	return n;
}

/* They stand at the end of the description, on lines of their own or behind blanks; line ends have
 * become blanks by now. Some answers have them as members, too. */
static void split_description(struct arena *a, struct answer *x)
{
	const char **const to[] = {&x->trace_id, &x->correlation_id, &x->timestamp};
	const char *all = x->description;
	size_t n;

	if (all == NULL)
		return;
	for (size_t i = 0; i < MARKS; i++) {
		const char *at = strstr(all, marks[i]);

		if (at == NULL || *to[i] != NULL)
			continue;
		at += strlen(marks[i]);
		n = cut(at, up_to_a_mark(at), WORD_MAX);
		if (n > 0)
			*to[i] = arena_copy(a, at, n);
	}
	n = cut(all, up_to_a_mark(all), ANSWER_LINE_MAX);
	x->description = n > 0 ? arena_copy(a, all, n) : NULL;
}

static void read_codes(const struct reading *r, struct answer *x)
{
	const json_t *codes = json_object_get(r->json, "error_codes");

	for (size_t i = 0; i < json_array_size(codes) && i < ANSWER_CODES_MAX; i++) {
		const json_t *code = json_array_get(codes, i);

		if (json_is_integer(code) && json_integer_value(code) > 0)
			list_add_string(
				&x->codes, r->a,
				arena_printf(r->a, "%lld", (long long)json_integer_value(code)));
	}
}

/* Google's APIs that are not its token endpoint say {"error": {"status": ..., "message": ...}}. */
static void read_error_object(const struct reading *r, struct answer *x)
{
	const struct reading inner = {r->a, r->echo, r->own, json_object_get(r->json, "error")};

	if (!json_is_object(inner.json))
		return;
	x->error = text_of(&inner, "status", WORD_MAX);
	x->description = text_of(&inner, "message", ANSWER_LINE_MAX);
	if (x->error == NULL)
		x->error = "error";
}

static void read_refusal(const struct reading *r, struct answer *x)
{
	x->error = text_of(r, "error", WORD_MAX);
	x->description = text_of(r, "error_description", DESCRIPTION_MAX);
	x->uri = text_of(r, "error_uri", ANSWER_LINE_MAX);
	x->suberror = text_of(r, "suberror", WORD_MAX);
	if (x->suberror == NULL) /* as Google calls it */
		x->suberror = text_of(r, "error_subtype", WORD_MAX);
	x->trace_id = text_of(r, "trace_id", WORD_MAX);
	x->correlation_id = text_of(r, "correlation_id", WORD_MAX);
	x->timestamp = text_of(r, "timestamp", WORD_MAX);
	read_codes(r, x);
	read_error_object(r, x);
	split_description(r->a, x);
}

/* ---- what was asked for ---- */

static bool read_tokens(const struct reading *r, struct answer *x)
{
	x->token_type = text_of(r, "token_type", WORD_MAX);
	x->granted = text_of(r, "scope", ANSWER_LINE_MAX);
	x->lives = seconds_of(r, "expires_in", ANSWER_LIVES_MAX);
	return secret_of(r, "access_token", &x->access) &&
	       secret_of(r, "refresh_token", &x->refresh);
}

/* What repeats the device code, which is for us alone, is of no use to a person any more. */
static const char *told_text(const struct reading *r, const char *name, size_t max)
{
	const char *s = text_of(r, name, max);

	return s != NULL && strstr(s, "****") == NULL ? s : NULL;
}

/* NULL: no URL that a person could be sent to, with a password to type there. */
static const char *url_of(const struct reading *r, const char *name)
{
	const char *s = told_text(r, name, HTTP_URL_MAX);
	struct http_url u;

	return s != NULL && place_fault(r->a, s, &u) == NULL ? s : NULL;
}

static bool same_place(struct arena *a, const char *one, const char *other)
{
	struct http_url u, v;
	const char *fault;

	return http_url_read(a, one, &u, &fault) == 0 && http_url_read(a, other, &v, &fault) == 0 &&
	       u.tls == v.tls && u.port == v.port && strcmp(u.host, v.host) == 0;
}

/* A code is shown and typed; `complete` may lead nowhere else than the page that is named. */
static bool read_device(const struct reading *r, struct answer *x)
{
	x->user_code = told_text(r, "user_code", USER_CODE_MAX + 1);
	if (x->user_code != NULL && strlen(x->user_code) > USER_CODE_MAX)
		x->user_code = NULL;
	x->verification_url = url_of(r, "verification_uri");
	if (x->verification_url == NULL) /* as Google calls it */
		x->verification_url = url_of(r, "verification_url");
	x->complete = url_of(r, "verification_uri_complete");
	if (x->complete != NULL &&
	    (x->verification_url == NULL || !same_place(r->a, x->verification_url, x->complete)))
		x->complete = NULL;
	x->interval = seconds_of(r, "interval", ANSWER_LIVES_MAX);
	return secret_of(r, "device_code", &x->device_code);
}

/* ---- the whole ---- */

/* What a gateway or a sign-in page of a network calls itself: between <title ...> and </title>. */
static const char *html_title(const struct reading *r, struct bytes body)
{
	const char *at = memmem(body.p, body.n, "<title", 6), *end = body.p + body.n, *from;
	const char *until;

	if (at == NULL)
		at = memmem(body.p, body.n, "<TITLE", 6);
	from = at != NULL ? memchr(at, '>', (size_t)(end - at)) : NULL;
	if (from == NULL)
		return NULL;
	from++;
	until = memchr(from, '<', (size_t)(end - from));
	return until != NULL ? line(r, from, (size_t)(until - from), TITLE_MAX) : NULL;
}

static const char *not_json(const struct reading *r, struct bytes body)
{
	struct bytes text = piece_trimmed(body);
	const char *title;

	while (text.n > 0 && strchr("\n\t", *text.p) != NULL)
		text = piece_trimmed(piece_from(text, 1));
	if (text.n == 0)
		return "is empty";
	if (*text.p == '<') {
		title = html_title(r, text);
		return title != NULL ? arena_printf(r->a, "is a web page: \"%s\"", title)
				     : "is a web page";
	}
	return memmem(text.p, text.n, "access_token=", 13) != NULL ? "is a form, not JSON"
								   : "is no JSON";
}

static struct bytes without_mark(struct bytes body)
{
	return bytes_begins(body, "\xef\xbb\xbf") ? piece_from(body, 3) : body;
}

/* A refusal may quote the token that it refuses, and any text repeat what stands beside it. */
static void learn_own(const json_t *json, struct echo *own)
{
	static const char *const names[] = {"access_token", "refresh_token", "id_token",
					    "device_code"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const json_t *v = json_object_get(json, names[i]);

		if (json_is_string(v))
			echo_learn_words(own, json_string_value(v), json_string_length(v));
	}
}

static void read_object(const struct reading *r, struct answer *x)
{
	read_refusal(r, x);
	if (x->error != NULL)
		return; /* what stands beside it is nothing that we asked for */
	if (!read_tokens(r, x) || !read_device(r, x))
		x->wrong = "holds a token or code with bytes that none has";
}

void answer_read(struct arena *a, const struct echo *echo, struct bytes body, struct answer *out)
{
	struct echo own = {0};
	struct reading r = {.a = a, .echo = echo, .own = &own};
	json_t *json = NULL;

	*out = (struct answer){0};
	if (body.n > ANSWER_MAX) {
		out->wrong = "is too long";
		return;
	}
	body = without_mark(body);
	if (body.n > 0)
		json = json_loadb(body.p, body.n, JSON_ALLOW_NUL, NULL);
	r.json = json;
	learn_own(json, &own);
	if (json == NULL)
		out->wrong = not_json(&r, body);
	else if (!json_is_object(json))
		out->wrong = "is JSON, but no object";
	else
		read_object(&r, out);
	json_decref(json);
	if (out->wrong != NULL)
		answer_wipe(out);
}

const char *answer_line(struct arena *a, const struct echo *echo, const char *text)
{
	static const struct echo none;
	const struct reading r = {.a = a, .echo = echo, .own = &none};

	return text == NULL ? NULL : line(&r, text, strlen(text), ANSWER_LINE_MAX);
}

void answer_wipe(struct answer *x)
{
	secret_wipe(&x->access);
	secret_wipe(&x->refresh);
	secret_wipe(&x->device_code);
}
