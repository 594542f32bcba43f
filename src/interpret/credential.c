#include "interpret/credential.h"

#include "interpret/unwrap.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"
#define QUOTES "\"'`"

static const struct span none = {NULL, 0};

static bool is(struct span w, const char *text)
{
	return w.n == strlen(text) && strncasecmp(w.p, text, w.n) == 0;
}

static bool ends_with(struct span w, const char *end)
{
	size_t n = strlen(end);

	return w.n >= n && strncasecmp(w.p + w.n - n, end, n) == 0;
}

static const char *skip(const char *p, const char *set)
{
	return p + strspn(p, set);
}

/* Up to a blank or the end of the line. */
static struct span bare_value(const char *p, const char *also)
{
	size_t n = strcspn(p, " \t\r\n"), at = strcspn(p, also);

	return (struct span){p, at < n ? at : n};
}

static bool closes(const char *p, char quote)
{
	return *p == quote && !isalnum((unsigned char)p[1]) && p[1] != quote;
}

/* Behind an opening quote: up to its like, or all of the line where the end was cut off. */
static struct span quoted_value(const char *p)
{
	struct span v = {p + 1, 0};

	while (v.p[v.n] != '\0' && v.p[v.n] != '\n' && !closes(v.p + v.n, *p))
		v.n++;
	return v;
}

static struct span value_at(const char *p, const char *also)
{
	p = skip(p, BLANKS);
	if (*p != '\0' && strchr(QUOTES, *p) != NULL)
		return quoted_value(p);
	return bare_value(p, also);
}

/* No word of a language: "password incorrect" is no password, nor is "password 535". */
static bool looks_chosen(struct span v)
{
	bool letter = false, other = false;

	for (size_t i = 0; i < v.n; i++) {
		letter = letter || isalpha((unsigned char)v.p[i]);
		other = other || isdigit((unsigned char)v.p[i]) || strchr("$%&!#+*^~=@", v.p[i]);
	}
	return letter && other;
}

/* ---- "password: x" ---- */

/* "smtpPass", "MAIL_PASS", but not "bypass". */
static bool ends_with_part(struct span w, const char *part)
{
	const char *p = w.p + w.n - strlen(part);

	if (!ends_with(w, part))
		return false;
	return p == w.p || !isalnum((unsigned char)p[-1]) ||
	       (isupper((unsigned char)*p) && islower((unsigned char)p[-1]));
}

static bool names_password(struct span w)
{
	static const char *const ends[] = {"password", "passwd",     "passwort",
					   "kennwort", "passphrase", "contrase\303\261a"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_with(w, ends[i]))
			return true;
	return false;
}

/* Words that mean it only where a separator follows: "spf=pass smtp.mailfrom=x". */
static bool may_name_secret(struct span w)
{
	static const char *const parts[] = {"pass",  "passe", "pwd",	"pw",	  "senha",
					    "token", "key",   "apikey", "bearer", "secret"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (ends_with_part(w, parts[i]))
			return true;
	return names_password(w);
}

/* "[Password:PHPMailer\PHPMailer\PHPMailer:protected] => x" */
static const char *behind_class(const char *text, struct span w)
{
	const char *p = w.p + w.n;
	size_t n = strcspn(p, "] \t\n");

	return w.p > text && w.p[-1] == '[' && *p == ':' && p[n] == ']' ? p + n : p;
}

/* ": ", " => ", "]=>\n  string(9) "; NULL: nothing like that. */
static const char *behind_separator(const char *p)
{
	const char *from = skip(p, QUOTES "])" BLANKS);

	p = strncasecmp(from, "%3D", 3) == 0 ? from + 3 : skip(from, ":=>");
	if (p == from)
		return NULL;
	if (p[-1] == '>' && skip(p, " \t\r\n") != p)
		p = skip(p, " \t\r\n");
	p = skip(p, BLANKS ">");
	if (strncmp(p, "string(", 7) == 0)
		p = skip(p, "string(0123456789)");
	return p;
}

static bool opens_option(const char *text, struct span w)
{
	return w.n > 2 && *w.p == '-' && (w.p == text || isspace((unsigned char)w.p[-1]));
}

/* "password x", "--pass x", "password is 'x'" */
static struct span value_behind_blank(const char *text, struct span w)
{
	const char *end = w.p + w.n, *p = skip(end, BLANKS);
	bool option = opens_option(text, w);
	struct span v;

	if (p == end || !(option || names_password(w) || is(w, "bearer")))
		return none;
	if (strncasecmp(p, "is ", 3) == 0)
		p = skip(p + 3, BLANKS);
	v = value_at(p, "");
	return option || strchr(QUOTES, *p) != NULL || looks_chosen(v) ? v : none;
}

/* "cannot fetch a token: invalid_grant", "... token: AADSTS50173: words": why there is none. */
static bool is_refusal(struct span v)
{
	static const char *const codes[] = {
		"invalid_request", "invalid_client",	   "invalid_grant",
		"invalid_scope",   "invalid_resource",	   "unauthorized_client",
		"access_denied",   "interaction_required", "unsupported_grant_type",
	};
	static const char entra[] = "AADSTS";
	size_t n = strlen(entra);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		size_t length = strlen(codes[i]);

		if (v.n >= length && strncmp(v.p, codes[i], length) == 0 &&
		    !isalnum((unsigned char)v.p[length]))
			return true;
	}
	if (v.n <= n || strncmp(v.p, entra, n) != 0)
		return false;
	n += strspn(v.p + n, "0123456789");
	return n > strlen(entra) && !isalnum((unsigned char)v.p[n]);
}

