/* The claims of a JWT (RFC 7519) are plain text; what vouches for them is not looked at. All that
 * is decoded on the way is overwritten, and what is kept does not depend on the signature's bytes.
 */
#include "smtp/token.h"

#include "base/base64.h"
#include "smtp/token_json.h"
#include "smtp/token_within.h"

#include <string.h>
#include <strings.h>

/* No token in use has more. */
enum { WORDS_MAX = 256 };

/* ---- one claim ---- */

/* The first of `names` that is there; `*which` (may be NULL) is its name. */
static const char *first_claim(struct arena *a, const json_t *claims, const char *const *names,
			       const char **which)
{
	const char *text = NULL;

	for (; text == NULL && *names != NULL; names++) {
		text = token_json_text(a, claims, *names);
		if (text != NULL && which != NULL)
			*which = *names;
	}
	return text;
}

/* ---- lists ---- */

static void add(struct arena *a, struct list *l, const char *s, size_t n)
{
	if (n > 0 && l->n <= WORDS_MAX)
		list_add_string(l, a, token_json_shown(a, s, n));
}

static void add_words(struct arena *a, struct list *l, const char *s, size_t n)
{
	for (size_t from = 0, to; from < n; from = to + 1) {
		for (to = from; to < n && s[to] != ' '; to++)
			;
		add(a, l, s + from, to - from);
	}
}

typedef void adding(struct arena *a, struct list *l, const char *s, size_t n);

static void add_value(struct arena *a, struct list *l, const json_t *value, adding *adds)
{
	if (json_is_string(value))
		adds(a, l, json_string_value(value), json_string_length(value));
}

/* A text, or a list of texts. */
static void add_claim(struct arena *a, struct list *l, const json_t *value, adding *adds)
{
	add_value(a, l, value, adds);
	for (size_t i = 0; i < json_array_size(value); i++)
		add_value(a, l, json_array_get(value, i), adds);
}

/* Microsoft says scp, RFC 9068 and most others say scope. */
static const json_t *scopes_of(const json_t *claims)
{
	const json_t *scp = json_object_get(claims, "scp");

	return scp != NULL ? scp : json_object_get(claims, "scope");
}

/* ---- dates ---- */

#define YEAR_9999 INT64_C(253402300799000)

/* Seconds; some write them as a text. False: it is no number. */
static bool seconds_of(const json_t *value, double *seconds)
{
	enum { DIGITS = 15 };
	const char *s = json_string_value(value);

	if (json_is_number(value)) {
		*seconds = json_number_value(value);
		return true;
	}
	if (s == NULL || *s == '\0' || json_string_length(value) > DIGITS ||
	    strspn(s, "0123456789") != json_string_length(value))
		return false;
	*seconds = 0;
	for (; *s != '\0'; s++)
		*seconds = *seconds * 10 + (*s - '0');
	return true;
}

/* Of what was said and is no date of ours the nearest that is; 0: nothing was said. A date of 0 is
 * how Keycloak says that there is none (JsonWebToken.isExpired()). */
static int64_t date(const json_t *claims, const char *name)
{
	double seconds;

	if (!seconds_of(json_object_get(claims, name), &seconds) || seconds == 0)
		return 0;
	if (seconds < 0.001)
		return 1;
	return seconds * 1000 < (double)YEAR_9999 ? (int64_t)(seconds * 1000) : YEAR_9999;
}

/* ---- all of them ---- */

static void read_lists(struct arena *a, const json_t *claims, struct token_facts *f)
{
	add_claim(a, &f->audiences, json_object_get(claims, "aud"), add);
	add_claim(a, &f->scopes, scopes_of(claims), add_words);
	add_claim(a, &f->roles, json_object_get(claims, "roles"), add_words);
}

