/* stage_proxy.c - through a SOCKS5 or HTTP proxy to the server
 *
 * Where it passes, the server is at the other end of the connection, and what it said already waits
 * to be read: a proxy may send its own last words and the greeting in one piece. */
#include "probe/talk.h"
#include "proxy/http_connect.h"
#include "proxy/socks5.h"
#include "smtp/address.h"

#include <string.h>

/* What we wait for. */
enum { METHOD, LOGIN, REPLY };

static const struct secret *proxy_secret(const struct probe *p)
{
	return p->set->proxy.secret;
}

static const char *target(struct probe *p)
{
	const char *address = p->session->address;

	return arena_printf(p->common->record->arena,
			    address_family(address) == 6 ? "[%s]:%d" : "%s:%d", address,
			    p->session->port);
}

/* A name comes from the DNS or from the user: nothing in it may end its field early. */
static bool utterable(const char *host)
{
	size_t n = strlen(host);

	for (size_t i = 0; i < n; i++)
		if (host[i] <= ' ' || host[i] >= 0x7f)
			return false;
	return n > 0 && n <= SOCKS5_TEXT_MAX;
}

/* Not what went over the line, but what it meant. */
static void note(struct probe *p, bool sent, const char *words, const char *what)
{
	struct arena *a = p->common->record->arena;

	transcript_add(
		p, sent,
		bytes_str(a, arena_printf(a, "=== %s%s%s", words, *what != '\0' ? " " : "", what)));
}

static void say(struct probe *p, struct buf *out)
{
	conn_write(p->conn, out->p, out->n, out->secret);
	buf_free(out);
	probe_patience(p, p->at->kind->budget(p));
}

static enum verdict refused(struct probe *p)
{
	return probe_fail(p, FAILURE_REPLY);
}

/* A proxy may repeat what it was told. */
static const char *masked(struct probe *p, const char *s)
{
	struct buf heard = {0};

	if (s == NULL)
		return NULL;
	buf_str(&heard, s);
	probe_mask(p, &heard, heard.n);
	s = arena_copy(p->common->record->arena, heard.p, heard.n);
	buf_free(&heard);
	return s;
}

/* ---- SOCKS5 ---- */

static enum verdict say_connect(struct probe *p)
{
	struct buf out = {0};

	p->proxy.step = REPLY;
	socks5_write_connect(&out, p->session->address, p->session->port);
	note(p, true, "SOCKS5 CONNECT", target(p));
	say(p, &out);
	return STAGE_WAIT;
}

static enum verdict say_login(struct probe *p)
{
	const struct proxy *proxy = &p->set->proxy;
	struct buf out = {.secret = true};

	p->proxy.step = LOGIN;
	socks5_write_login(&out, proxy->url.user, proxy->secret->p, proxy->secret->n);
	note(p, true, "SOCKS5 login", "****");
	say(p, &out);
	return STAGE_WAIT;
}

static enum verdict take_method(struct probe *p, int method)
{
	p->now->proxy->method = method;
	if (method == SOCKS5_NO_LOGIN)
		return say_connect(p);
	if (method == SOCKS5_PASSWORD && proxy_secret(p) != NULL)
		return say_login(p);
	note(p, false, "SOCKS5",
	     method == SOCKS5_NO_METHOD ? "no login of ours will do"
					: "a login that we did not offer");
	return refused(p);
}

static enum verdict take_login(struct probe *p, int status)
{
	p->now->proxy->login = status;
	note(p, false, "SOCKS5 login", status == 0 ? "taken" : "refused");
	return status == 0 ? say_connect(p) : refused(p);
}

static enum verdict take_reply(struct probe *p, int rep)
{
	const char *words = socks5_rep_words(rep);

	p->now->proxy->code = rep;
	note(p, false, "SOCKS5", words != NULL ? words : "a reply that nobody knows");
	p->now->proxy->bound = masked(p, p->now->proxy->bound);
	return rep == 0 ? STAGE_NEXT : refused(p);
}

