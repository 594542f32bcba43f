/* The proxy in between: the way to it, what it says of itself, and what it says of the server.
 *
 * That is hearsay, and keeps the id that the cause has where we see it ourselves. */
#include "interpret/diagnose.h"
#include "interpret/facts.h"
#include "interpret/reach.h"
#include "know/box.h"
#include "proxy/socks5.h"

#include <string.h>

/* ---- the way to it ---- */

static const char *proxy_name(const struct place *at)
{
	const struct stage *st = session_stage(at->session, STAGE_PROXY);
	const char *url = at->d->record->proxy;

	if (url == NULL) /* a report that was pasted in part */
		return "the proxy";
	if (st == NULL || st->proxy == NULL || st->proxy->address == NULL ||
	    strstr(url, st->proxy->address) != NULL)
		return url;
	return arena_printf(at->d->arena, "%s at %s", url, st->proxy->address);
}

/* All A and AAAA questions are about the proxy: the target's name is its business. */
static void diagnose_name(struct diagnosis *d)
{
	struct place at = {.d = d};

	LIST_EACH (const struct dns_query, q, &d->record->queries) {
		if ((strcmp(q->type, "A") != 0 && strcmp(q->type, "AAAA") != 0) ||
		    q->status == DNS_OK)
			continue;
		show(&at, found(&at, "proxy-unreachable", ONCE), "dns", "%s %s: %s", q->name,
		     q->type, dns_status_names[q->status]);
	}
}

void diagnose_way_to_proxy(struct diagnosis *d)
{
	if (d->record->sessions.n == 0)
		diagnose_name(d);
	LIST_EACH (struct session, s, &d->record->sessions) {
		struct place at = {.d = d, .session = s, .stage = session_stage(s, STAGE_TCP)};
		struct finding *f;

		if (!is_primary(s) || !failed_with(at.stage, FAILURE_NET))
			continue;
		/* nothing went out: that tells nothing of the proxy */
		f = found(&at, not_even_tried(s) ? "local-error" : "proxy-unreachable", ONCE);
		if (at.stage->tcp != NULL)
			show_connecting(&at, f, proxy_name(&at));
		blame(&at, f);
	}
}

/* ---- what it answered ---- */

struct answer {
	int code;
	const char *id;
	enum scope scope;
};

/* RFC 1928 section 6. Of 1 nobody knows what it was; 7 and 8 are of proxies that can less than we
 * ask for. */
static const struct answer socks5_answers[] = {
	{2, "proxy-refused", PER_PORT},	      {3, "net-unreachable", PER_PORT},
	{4, "net-unreachable", PER_PORT},     {5, "net-connect-refused", PER_PORT},
	{6, "net-connect-timeout", PER_PORT}, {7, "proxy-refused", PER_PORT},
	{8, "proxy-refused", PER_PORT},	      {0, NULL, ONCE},
};

/* Web servers say 400 or 404 to a CONNECT; tinyproxy says 401 to a wrong password; 502 and 503 are
 * what proxies say of any failure. */
static const struct answer http_answers[] = {
	{400, "proxy-not-a-proxy", ONCE},	 {401, "proxy-auth", ONCE},
	{404, "proxy-not-a-proxy", ONCE},	 {407, "proxy-auth", ONCE},
	{500, "proxy-connect-failed", PER_PORT}, {501, "proxy-refused", PER_PORT},
	{502, "proxy-connect-failed", PER_PORT}, {503, "proxy-connect-failed", PER_PORT},
	{504, "net-connect-timeout", PER_PORT},	 {0, NULL, ONCE},
};

/* RFC 9209 section 2.3, and what Squid says in a field of its own, with the errno of its system. */
static const struct {
	const char *reason, *id;
} reasons[] = {
	{"dns_error", "proxy-name-unknown"},
	{"dns_timeout", "proxy-name-unknown"},
	{"destination_not_found", "proxy-name-unknown"},
	{"destination_ip_prohibited", "proxy-refused"},
	{"destination_ip_unroutable", "net-unreachable"},
	{"connection_refused", "net-connect-refused"},
	{"connection_timeout", "net-connect-timeout"},
	{"http_request_denied", "proxy-refused"},
	{"ERR_DNS_FAIL", "proxy-name-unknown"},
	{"ERR_ACCESS_DENIED", "proxy-refused"},
	{"ERR_CACHE_ACCESS_DENIED", "proxy-auth"},
	{"ERR_CONNECT_FAIL 101", "net-unreachable"},
	{"ERR_CONNECT_FAIL 110", "net-connect-timeout"},
	{"ERR_CONNECT_FAIL 111", "net-connect-refused"},
	{"ERR_CONNECT_FAIL 113", "net-unreachable"},
};

static bool is_socks5(const struct proxy_facts *f)
{
	return f->scheme == NULL || strcmp(f->scheme, "socks5") == 0;
}

static const char *id_of_reason(const char *reason)
{
	for (size_t i = 0; reason != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		size_t n = strlen(reasons[i].reason);

		if (strncmp(reason, reasons[i].reason, n) == 0 &&
		    (reason[n] == '\0' || reason[n] == ' '))
			return reasons[i].id;
	}
	return NULL;
}

static struct answer answer_of(const struct proxy_facts *f)
{
	bool socks5 = is_socks5(f);
	const struct answer *a = socks5 ? socks5_answers : http_answers;

	while (a->id != NULL && a->code != f->code)
		a++;
	if (a->id != NULL)
		return *a;
	if (socks5 || f->code / 100 == 5)
		return (struct answer){f->code, "proxy-connect-failed", PER_PORT};
	return (struct answer){f->code, "proxy-refused", PER_PORT};
}