static struct span named_value(const char *text, struct span w)
{
	const char *end = w.p + w.n, *p = behind_separator(behind_class(text, w));
	struct span v;

	if (p == NULL)
		return value_behind_blank(text, w);
	v = value_at(p, end[0] == '>' ? "<" : "");
	return is_refusal(v) ? none : v;
}

/* ---- options, URLs, calls ---- */

/* "-u bob:x" */
static struct span of_user(const char *p)
{
	struct span v = value_at(p, "");
	const char *colon = memchr(v.p, ':', v.n);

	if (colon == NULL)
		return none;
	return (struct span){colon + 1, (size_t)(v.p + v.n - colon - 1)};
}

/* Behind "scheme": "://bob:x@host" */
static struct span of_url(const char *p)
{
	struct span all = {p + 3, strcspn(p + 3, " \t\r\n\"'`")};
	const char *at = memrchr(all.p, '@', all.n), *colon;

	if (at == NULL)
		return none;
	colon = memchr(all.p, ':', (size_t)(at - all.p));
	return colon == NULL ? none : (struct span){colon + 1, (size_t)(at - colon - 1)};
}

/* "login('bob', 'x')": all behind the first argument. */
static struct span of_call(const char *p)
{
	size_t n = strcspn(p, "\n"), first = strcspn(p, ",\n");
	const char *end = memrchr(p, ')', n);

	if (p[first] != ',')
		return none;
	p += first + 1;
	p = skip(p, BLANKS QUOTES);
	if (end == NULL || end < p)
		end = p + strcspn(p, "\n");
	while (end > p && strchr(QUOTES, end[-1]) != NULL)
		end--;
	return (struct span){p, (size_t)(end - p)};
}

/* "bob@example.org:x" of Postfix' password maps; a port or a reply is none. */
static struct span of_mailbox(const char *text, struct span w)
{
	struct span v = bare_value(w.p + w.n + 1, QUOTES);

	if (w.p == text || w.p[-1] != '@' || strspn(v.p, "0123456789") >= 3 || v.n < 4)
		return none;
	return strchr("/>]", *v.p) != NULL ? none : v;
}

static bool calls_login(struct span w)
{
	return ends_with(w, "login") || ends_with(w, "NetworkCredential") ||
	       ends_with(w, "PlainAuth") || ends_with(w, "authenticate");
}

static bool gives_user(struct span w)
{
	return is(w, "-u") || is(w, "--user") || is(w, "-Credential");
}

static bool gives_secret(struct span w)
{
	return is(w, "-ap") || is(w, "--oauth2-bearer") || is(w, "passwordeval");
}

struct span credential_behind(const char *text, struct span w)
{
	const char *p = w.p + w.n;

	if (strncmp(p, "://", 3) == 0)
		return of_url(p);
	if (gives_user(w) && strchr(BLANKS "=", *p) != NULL)
		return of_user(skip(p, BLANKS "="));
	if (gives_secret(w))
		return value_at(p, "");
	if (*p == '(' && calls_login(w))
		return of_call(p + 1);
	if (is(w, "Authorization") && *p == ':') {
		p = skip(p + 1, BLANKS);
		return bare_value(skip(p + strcspn(p, " \t\r\n"), BLANKS), QUOTES);
	}
	if (may_name_secret(w))
		return named_value(text, w);
	return *p == ':' ? of_mailbox(text, w) : none;
}

/* ---- an answer to a 334 ---- */

/* Made by a machine: words of people have no digits and no capitals within. */
static bool is_base64(struct span w)
{
	bool odd = false;

	for (size_t i = 0; i < w.n; i++) {
		unsigned char c = (unsigned char)w.p[i];

		if (!isalnum(c) && strchr("+/=", c) == NULL)
			return false;
		odd = odd || !isalpha(c) ||
		      (i > 0 && isupper(c) && islower((unsigned char)w.p[i - 1]));
	}
	return odd && w.n >= 4 && w.n % 4 == 0 && strspn(w.p, "0123456789") < w.n;
}

bool credential_alone(const char *text, struct span w)
{
	const char *end = skip(w.p + w.n, QUOTES BLANKS "\r"), *p = w.p;
	enum { PROMPT_MAX = 80 };
	enum speaker who;

	if ((*end != '\0' && *end != '\n') || !is_base64(w))
		return false;
	while (p > text && p[-1] != '\n' && w.p - p < PROMPT_MAX)
		p--;
	return skip(unwrap_prompt(p, &who), QUOTES BLANKS) == w.p;
}
