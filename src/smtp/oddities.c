#include "smtp/oddities.h"

#include "record/record.h"
#include "smtp/token.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LONG = 128, SHORT_TOKEN = 20, BASE64_LEAST = 12 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"

struct look {
	const char *p;
	size_t n;
	const char *user;
	bool token;
	int characters; /* 0: no UTF-8 */
	struct token_facts says;
};

/* ---- bytes ---- */

static bool has_any(const struct look *l, const char *set)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->p[i] != '\0' && strchr(set, l->p[i]) != NULL)
			return true;
	return false;
}

static bool all_of(const char *p, size_t n, const char *set)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] == '\0' || strchr(set, p[i]) == NULL)
			return false;
	return n > 0;
}

static bool begins(const struct look *l, const char *with)
{
	return l->n >= strlen(with) && strncasecmp(l->p, with, strlen(with)) == 0;
}

static bool ends(const struct look *l, const char *with)
{
	size_t n = strlen(with);

	return l->n >= n && memcmp(l->p + l->n - n, with, n) == 0;
}

static bool is(const struct look *l, const char *word, size_t n)
{
	return l->n == n && strncasecmp(l->p, word, n) == 0;
}

/* ---- characters ---- */

/* The one at p[*at], which moves behind it; -1: no UTF-8 (RFC 3629). */
static long next_character(const char *text, size_t n, size_t *at)
{
	static const long least[] = {0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)text + *at;
	size_t more = *p < 0x80	  ? 0
		      : *p < 0xc2 ? 4
		      : *p < 0xe0 ? 1
		      : *p < 0xf0 ? 2
		      : *p < 0xf5 ? 3
				  : 4;
	long c;

	if (more == 4 || n - *at <= more)
		return -1;
	c = more == 0 ? *p : *p & (0x3f >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (p[i] & 0x3f);
	}
	*at += more + 1;
	return c < least[more] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff ? -1 : c;
}

static int count(const char *p, size_t n)
{
	int characters = 0;

	for (size_t at = 0; at < n; characters++)
		if (next_character(p, n, &at) < 0)
			return 0;
	return characters;
}

struct span_of {
	long from, to;
};

static bool has_character(const struct look *l, const struct span_of *spans, size_t count_of)
{
	for (size_t at = 0; l->characters > 0 && at < l->n;) {
		long c = next_character(l->p, l->n, &at);

		for (size_t i = 0; i < count_of; i++)
			if (c >= spans[i].from && c <= spans[i].to)
				return true;
	}
	return false;
}

#define HAS_CHARACTER(l, spans) has_character(l, spans, sizeof(spans) / sizeof((spans)[0]))

static bool no_break_space(const struct look *l)
{
	static const struct span_of spans[] = {
		{0xa0, 0xa0}, {0x2000, 0x200a}, {0x202f, 0x202f}, {0x3000, 0x3000}};

	return HAS_CHARACTER(l, spans);
}

static bool invisible(const struct look *l)
{
	static const struct span_of spans[] = {
		{0xad, 0xad}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x2069}};

	return HAS_CHARACTER(l, spans);
}

static bool byte_order_mark(const struct look *l)
{
	static const struct span_of spans[] = {{0xfeff, 0xfeff}};

	return HAS_CHARACTER(l, spans);
}

static bool typographic(const struct look *l)
{
	static const struct span_of spans[] = {{0x2010, 0x2015}, {0x2018, 0x201f}, {0x2026, 0x2026},
					       {0x2032, 0x2033}, {0xab, 0xab},	   {0xbb, 0xbb}};

	return HAS_CHARACTER(l, spans);
}

/* Combining marks: what macOS makes of letters with accents in names of files. */
static bool decomposed(const struct look *l)
{
	static const struct span_of spans[] = {{0x300, 0x36f}};

	return HAS_CHARACTER(l, spans);
}

static bool non_ascii(const struct look *l)
{
	return l->characters > 0 && (size_t)l->characters < l->n;
}

static bool not_utf8(const struct look *l)
{
	return l->n > 0 && l->characters == 0;
}

/* ---- shapes ---- */