/* Before the request there is the login, and only SOCKS5 tells them apart. */
static bool login_refused(const struct proxy_facts *f)
{
	return is_socks5(f) && f->code < 0 && f->method > 0;
}

static void show_login(const struct place *at, struct finding *f)
{
	const struct proxy_facts *p = at->stage->proxy;

	if (p->login > 0)
		show(at, f, "note", "%s takes another name or password: login status %d (RFC 1929)",
		     proxy_name(at), p->login);
	else if (p->method == 0xff)
		show(at, f, "note", "%s takes no kind of login that was offered (method 0xFF)",
		     proxy_name(at));
	else
		show(at, f, "note", "%s wants a login of kind %d (RFC 1928), which was not offered",
		     proxy_name(at), p->method);
}

static void show_answer(const struct place *at, struct finding *f)
{
	const struct proxy_facts *p = at->stage->proxy;

	if (is_socks5(p))
		show(at, f, "note", "the proxy says so of %s: SOCKS5 reply %d%s%s", place_name(at),
		     p->code, socks5_rep_words(p->code) == NULL ? "" : ", ",
		     socks5_rep_words(p->code) == NULL ? "" : socks5_rep_words(p->code));
	else
		show(at, f, "note", "the proxy says so of %s: %s", place_name(at),
		     text_safe(at->d->arena, p->text));
	if (p->reason != NULL)
		show(at, f, "note", "the proxy's reason: %s", p->reason);
	if (p->logins != NULL)
		show(at, f, "note", "it offers these kinds of login: %s", p->logins);
}

static bool is_of_the_server(const char *id)
{
	return strncmp(id, "proxy-", strlen("proxy-")) != 0 ||
	       strcmp(id, "proxy-connect-failed") == 0;
}

/* A port that is not there by the profile need not be explained. */
static const char *known_better(const struct place *at, const char *id)
{
	if (!is_of_the_server(id))
		return id;
	return port_not_offered(at) ? "net-port-not-offered"
	       : port_unlisted(at)  ? "net-port-not-listed"
				    : id;
}

/* In the words for what a proxy tells, where there are some. */
static struct finding *found_hearsay(const struct place *at, const char *id)
{
	struct finding *f = found_case(at, id, "proxied", PER_PORT);

	if (f->certainty > CERTAINTY_LIKELY)
		f->certainty = CERTAINTY_LIKELY;
	return f;
}

static void diagnose_refusal(const struct place *at)
{
	const struct proxy_facts *p = at->stage->proxy;
	struct answer a = answer_of(p);
	struct finding *f;

	if (login_refused(p)) {
		f = found(at, "proxy-auth", ONCE);
		show_login(at, f);
		blame(at, f);
		return;
	}
	if (id_of_reason(p->reason) != NULL)
		a.id = id_of_reason(p->reason);
	a.id = known_better(at, a.id);
	f = is_of_the_server(a.id) ? found_hearsay(at, a.id) : found(at, a.id, a.scope);
	show_answer(at, f);
	blame(at, f);
}

/* ---- what is no answer ---- */

static const struct {
	const char *begins, *words;
} languages[] = {
	{"HTTP/", "it speaks HTTP: --proxy http://... may be meant"},
	{"\x05", "it speaks SOCKS5: --proxy socks5://... may be meant"},
};

static const char *language(const struct diagnosis *d, struct bytes said)
{
	const struct box *b = box_of_greeting(d->know, said);

	if (smtp_like(said))
		return "it greets as a mail server does";
	if (tls_like(said))
		return "it speaks TLS";
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (bytes_begins(said, languages[i].begins))
			return languages[i].words;
	if (b != NULL && b->kind == BOX_PROTOCOL)
		return arena_printf(d->arena, "it speaks %s", b->title);
	return "that is neither a reply of SOCKS5 nor one of HTTP";
}

static void diagnose_noise(const struct place *at)
{
	struct finding *f = found(at, "proxy-not-a-proxy", ONCE);

	show_bytes(at, f, "reply", at->stage->detail);
	show(at, f, "note", "%s: %s", proxy_name(at), language(at->d, at->stage->detail));
	blame(at, f);
}

/* The request is with the proxy, which is at it. */
static bool request_pending(const struct stage *st)
{
	return failed_with(st, FAILURE_TIMEOUT) &&
	       (!is_socks5(st->proxy) || st->proxy->method == 0 || st->proxy->login == 0);
}

static void diagnose_wait(const struct place *at)
{
	const char *id = known_better(at, "net-connect-timeout");
	struct finding *f = found_hearsay(at, id);

	if (!is_socks5(at->stage->proxy)) /* it may not even have read it */
		f->certainty = CERTAINTY_POSSIBLE;
	show(at, f, "network", "%s: the proxy took the request and has said nothing since%s",
	     place_name(at), time_taken(at, ", "));
	blame(at, f);
}

static void diagnose_silence(const struct place *at)
{
	struct finding *f = found(at, "proxy-no-answer", ONCE);

	show(at, f, "network", "%s: %s%s", proxy_name(at), failure_names[at->stage->failure],
	     time_taken(at, " after "));
	if (at->stage->failure != FAILURE_RESET) /* of that it is the name of the error */
		show_bytes(at, f, "reply", at->stage->detail);
	blame(at, f);
}

void diagnose_proxy(const struct place *at)
{
	if (at->stage->outcome != OUTCOME_FAIL || at->stage->proxy == NULL)
		return;
	switch (at->stage->failure) {
	case FAILURE_REPLY:
		diagnose_refusal(at);
		break;
	case FAILURE_PROTOCOL:
	case FAILURE_TOO_LONG:
		diagnose_noise(at);
		break;
	default:
		if (request_pending(at->stage))
			diagnose_wait(at);
		else
			diagnose_silence(at);
	}
}
