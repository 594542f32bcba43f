#include "interpret/diagnose_asked.h"

#include "interpret/service_ids.h"
#include "know/token_service.h"

#include <stdlib.h>
#include <string.h>

enum { HTTPS_PORT = 443, HTTP_PORT = 80 };

/* ---- whom ---- */

/* Host and port of a URL that we wrote ourselves: "https://[::1]:8443/token". */
static void endpoint_of(struct arena *a, const char *url, struct place *at)
{
	const char *p = url == NULL ? NULL : strstr(url, "://");
	size_t n;

	at->host = "the token service";
	at->port = HTTPS_PORT;
	if (p == NULL)
		return;
	if (strncmp(url, "http:", strlen("http:")) == 0)
		at->port = HTTP_PORT;
	p += strlen("://");
	n = *p == '[' ? strcspn(++p, "]") : strcspn(p, ":/?");
	at->host = arena_copy(a, p, n);
	p += n + (p[n] == ']');
	if (*p == ':')
		at->port = (int)(strtoul(p + 1, NULL, 10) & 0xffff);
}

static const char *shown(const struct place *at, const char *s)
{
	return text_safe(at->d->arena, bytes_str(at->d->arena, s));
}

/* ---- evidence ---- */

static void show_request(const struct place *at, struct finding *f, const struct token_asked *t)
{
	struct buf line = {0};

	if (t->url == NULL)
		return;
	buf_printf(&line, "asked %s", shown(at, t->url));
	if (t->step != NULL)
		buf_printf(&line, ", step \"%s\"", shown(at, t->step));
	if (t->address != NULL)
		buf_printf(&line, ", at %s", shown(at, t->address));
	if (t->http_status != 0)
		buf_printf(&line, ": HTTP status %d", t->http_status);
	show_bytes(at, f, "network", bytes_copy(at->d->arena, line.p, line.n));
	buf_free(&line);
}

/* Where an answer has no fields for them, they stand in its words. */
static struct service_ids ids_of(struct arena *a, const struct token_asked *t)
{
	struct service_ids said = {0};

	if (t->description != NULL)
		said = service_ids_in(a, bytes_str(a, t->description));
	if (t->trace_id != NULL)
		said.trace = t->trace_id;
	if (t->correlation_id != NULL)
		said.correlation = t->correlation_id;
	if (t->timestamp != NULL)
		said.time = t->timestamp;
	return said;
}

static void show_words(const struct place *at, struct finding *f, const struct token_asked *t)
{
	const char *error = t->error != NULL ? t->error : "";
	const char *between = t->error != NULL && t->description != NULL ? ": " : "";
	const char *words = t->description != NULL ? t->description : "";
	const struct service_ids ids = ids_of(at->d->arena, t);
	const char *line = service_ids_line(at->d->arena, &ids);

	if (t->error != NULL || t->description != NULL)
		show(at, f, "reply", "%s%s%s", shown(at, error), between, shown(at, words));
	if (t->suberror != NULL)
		show(at, f, "reply", "suberror: %s", shown(at, t->suberror));
	if (line != NULL)
		show(at, f, "note", "%s", shown(at, line));
	if (t->detail != NULL)
		show(at, f, "note", "%s", shown(at, t->detail));
}

/* ---- a refusal in words ---- */

static bool is(const char *s, const char *what)
{
	return s != NULL && strcmp(s, what) == 0;
}

/* Words that the service may leave out: that a way is closed for mail, as its first request shows.
 * NULL: none. */
static const char *left_out(const struct place *at, const struct token_asked *t)
{
	const struct token_service *s =
		t->service == NULL ? NULL : token_service_find(at->d->know, t->service);
	const struct service_refusal *no = s == NULL ? NULL : service_refusal_of(s, t->grant);

	if (no == NULL || !is(t->error, "invalid_scope") || is(t->step, "poll"))
		return NULL;
	return no->says;
}