/* "changeme", "${SMTP_PASSWORD}", "<password>", "*****" */
static bool placeholder(const struct look *l)
{
	static const char *const words[] = {
		"changeme",	 "change_me",	  "change-me",	    "changeit",	    "password",
		"mypassword",	 "my_password",	  "your_password",  "yourpassword", "your-password",
		"smtp_password", "smtp-password", "mail_password",  "app_password", "app-password",
		"secret",	 "yoursecret",	  "your_secret",    "your-token",   "your_token",
		"access_token",	 "null",	  "none",	    "undefined",    "todo",
		"redacted",	 "[redacted]",	  "[object Object]"};
	static const char *const around[][2] = {{"${", "}"}, {"$(", ")"},  {"{{", "}}"},
						{"<", ">"},  {"%(", ")s"}, {"#{", "}"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is(l, words[i], strlen(words[i])))
			return true;
	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		if (l->n > 4 && begins(l, around[i][0]) && ends(l, around[i][1]))
			return true;
	return l->n >= 3 &&
	       (all_of(l->p, l->n, "*") || all_of(l->p, l->n, "xX") || all_of(l->p, l->n, "."));
}

static bool bearer_prefix(const struct look *l)
{
	return begins(l, "bearer ") || begins(l, "basic ") || begins(l, "authorization:") ||
	       begins(l, "auth=bearer");
}

/* "password=...", "access_token: ..." */
static bool name_value(const struct look *l)
{
	static const char *const names[] = {"password", "passwd", "pass",	  "pwd",
					    "pw",	"secret", "access_token", "token",
					    "user",	"login",  "export "};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (!begins(l, names[i]))
			continue;
		if (names[i][n - 1] == ' ' && memchr(l->p, '=', l->n) != NULL)
			return true;
		while (n < l->n && l->p[n] == ' ')
			n++;
		if (n + 1 < l->n && (l->p[n] == '=' || l->p[n] == ':'))
			return true;
	}
	return false;
}

/* The whole answer of a token's issuer. */
static bool json(const struct look *l)
{
	return l->n > 4 && l->p[0] == '{' && l->p[l->n - 1] == '}' && has_any(l, "\"") &&
	       has_any(l, ":");
}

