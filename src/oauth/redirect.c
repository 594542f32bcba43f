#include "oauth/redirect.h"

#include "base/memory.h"
#include "base/piece.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 1000 };

static struct redirect refused(int status, const char *why)
{
	return (struct redirect){.kind = REDIRECT_REFUSED, .status = status, .why = why};
}

/* ---- parameters ---- */

/* Those that we look for; others are the service's own business, but once each, too. */
enum { CODE, STATE, ERROR, DESCRIPTION, URI, KNOWN };
static const char *const known_names[] = {"code", "state", "error", "error_description",
					  "error_uri"};

struct parameters {
	struct buf text; /* all names and values, decoded, each with a NUL behind */
	size_t names[REDIRECT_PARAMETERS_MAX]; /* where in `text` */
	size_t values[REDIRECT_PARAMETERS_MAX];
	size_t n;
};

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes `from` of application/x-www-form-urlencoded; false: it is not that, or holds a NUL. */
static bool decode(struct bytes from, struct buf *to)
{
	for (size_t i = 0; i < from.n; i++) {
		int c = from.p[i] == '+' ? ' ' : (unsigned char)from.p[i];

		if (c == '%') {
			int high = from.n - i > 2 ? hex(from.p[i + 1]) : -1;
			int low = from.n - i > 2 ? hex(from.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = high << 4 | low;
			i += 2;
		}
		if (c == '\0')
			return false;
		buf_char(to, (char)c);
	}
	buf_char(to, '\0');
	return true;
}

static const char *value_of(const struct parameters *ps, const char *name)
{
	for (size_t i = 0; i < ps->n; i++)
		if (strcmp(ps->text.p + ps->names[i], name) == 0)
			return ps->text.p + ps->values[i];
	return NULL;
}

static const char *add_parameter(struct parameters *ps, struct bytes part)
{
	struct bytes name = piece_until(part, "="), value = piece_behind(part, "=");
	size_t at = ps->text.n, behind;

	if (ps->n == REDIRECT_PARAMETERS_MAX)
		return "it has too many parameters";
	if (!decode(name, &ps->text))
		return "it is not percent-encoded as it should be";
	behind = ps->text.n;
	if (!decode(value, &ps->text))
		return "it is not percent-encoded as it should be";
	if (value_of(ps, ps->text.p + at) != NULL)
		return "it has a parameter twice";
	ps->names[ps->n] = at;
	ps->values[ps->n++] = behind;
	return NULL;
}

/* NULL, or what is wrong with it. */
static const char *read_parameters(struct bytes query, struct parameters *ps)
{
	while (query.n > 0) {
		struct bytes part = piece_until(query, "&");
		const char *why = part.n == 0 ? NULL : add_parameter(ps, part);

		if (why != NULL)
			return why;
		query = part.n < query.n ? piece_from(query, part.n + 1) : (struct bytes){0};
	}
	return NULL;
}

/* ---- what they say ---- */

/* In a time that tells nothing of how far they are the same. */
static bool is_state(const struct secret *state, const char *s)
{
	return strlen(s) == state->n && gnutls_memcmp(s, state->p, state->n) == 0;
}

/* RFC 6749, A.11: VSCHAR. */
static bool is_code(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			return false;
	return n > 0 && n <= REDIRECT_CODE_MAX;
}

static const char *shown(struct arena *a, const char *s)
{
	if (s == NULL || *s == '\0')
		return NULL;
	return text_safe(a, bytes_copy(a, s, strnlen(s, SHOWN_MAX)));
}

static struct redirect understood(struct arena *a, const struct secret *state,
				  const char *const values[KNOWN])
{
	const char *code = values[CODE];
	struct redirect r = {.status = 200};

	if (code == NULL && values[ERROR] == NULL)
		return refused(400, "it has neither a code nor an error");
	if (values[STATE] == NULL || !is_state(state, values[STATE]))
		return refused(400, "its state is not that of this sign-in");
	if (code != NULL && values[ERROR] != NULL)
		return refused(400, "it has both a code and an error");
	if (code != NULL) {
		if (!is_code(code))
			return refused(400, "its code is none");
		r.kind = REDIRECT_CODE;
		r.code = (struct secret){.p = mem_str(code), .n = strlen(code)};
		return r;
	}
	r.kind = REDIRECT_ERROR;
	r.error = shown(a, values[ERROR]);
	r.description = shown(a, values[DESCRIPTION]);
	r.uri = shown(a, values[URI]);
	return r.error != NULL ? r : refused(400, "its error is empty");
}

static struct redirect of_query(struct arena *a, const struct secret *state, struct bytes query)
{
	struct parameters ps = {.text = {.secret = true}};
	const char *values[KNOWN], *why = read_parameters(query, &ps);
	struct redirect r;

	for (int i = 0; i < KNOWN && why == NULL; i++)
		values[i] = value_of(&ps, known_names[i]);
	r = why != NULL ? refused(400, why) : understood(a, state, values);
	buf_free(&ps.text);
	return r;
}

/* ---- a request ---- */

/* Where the empty line has ended, or 0. */
static size_t head_end(const char *p, size_t n)
{
	const char *end = memmem(p, n, "\r\n\r\n", 4);

	return end == NULL ? 0 : (size_t)(end - p) + 4;
}

/* RFC 9112, 2.2: lines end in CRLF; what bare CR, LF or NUL mean differs by who reads it. */
static bool clean(struct bytes head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];
		bool line_end = c == '\r' && i + 1 < head.n && head.p[i + 1] == '\n';

		if (line_end)
			i++;
		else if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Names of this machine with our port. Another name that leads here is a web page's: it wants to
 * read what we answer (DNS rebinding). */
static bool is_our_host(struct bytes value, int port)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost", "[::1]"};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		char name[32];

		snprintf(name, sizeof(name), "%s:%d", hosts[i], port);
		if (bytes_is(value, name))
			return true;
	}
	return false;
}