static void read_claims(struct arena *a, const json_t *claims, struct token_facts *f)
{
	static const char *const users[] = {"upn", "preferred_username", "unique_name", "email",
					    NULL},
				 *const apps[] = {"appid", "azp", "client_id", NULL};

	read_lists(a, claims, f);
	f->issuer = token_json_text(a, claims, "iss");
	f->tenant = token_json_text(a, claims, "tid");
	f->app = first_claim(a, claims, apps, NULL);
	f->app_name = token_json_text(a, claims, "app_displayname");
	f->user = first_claim(a, claims, users, &f->user_claim);
	f->subject = token_json_text(a, claims, "sub");
	f->object = token_json_text(a, claims, "oid");
	f->identity = token_json_text(a, claims, "idtyp");
	f->version = token_json_text(a, claims, "ver");
	f->nonce = json_object_get(claims, "nonce") != NULL;
	f->issued = date(claims, "iat");
	f->not_before = date(claims, "nbf");
	f->expires = date(claims, "exp");
}

/* One that says more than we keep is not read: what is missing in it would be told wrong. */
static bool is_kept_whole(const struct token_facts *f)
{
	return f->audiences.n <= WORDS_MAX && f->scopes.n <= WORDS_MAX && f->roles.n <= WORDS_MAX;
}

/* ---- parts ---- */

enum { PARTS = 5, SIGNED = 3 };

/* How many there are, PARTS + 1 for more. */
static int split(struct bytes t, struct bytes parts[PARTS + 1])
{
	int n = 0;

	for (size_t from = 0, to; from <= t.n && n <= PARTS; from = to + 1) {
		for (to = from; to < t.n && t.p[to] != '.'; to++)
			;
		parts[n++] = (struct bytes){t.p + from, to - from};
	}
	return n;
}

static json_t *object_in(struct bytes part, const char **fault)
{
	struct buf text = {.secret = true};
	json_t *json = NULL;

	if (base64url_decode(&text, part.p, part.n) == 0)
		json = token_json(text.p, text.n, fault);
	else
		*fault = "base64";
	buf_free(&text);
	return json;
}

/* Of the algorithms of RFC 7518, 3 and RFC 8812 whose signatures have one size: characters. */
static const struct {
	const char *algorithm;
	size_t n;
} signature_sizes[] = {
	{"HS256", 43},	{"HS384", 64},	{"HS512", 86},	{"ES256", 86},
	{"ES384", 128}, {"ES512", 176}, {"ES256K", 86},
};

/* As long as the key, which is of at least 1024 bits and of whole words. */
static bool fits_rsa(size_t n)
{
	enum { LEAST = 128, WORD = 8 };

	return n % 4 != 1 && n * 3 / 4 >= LEAST && n * 3 / 4 % WORD == 0;
}

static bool fits(const char *algorithm, size_t n)
{
	if (n == 0 || algorithm == NULL)
		return n > 0;
	if (strncmp(algorithm, "RS", 2) == 0 || strncmp(algorithm, "PS", 2) == 0)
		return fits_rsa(n);
	for (size_t i = 0; i < sizeof(signature_sizes) / sizeof(signature_sizes[0]); i++)
		if (strcmp(algorithm, signature_sizes[i].algorithm) == 0)
			return n == signature_sizes[i].n;
	return true;
}

static bool is_url_text(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '\0' ||
		    strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
			   b.p[i]) == NULL)
			return false;
	return true;
}

/* ---- forms ---- */

/* '{"' in base64url; whatever else a header may begin with is only known when it was read. */
static bool begins_like_jwt(struct bytes t)
{
	return t.n >= 3 && memcmp(t.p, "eyJ", 3) == 0;
}

/* What only its issuer can read is told by its beginning: access tokens of Microsoft's for personal
 * accounts, and of Google's; refresh tokens of both; and what is no token at all, but stands near
 * it where people copy: a client's secret, and Google's authorization code. As they are seen in
 * public: MicrosoftDocs/azure-docs.fr-fr#307 (EwB, 2019), wangziyingwen/AutoApiSecret#1 (0.A, OAQ,
 * 2020), jacobh.io/Azure/Tokens/tokens_info (1.A), Google's examples of OAuth answers (ya29, 1//),
 * rules of the secret scanner gitleaks (GOCSPX-, Q~); as of 2026-11. */