static bool quoted(const struct look *l)
{
	static const char *const pairs[][2] = {{"\"", "\""},
					       {"'", "'"},
					       {"`", "`"},
					       {"\xe2\x80\x9c", "\xe2\x80\x9d"},
					       {"\xe2\x80\x9e", "\xe2\x80\x9c"},
					       {"\xe2\x80\x98", "\xe2\x80\x99"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (l->n > strlen(pairs[i][0]) + strlen(pairs[i][1]) && begins(l, pairs[i][0]) &&
		    ends(l, pairs[i][1]))
			return true;
	return false;
}

/* Dots in base64url that begins like a JSON object; 0: it does not. */
static int jwt_parts(const struct look *l)
{
	int parts = 1;

	if (l->n < BASE64_LEAST || memcmp(l->p, "eyJ", 3) != 0 ||
	    !all_of(l->p, l->n, LETTERS DIGITS "-_=."))
		return 0;
	for (size_t i = 0; i < l->n; i++)
		parts += l->p[i] == '.';
	return parts;
}

/* RFC 7519: three parts, or five where it is encrypted. */
static bool jwt(const struct look *l)
{
	int parts = jwt_parts(l);

	return parts == 3 || parts == 5;
}

static bool jwt_shape(const struct look *l)
{
	return !l->token && jwt(l);
}

static bool jwt_cut(const struct look *l)
{
	return l->token && jwt_parts(l) > 0 && l->says.fault != NULL;
}

static bool token_short(const struct look *l)
{
	return l->token && l->n < SHORT_TOKEN;
}

static bool token_opaque(const struct look *l)
{
	return l->token && l->says.form == TOKEN_OPAQUE;
}

static int sextet(char c)
{
	static const char table[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(table, c);

	return at == NULL ? -1 : (int)(at - table);
}

/* What base64 would give, byte by byte, so that no copy of it is made. */
struct decoded {
	int bytes, zeros, odd; /* odd: neither printable ASCII nor zero */
};

static bool decode(const struct look *l, struct decoded *d)
{
	size_t pads = ends(l, "==") ? 2 : ends(l, "=") ? 1 : 0;
	unsigned bits = 0;
	int have = 0;

	*d = (struct decoded){0};
	if (l->n < BASE64_LEAST || l->n % 4 != 0)
		return false;
	for (size_t i = 0; i + pads < l->n; i++) {
		int six = sextet(l->p[i]);

		if (six < 0)
			return false;
		bits = (bits << 6 | (unsigned)six) & 0xffff;
		have += 6;
		if (have >= 8) {
			unsigned c = bits >> (have -= 8) & 0xff;

			d->bytes++;
			d->zeros += c == 0;
			d->odd += c != 0 && (c < ' ' || c > '~');
		}
	}
	return true;
}

/* "\0user\0password" in base64: what AUTH PLAIN says, and old guides have people make by hand. */
static bool sasl_blob(const struct look *l)
{
	struct decoded d;

	return !l->token && decode(l, &d) && d.odd == 0 && d.zeros == 2;
}

/* XOAUTH2's words end in two ^A: not printable, so only their beginning tells: "user=". */
static bool xoauth2_blob(const struct look *l)
{
	return begins(l, "user=") || (l->n > 8 && memcmp(l->p, "dXNlcj", 6) == 0);
}

static bool base64_shape(const struct look *l)
{
	struct decoded d;

	return !l->token && decode(l, &d) && d.odd == 0 && d.zeros == 0;
}

static bool url_escapes(const struct look *l)
{
	for (size_t i = 0; !l->token && i + 2 < l->n; i++)
		if (l->p[i] == '%' && strchr("234567", l->p[i + 1]) != NULL &&
		    l->p[i + 1] != '\0' && isxdigit((unsigned char)l->p[i + 2]))
			return true;
	return false;
}

static bool same_as_user(const struct look *l)
{
	return l->user != NULL && l->n > 0 &&
	       (is(l, l->user, strlen(l->user)) || is(l, l->user, strcspn(l->user, "@")));
}

static bool blank_first(const struct look *l)
{
	return l->n > 0 && l->p[0] == ' ';
}

static bool blank_last(const struct look *l)
{
	return l->n > 0 && l->p[l->n - 1] == ' ';
}

static bool tab(const struct look *l)
{
	return has_any(l, "\t");
}

static bool blank_within_token(const struct look *l)
{
	return l->token && l->n > 2 && memchr(l->p + 1, ' ', l->n - 2) != NULL;
}

static bool shell_characters(const struct look *l)
{
	return !l->token && has_any(l, "$`\\\"'!&|;<>()*?#~{}[]");
}

static bool url_characters(const struct look *l)
{
	return !l->token && has_any(l, "%+@:/#?");
}

static bool is_long(const struct look *l)
{
	return !l->token && l->n > LONG;
}

/* Four groups of four letters, as Google shows them. */
static bool app_password_blanks(const struct look *l)
{
	enum { GROUP = 4, GROUPS = 4 };

	if (l->token || l->n != GROUP * GROUPS + GROUPS - 1)
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (i % (GROUP + 1) == GROUP ? l->p[i] != ' ' : !islower((unsigned char)l->p[i]))
			return false;
	return true;
}

static bool app_password_shape(const struct look *l)
{
	enum { LENGTH = 16 };

	return app_password_blanks(l) ||
	       (!l->token && l->n == LENGTH && all_of(l->p, l->n, "abcdefghijklmnopqrstuvwxyz"));
}

/* ---- all of them ---- */

static bool (*const looks[ODDITY_COUNT])(const struct look *l) = {
	[ODDITY_PLACEHOLDER] = placeholder,
	[ODDITY_BEARER_PREFIX] = bearer_prefix,
	[ODDITY_SASL_BLOB] = sasl_blob,
	[ODDITY_XOAUTH2_BLOB] = xoauth2_blob,
	[ODDITY_JSON] = json,
	[ODDITY_NAME_VALUE] = name_value,
	[ODDITY_JWT_SHAPE] = jwt_shape,
	[ODDITY_JWT_CUT] = jwt_cut,
	[ODDITY_TOKEN_SHORT] = token_short,
	[ODDITY_BLANK_WITHIN_TOKEN] = blank_within_token,
	[ODDITY_QUOTED] = quoted,
	[ODDITY_BYTE_ORDER_MARK] = byte_order_mark,
	[ODDITY_INVISIBLE] = invisible,
	[ODDITY_NO_BREAK_SPACE] = no_break_space,
	[ODDITY_NOT_UTF8] = not_utf8,
	[ODDITY_BLANK_FIRST] = blank_first,
	[ODDITY_BLANK_LAST] = blank_last,
	[ODDITY_TAB] = tab,
	[ODDITY_TYPOGRAPHIC] = typographic,
	[ODDITY_DECOMPOSED] = decomposed,
	[ODDITY_URL_ESCAPES] = url_escapes,
	[ODDITY_BASE64_SHAPE] = base64_shape,
	[ODDITY_SAME_AS_USER] = same_as_user,
	[ODDITY_NON_ASCII] = non_ascii,
	[ODDITY_SHELL_CHARACTERS] = shell_characters,
	[ODDITY_URL_CHARACTERS] = url_characters,
	[ODDITY_LONG] = is_long,
	[ODDITY_APP_PASSWORD_BLANKS] = app_password_blanks,
	[ODDITY_APP_PASSWORD_SHAPE] = app_password_shape,
	[ODDITY_TOKEN_OPAQUE] = token_opaque,
};

void secret_look(struct arena *a, const char *secret, size_t n, const char *user, bool token,
		 struct secret_facts *f)
{
	struct look l = {
		.p = secret, .n = n, .user = user, .token = token, .characters = count(secret, n)};

	if (token)
		token_look(a, secret, n, &l.says);
	f->bytes = (int)n;
	f->characters = l.characters;
	f->oddities = (struct list){0};
	for (int i = 0; i < ODDITY_COUNT; i++)
		if (looks[i](&l))
			list_add_string(&f->oddities, a, secret_oddity_names[i]);
}