/* NULL, or what is wrong with the lines behind the first. */
static const char *fields_wrong(struct bytes rest, int port)
{
	struct bytes line;
	int hosts = 0;

	while (piece_line(&rest, &line) && line.n > 0) {
		struct bytes name = piece_until(line, ":");

		if (name.n == 0 || name.n == line.n || piece_has_any(name, " \t"))
			return "it is no HTTP";
		if (!bytes_is(name, "host"))
			continue;
		if (!is_our_host(piece_trimmed(piece_behind(line, ":")), port))
			return "it is meant for another host";
		hosts++;
	}
	return hosts == 1 ? NULL : "it names no host, or more than one";
}

/* What a request line asks for; true: "GET /... HTTP/1.x". */
static bool request_line(struct bytes line, struct bytes *method, struct bytes *target)
{
	struct bytes version;

	*method = piece_until(line, " ");
	*target = piece_until(piece_behind(line, " "), " ");
	version = piece_behind(piece_behind(line, " "), " ");
	return method->n > 0 && target->n > 0 && target->p[0] == '/' &&
	       (piece_is(version, "HTTP/1.1") || piece_is(version, "HTTP/1.0"));
}

/* RFC 3986; and what browsers leave as it is. A "#" is never sent. */
static bool is_target(struct bytes target)
{
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] <= ' ' || target.p[i] > '~' || target.p[i] == '#')
			return false;
	return true;
}

static struct redirect of_head(struct arena *a, const struct secret *state, int port,
			       struct bytes head)
{
	struct bytes line, method, target, path;
	const char *why;

	if (!clean(head) || !piece_line(&head, &line) || !request_line(line, &method, &target) ||
	    !is_target(target))
		return refused(400, "it is no HTTP");
	why = fields_wrong(head, port);
	if (why != NULL)
		return refused(400, why);
	if (!piece_is(method, "GET"))
		return refused(405, "it is no GET");
	path = piece_until(target, "?");
	if (!piece_is(path, "/"))
		return (struct redirect){.kind = REDIRECT_ASIDE, .status = 404};
	if (path.n == target.n)
		return (struct redirect){.kind = REDIRECT_ASIDE, .status = 400};
	return of_query(a, state, piece_behind(target, "?"));
}

struct redirect redirect_of_request(struct arena *a, const struct secret *state, int port,
				    const char *p, size_t n)
{
	size_t end = head_end(p, n < REDIRECT_HEAD_MAX ? n : REDIRECT_HEAD_MAX);

	if (end > 0)
		return of_head(a, state, port, (struct bytes){.p = (char *)p, .n = end});
	if (n >= REDIRECT_HEAD_MAX)
		return refused(431, "it is too long");
	return (struct redirect){.kind = REDIRECT_MORE};
}

/* ---- a line ---- */

struct redirect redirect_of_line(struct arena *a, const struct secret *state, const char *p,
				 size_t n)
{
	struct bytes line = piece_trimmed((struct bytes){.p = (char *)p, .n = n});
	struct bytes query = piece_has(line, "?") ? piece_behind(line, "?") : line;

	if (n > REDIRECT_HEAD_MAX)
		return refused(400, "it is too long");
	query = piece_until(query, "#");
	if (!is_target(query))
		return refused(400, "it is no URL");
	return of_query(a, state, query);
}