static enum verdict socks5_input(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	struct buf *in = conn_in(p->conn);
	enum verdict v = STAGE_WAIT;
	enum socks5_read got;
	int value = 0;

	do {
		got = p->proxy.step == METHOD ? socks5_read_method(in, &value)
		      : p->proxy.step == LOGIN
			      ? socks5_read_login(in, &value)
			      : socks5_read_reply(a, in, &value, &p->now->proxy->bound);
		if (got == SOCKS5_OTHER)
			return probe_fail(p, FAILURE_PROTOCOL);
		if (got == SOCKS5_OK)
			v = p->proxy.step == METHOD  ? take_method(p, value)
			    : p->proxy.step == LOGIN ? take_login(p, value)
						     : take_reply(p, value);
	} while (got == SOCKS5_OK && v == STAGE_WAIT);
	return v;
}

/* ---- HTTP ---- */

static void say_http(struct probe *p)
{
	const struct proxy *proxy = &p->set->proxy;
	struct buf out = {.secret = proxy->secret != NULL};

	p->proxy.step = REPLY;
	http_write_connect(&out, p->session->address, p->session->port, proxy->url.user,
			   proxy->secret != NULL ? proxy->secret->p : NULL,
			   proxy->secret != NULL ? proxy->secret->n : 0);
	note(p, true, "HTTP CONNECT", target(p));
	say(p, &out);
}

static enum verdict take_answer(struct probe *p, const struct http_answer *r)
{
	struct arena *a = p->common->record->arena;
	struct proxy_facts *f = p->now->proxy;

	f->code = r->status;
	f->text = bytes_str(a, masked(p, text_safe(a, r->line)));
	f->reason = masked(p, r->reason);
	f->logins = masked(p, r->logins);
	note(p, false, f->text.p, "");
	return r->status / 100 == 2 ? STAGE_NEXT : refused(p);
}

static enum verdict http_input(struct probe *p)
{
	bool ended = conn_state(p->conn) != CONN_OPEN;
	struct http_answer r;

	switch (http_read_answer(p->common->record->arena, conn_in(p->conn), ended, &r)) {
	case HTTP_OK:
		return take_answer(p, &r);
	case HTTP_OTHER:
		return probe_fail(p, FAILURE_PROTOCOL);
	case HTTP_TOO_LONG:
		return probe_fail(p, FAILURE_TOO_LONG);
	case HTTP_PARTIAL:
		break;
	}
	return STAGE_WAIT;
}

/* ---- both ---- */

static enum verdict proxy_enter(struct probe *p)
{
	struct buf out = {0};

	if (!utterable(p->session->address))
		return probe_fail_detail(
			p, FAILURE_LOCAL,
			bytes_str(p->common->record->arena, "no proxy can be told that host"));
	if (p->set->proxy.url.kind == PROXY_HTTP) {
		say_http(p);
		return STAGE_WAIT;
	}
	socks5_write_methods(&out, proxy_secret(p) != NULL);
	say(p, &out);
	return STAGE_WAIT;
}

/* Nothing that a proxy leaves unsaid is an SMTP reply. */
static enum verdict ended(struct probe *p)
{
	const char *ours = conn_local_fault(p->conn);

	if (ours != NULL)
		return probe_fail_detail(p, FAILURE_LOCAL,
					 bytes_str(p->common->record->arena, ours));
	switch (conn_state(p->conn)) {
	case CONN_ENDED:
		return probe_fail(p, FAILURE_CLOSED);
	case CONN_BROKEN:
		return probe_fail(p, FAILURE_RESET);
	default:
		return STAGE_WAIT;
	}
}

static enum verdict proxy_input(struct probe *p)
{
	enum verdict v = p->set->proxy.url.kind == PROXY_HTTP ? http_input(p) : socks5_input(p);

	return v == STAGE_WAIT ? ended(p) : v;
}

const struct stage_kind stage_proxy = {
	.id = STAGE_PROXY,
	.budget = budget_connect, /* the way to the server is part of it */
	.enter = proxy_enter,
	.input = proxy_input,
};