static const struct {
	const char *begins, *like;
} likenesses[] = {
	{"EwA", "microsoft-personal"},
	{"EwB", "microsoft-personal"},
	{"EwC", "microsoft-personal"},
	{"EwD", "microsoft-personal"},
	{"ya29.", "google"},
	{"1//", "google-refresh"},
	{"0.A", "microsoft-refresh"},
	{"1.A", "microsoft-refresh"},
	{"OAQABA", "microsoft-refresh"},
	{"M.C5", "microsoft-refresh"},
	{"GOCSPX-", "google-secret"},
	{"4/0", "google-code"},
};

/* Secrets of apps in Entra: three characters, a digit, "Q~", 31 to 34 more. */
static bool is_entra_secret(struct bytes t)
{
	return t.n >= 37 && t.n <= 40 && t.p[3] >= '0' && t.p[3] <= '9' && t.p[4] == 'Q' &&
	       t.p[5] == '~';
}

static const char *likeness(struct bytes t)
{
	enum { LEAST = 20 };

	for (size_t i = 0; t.n >= LEAST && i < sizeof(likenesses) / sizeof(likenesses[0]); i++)
		if (memcmp(t.p, likenesses[i].begins, strlen(likenesses[i].begins)) == 0)
			return likenesses[i].like;
	return is_entra_secret(t) ? "microsoft-secret" : NULL;
}

bool token_resembles(const char *word)
{
	const struct bytes t = {(char *)word, strlen(word)};

	return begins_like_jwt(t) || likeness(t) != NULL || strncasecmp(word, "bearer", 6) == 0;
}

static void read_payload(struct arena *a, const struct bytes parts[SIGNED], struct token_facts *f)
{
	json_t *claims = object_in(parts[1], &f->fault);
	struct token_facts read = *f;

	if (claims == NULL)
		return;
	read_claims(a, claims, &read);
	token_json_free(claims);
	if (!is_kept_whole(&read)) {
		f->fault = "size";
		return;
	}
	*f = read;
	f->form = TOKEN_JWT;
	if (!fits(f->algorithm, parts[2].n) || !is_url_text(parts[2]))
		f->fault = "signature";
}

/* Broken until it has been read. False: its header is none, so that it may be anything. */
static bool read_jwt(struct arena *a, struct bytes t, struct token_facts *f)
{
	struct bytes parts[PARTS + 1] = {0};
	int n = split(t, parts);
	json_t *header = object_in(parts[0], &f->fault);

	f->form = TOKEN_BROKEN;
	if (n != SIGNED && n != PARTS)
		f->fault = "parts";
	if (header == NULL)
		return false;
	f->algorithm = token_json_text(a, header, "alg");
	f->type = token_json_text(a, header, "typ");
	token_json_free(header);
	if (n == SIGNED)
		read_payload(a, parts, f);
	else if (n == PARTS)
		f->form = TOKEN_ENCRYPTED;
	return n == SIGNED || n == PARTS;
}

static void read_token(struct arena *a, struct bytes t, struct token_facts *f)
{
	f->bytes = (int)t.n;
	if (t.n > TOKEN_TEXT_MAX) {
		f->form = TOKEN_BROKEN;
		f->fault = "size";
		return;
	}
	if (read_jwt(a, t, f) || begins_like_jwt(t))
		return;
	f->form = TOKEN_OPAQUE;
	f->fault = NULL;
	f->algorithm = f->type = NULL;
	f->like = likeness(t);
}

void token_look(struct arena *a, const char *text, size_t n, struct token_facts *f)
{
	struct token_place place = token_place(text, n);

	*f = (struct token_facts){
		.form = TOKEN_BROKEN, .wrapped = place.wrapped, .fault = place.fault};
	if (place.fault == NULL)
		read_token(a, place.token, f);
	token_place_free(&place);
}