/* What the patterns of the catalogue are tried against: as if somebody had pasted the answer. */
static const char *as_pasted(const struct place *at, const struct token_asked *t)
{
	const char *unsaid = left_out(at, t), *text;
	struct buf out = {0};

	buf_printf(&out, "error=%s", t->error);
	if (t->suberror != NULL)
		buf_printf(&out, " suberror=%s", t->suberror);
	LIST_EACH (const struct string_item, it, &t->codes)
		buf_printf(&out, " AADSTS%s", it->s);
	if (unsaid != NULL)
		buf_printf(&out, " %s", unsaid);
	if (t->description != NULL)
		buf_printf(&out, " %s", t->description);
	text = arena_copy(at->d->arena, out.p, out.n);
	buf_free(&out);
	return text;
}

static struct finding *found_refusal(const struct place *at, const struct token_asked *t)
{
	struct finding *f = found_in_refusal(at, as_pasted(at, t));

	return f != NULL ? f : found(at, "oauth-refused", ONCE);
}

/* ---- no words of OAuth ---- */

/* By what went wrong and the status of the answer, the more special line first. */
static const struct reason {
	const char *fault;
	int from, to; /* HTTP status; 0: any */
	const char *id, *of_case;
} reasons[] = {
	{"dns", 0, 0, "oauth-service-unreachable", "dns"},
	/* the status of a proxy that was asked for a way there */
	{"connect", 407, 407, "oauth-service-unreachable", "proxy"},
	{"connect", 100, 599, "oauth-service-unreachable", "proxy-way"},
	{"connect", 0, 0, "oauth-service-unreachable", "connect"},
	{"tls", 0, 0, "oauth-service-unreachable", "tls"},
	{"timeout", 0, 0, "oauth-service-unreachable", "timeout"},
	{"redirect", 0, 0, "oauth-service-unreachable", "redirect"},
	{"answer", 0, 0, "oauth-service-unreachable", "page"},
	{"http", 407, 407, "oauth-service-unreachable", "proxy"},
	{"http", 429, 429, "oauth-service-unreachable", "busy"},
	{"http", 511, 511, "oauth-service-unreachable", "page"}, /* RFC 6585: a portal says so */
	{"http", 500, 599, "oauth-service-unreachable", "server"},
	{"http", 400, 401, "oauth-refused", "no-words"},
	{"http", 403, 403, "oauth-refused", "no-words"},
	{"http", 0, 0, "oauth-service-unreachable", "not-found"},
	{"local", 0, 0, "oauth-service-unreachable", "local"},
	{0},
};

static const struct reason *reason_of(const struct token_asked *t)
{
	const struct reason *r = reasons;

	while (r->fault != NULL &&
	       (strcmp(r->fault, t->fault) != 0 ||
		(r->from != 0 && (t->http_status < r->from || t->http_status > r->to))))
		r++;
	return r;
}

/* The time for a person was over, not that of a request: nobody came back from the browser, or the
 * service had answered each question. NULL: not that. */
static struct finding *found_unfinished(const struct place *at, const struct token_asked *t)
{
	if (!is(t->fault, "timeout"))
		return NULL;
	if (is(t->step, "authorize"))
		return found_case(at, "oauth-sign-in-unfinished", "browser", ONCE);
	if (is(t->step, "poll") && t->http_status != 0)
		return found(at, "oauth-sign-in-unfinished", ONCE);
	return NULL;
}

static struct finding *found_fault(const struct place *at, const struct token_asked *t)
{
	struct finding *unfinished = found_unfinished(at, t);
	const struct reason *r = reason_of(t);

	if (unfinished != NULL)
		return unfinished;
	if (r->fault == NULL)
		return found(at, "oauth-service-unreachable", ONCE);
	return found_case(at, r->id, r->of_case, ONCE);
}

void diagnose_asked(struct diagnosis *d)
{
	const struct token_asked *t = d->record->asked;
	struct place at = {.d = d};
	struct finding *f;

	if (t->fault == NULL)
		return;
	endpoint_of(d->arena, t->url, &at);
	if (t->interrupted)
		f = found(&at, "interrupted", ONCE);
	else if (t->error != NULL)
		f = found_refusal(&at, t);
	else
		f = found_fault(&at, t);
	if (!t->interrupted)
		f->severity = SEVERITY_ERROR; /* no token came, however mild the words */
	show_request(&at, f, t);
	show_words(&at, f, t);
}
