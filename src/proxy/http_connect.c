#include "proxy/http_connect.h"

#include "base/base64.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LINE_MAX_KEPT = 256, WORD_MAX = 64 /* of a reason, or a scheme of login */ };

/* ---- saying ---- */

static void write_login(struct buf *out, const char *user, const char *password, size_t n)
{
	struct buf raw = {.secret = true};

	buf_str(&raw, user);
	buf_char(&raw, ':');
	buf_add(&raw, password, n);
	buf_str(out, "Proxy-Authorization: Basic ");
	base64_encode(out, raw.p, raw.n);
	buf_str(out, "\r\n");
	buf_free(&raw);
}

void http_write_connect(struct buf *out, const char *host, int port, const char *user,
			const char *password, size_t n)
{
	bool v6 = strchr(host, ':') != NULL;

	for (int i = 0; i < 2; i++)
		buf_printf(out, "%s%s%s%s:%d%s", i == 0 ? "CONNECT " : "Host: ", v6 ? "[" : "",
			   host, v6 ? "]" : "", port, i == 0 ? " HTTP/1.1\r\n" : "\r\n");
	if (password != NULL)
		write_login(out, user, password, n);
	buf_str(out, "\r\n");
}

/* ---- a line at a time ---- */

/* From `at` on without its end; *next: behind it. False: its end is not there. */
static bool line_at(const struct buf *in, size_t at, struct bytes *line, size_t *next)
{
	char *lf = at < in->n ? memchr(in->p + at, '\n', in->n - at) : NULL;

	if (lf == NULL)
		return false;
	*line = (struct bytes){in->p + at, (size_t)(lf - in->p) - at};
	*next = at + line->n + 1;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

/* "HTTP/1.1 200", whatever stands behind it. */
static const char status_form[] = "HTTP/1.d ddd";

enum { STATUS_AT = sizeof("HTTP/1.1 ") - 1, STATUS_SIZE = 3 };

static bool fits(char form, char c)
{
	return form == 'd' ? isdigit((unsigned char)c) : form == c;
}

/* As far as it is there. */
static bool can_be_status(const char *p, size_t n)
{
	for (size_t i = 0; i < n && i < sizeof(status_form) - 1; i++)
		if (!fits(status_form[i], p[i]))
			return false;
	return true;
}

static int status_of(struct bytes line)
{
	const char *d = line.p + STATUS_AT;

	if (line.n < STATUS_AT + STATUS_SIZE ||
	    (line.n > STATUS_AT + STATUS_SIZE && d[STATUS_SIZE] != ' '))
		return 0;
	return (d[0] - '0') * 100 + (d[1] - '0') * 10 + (d[2] - '0');
}

/* ---- fields ---- */

/* What stands behind "name:", without the blanks around it. */
static bool field(struct bytes line, const char *name, struct bytes *value)
{
	size_t n = strlen(name);

	if (line.n <= n || strncasecmp(line.p, name, n) != 0 || line.p[n] != ':')
		return false;
	*value = (struct bytes){line.p + n + 1, line.n - n - 1};
	while (value->n > 0 && (*value->p == ' ' || *value->p == '\t')) {
		value->p++;
		value->n--;
	}
	while (value->n > 0 && strchr(" \t", value->p[value->n - 1]) != NULL)
		value->n--;
	return true;
}

static const char *shown(struct arena *a, const char *p, size_t n)
{
	return text_safe(a, bytes_copy(a, p, n < WORD_MAX ? n : WORD_MAX));
}

/* Proxy-Status: "squid; error=dns_error; details=..." */
static const char *error_of(struct arena *a, struct bytes value)
{
	static const char key[] = "error=";
	const char *at = memmem(value.p, value.n, key, strlen(key));
	size_t n = 0, room;

	if (at == NULL)
		return NULL;
	at += strlen(key);
	room = (size_t)(value.p + value.n - at);
	while (n < room && (isalnum((unsigned char)at[n]) || at[n] == '_'))
		n++;
	return n == 0 ? NULL : shown(a, at, n);
}

static bool is_named(const char *logins, const char *scheme)
{
	size_t n = strlen(scheme);

	for (const char *at = logins; at != NULL; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncasecmp(at, scheme, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	}
	return false;
}

/* One field names one scheme as proxies send it; a list of them is cut to its first. */
static const char *add_scheme(struct arena *a, const char *logins, struct bytes value)
{
	size_t n = 0;
	const char *scheme;

	while (n < value.n && (isalnum((unsigned char)value.p[n]) || value.p[n] == '-'))
		n++;
	scheme = shown(a, value.p, n);
	if (n == 0 || is_named(logins, scheme) || (logins != NULL && strlen(logins) > WORD_MAX))
		return logins;
	return logins == NULL ? scheme : arena_printf(a, "%s, %s", logins, scheme);
}

static void read_field(struct arena *a, struct bytes line, struct http_answer *r)
{
	struct bytes value;

	if (field(line, "Proxy-Status", &value) && r->reason == NULL)
		r->reason = error_of(a, value);
	else if (field(line, "X-Squid-Error", &value) && r->reason == NULL && value.n > 0)
		r->reason = shown(a, value.p, value.n);
	else if (field(line, "Proxy-Authenticate", &value))
		r->logins = add_scheme(a, r->logins, value);
}

/* ---- the head ---- */

/* Behind the blank line that ends the head at `from`; 0: that is not there. */
static size_t head_end(const struct buf *in, size_t from)
{
	struct bytes line;

	while (line_at(in, from, &line, &from))
		if (line.n == 0)
			return from;
	return 0;
}

/* All lines that are there. */
static void read_lines(struct arena *a, const struct buf *in, size_t at, struct http_answer *r)
{
	struct bytes line = {0};

	if (!line_at(in, at, &line, &at))
		return;
	r->line = bytes_copy(a, line.p, line.n < LINE_MAX_KEPT ? line.n : LINE_MAX_KEPT);
	while (line_at(in, at, &line, &at) && line.n > 0)
		read_field(a, line, r);
}

/* Where the head of the final response begins, as far as it is there; its end in *end, 0: that is
 * not. */
static enum http_read find_head(const struct buf *in, size_t *from, size_t *end, int *status)
{
	for (*from = 0;; *from = *end) {
		struct bytes line;
		size_t next;

		if (!can_be_status(in->p + *from, in->n - *from))
			return HTTP_OTHER;
		*end = head_end(in, *from);
		*status = line_at(in, *from, &line, &next) ? status_of(line) : 0;
		if (*end == 0)
			return HTTP_PARTIAL;
		if (*status < 100 || *status > 599)
			return HTTP_OTHER;
		if (*status >= 200)
			return HTTP_OK;
	}
}

/* Nothing is copied before the end is there: a proxy may send it byte by byte. */
enum http_read http_read_answer(struct arena *a, struct buf *in, bool ended, struct http_answer *r)
{
	const struct buf head = {.p = in->p, .n = in->n < HTTP_HEAD_MAX ? in->n : HTTP_HEAD_MAX};
	size_t from, end;
	enum http_read got;

	*r = (struct http_answer){0};
	if (in->n == 0)
		return HTTP_PARTIAL;
	got = find_head(&head, &from, &end, &r->status);
	if (got == HTTP_PARTIAL && in->n > HTTP_HEAD_MAX)
		return HTTP_TOO_LONG;
	if (got == HTTP_PARTIAL && ended && r->status >= 300 && r->status <= 599)
		got = HTTP_OK;
	if (got != HTTP_OK)
		return got;
	read_lines(a, &head, from, r);
	buf_take(in, NULL, end == 0 ? in->n : end);
	return HTTP_OK;
}
