#include "interpret/facts.h"

#include "domain/orgdomain.h"
#include "smtp/address.h"
#include "smtp/caps.h"

#include <ctype.h>
#include <string.h>

bool failed_with(const struct stage *st, enum failure failure)
{
	return st != NULL && st->outcome == OUTCOME_FAIL && st->failure == failure;
}

bool stage_cut(const struct stage *st)
{
	return failed_with(st, FAILURE_CLOSED) || failed_with(st, FAILURE_RESET);
}

bool heard_from(const struct session *s)
{
	LIST_EACH (struct stage, st, &s->stages)
		if (st->reply.code != 0 || (st->tls != NULL && st->tls->last_in != NULL))
			return true;
	return session_passed(s, STAGE_TLS) || session_passed(s, STAGE_BANNER);
}

bool smtp_like(struct bytes b)
{
	return b.n >= 4 && b.p[0] >= '2' && b.p[0] <= '5' && isdigit((unsigned char)b.p[1]) &&
	       isdigit((unsigned char)b.p[2]) && (b.p[3] == ' ' || b.p[3] == '-');
}

bool tls_like(struct bytes b)
{
	return b.n >= 2 && (b.p[0] == 0x15 || b.p[0] == 0x16) && b.p[1] == 0x03;
}

const struct session *retry_of(const struct record *r, const struct session *s, const char *changed)
{
	LIST_EACH (struct session, other, &r->sessions)
		if (other->purpose == SESSION_RETRY && other->changed != NULL &&
		    strcmp(other->changed, changed) == 0 && same_endpoint(other, s))
			return other;
	return NULL;
}

const struct session *followed_up(const struct record *r, const struct session *s,
				  const char *changed)
{
	LIST_EACH (const struct session, other, &r->sessions)
		if (other->purpose == SESSION_RETRY && other->port == s->port &&
		    other->changed != NULL && strcmp(other->changed, changed) == 0 &&
		    strcmp(other->host, s->host) == 0)
			return other;
	return NULL;
}

bool versions_probed(const struct record *r, const struct session *at)
{
	LIST_EACH (const struct session, s, &r->sessions)
		if (s->purpose == SESSION_TLS_VERSION && (at == NULL || same_endpoint(s, at)))
			return true;
	return false;
}

bool has_times(const struct record *r)
{
	return r->started != 0;
}

bool is_primary(const struct session *s)
{
	return s->purpose == SESSION_PRIMARY;
}

bool is_pulse_of(const struct session *s, const struct session *first)
{
	return s != first && s->purpose == SESSION_CONTROL && s->changed != NULL &&
	       strcmp(s->changed, "again") == 0 && same_endpoint(s, first);
}

bool session_open(const struct session *s)
{
	const struct stage *proxy = session_stage(s, STAGE_PROXY);

	return session_passed(s, STAGE_TCP) && (proxy == NULL || proxy->outcome == OUTCOME_PASS);
}

bool record_is_proxied(const struct record *r)
{
	return r->proxy != NULL;
}

bool port_open(const struct record *r, int port, const char *host)
{
	LIST_EACH (struct session, s, &r->sessions)
		if (is_primary(s) && s->port == port && session_open(s) &&
		    (host == NULL || strcmp(s->host, host) == 0))
			return true;
	return false;
}

bool trace_stands_for(const char *address, int port, const struct session *s)
{
	return port == s->port && is_ipv6(address) == is_ipv6(s->address);
}

bool needs_port(const struct record *r, int port)
{
	LIST_EACH (struct need, n, &r->needs)
		if (n->port == port)
			return true;
	return false;
}

bool is_ipv6(const char *address)
{
	return address_family(address) == 6;
}

static const struct list *capabilities_of(const struct session *s, enum stage_id id)
{
	const struct stage *st = session_stage(s, id);

	if (st == NULL || st->outcome != OUTCOME_PASS || st->ehlo == NULL)
		return NULL;
	return &st->ehlo->capabilities;
}

const struct list *first_capabilities(const struct session *s)
{
	return capabilities_of(s, STAGE_EHLO);
}

const struct list *final_capabilities(const struct session *s)
{
	const struct list *after = capabilities_of(s, STAGE_EHLO_AGAIN);

	return after != NULL ? after : first_capabilities(s);
}

bool hosts_unrelated(const char *a, const char *b)
{
	if (address_family(a) != 0 || address_family(b) != 0)
		return strcmp(a, b) != 0;
	return !orgdomain_same(a, b);
}

struct bytes greeting_host(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);
	struct bytes b = banner == NULL ? (struct bytes){0} : banner->reply.text;
	bool dotted = false;

	for (size_t i = 0; i < b.n; i++) {
		if (!isalnum((unsigned char)b.p[i]) && b.p[i] != '.' && b.p[i] != '-') {
			b.n = i;
			break;
		}
		dotted |= b.p[i] == '.';
	}
	return dotted ? b : (struct bytes){0};
}

bool greeting_starred(const struct session *s)
{
	const struct stage *banner = session_stage(s, STAGE_BANNER);

	return banner != NULL && bytes_has(banner->reply.text, "*****");
}

bool session_inspected(const struct session *s)
{
	const struct list *caps = first_capabilities(s);

	return greeting_starred(s) || (caps != NULL && caps_masked(caps));
}

static bool greeting_missing(const struct stage *banner)
{
	return (failed_with(banner, FAILURE_TIMEOUT) || stage_cut(banner) ||
		failed_with(banner, FAILURE_PROTOCOL) || failed_with(banner, FAILURE_TOO_LONG)) &&
	       !tls_like(banner->detail) && banner->reply.code == 0;
}

/* Implicit TLS: nothing came, or words that are neither TLS nor a reply. */
static bool handshake_missing(const struct stage *tls)
{
	const struct tls_facts *t = tls == NULL ? NULL : tls->tls;

	if (t == NULL || tls->outcome != OUTCOME_FAIL || t->last_in != NULL)
		return false;
	return t->plaintext.n > 0 ? !smtp_like(t->plaintext)
				  : failed_with(tls, FAILURE_TIMEOUT) || stage_cut(tls);
}

bool smtp_missing(const struct session *s)
{
	if (!session_open(s))
		return false;
	return s->mode == TLS_MODE_IMPLICIT && !session_passed(s, STAGE_TLS)
		       ? handshake_missing(session_stage(s, STAGE_TLS))
		       : greeting_missing(session_stage(s, STAGE_BANNER));
}

/* A root that was sent along matters to nobody: programs have their own copy. */
const struct certificate *first_to_end(const struct tls_facts *t)
{
	const struct certificate *first = (const void *)t->chain.first;

	LIST_EACH (const struct certificate, c, &t->chain) {
		if (!c->self_signed && !c->unused && c->not_after < first->not_after)
			first = c;
	}
	return first;
}

const struct certificate *last_to_begin(const struct tls_facts *t)
{
	const struct certificate *last = (const void *)t->chain.first;

	LIST_EACH (const struct certificate, c, &t->chain) {
		if (!c->self_signed && !c->unused && c->not_before > last->not_before)
			last = c;
	}
	return last;
}

const char *agreed_version(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);

	return st == NULL || st->tls == NULL ? NULL : st->tls->version;
}

const struct stage *fatal_stage(const struct session *s)
{
	const struct stage *st = session_failed(s);

	return st != NULL && st->id != STAGE_QUIT ? st : NULL;
}

bool beyond_tcp(const struct record *r)
{
	LIST_EACH (struct session, s, &r->sessions) {
		const struct stage *banner = session_stage(s, STAGE_BANNER);
		const struct stage *tls =
			session_stage(s, STAGE_TLS); /* first where it is implicit */

		if (is_primary(s) && ((banner != NULL && banner->outcome != OUTCOME_SKIP) ||
				      (tls != NULL && tls->outcome != OUTCOME_SKIP)))
			return true;
	}
	return false;
}

bool alert_is(const struct tls_facts *t, enum tls_alert alert)
{
	return t != NULL && t->alert != NULL && t->alert_number == (int)alert;
}

bool tls_error_is(const struct tls_facts *t, const char *name)
{
	return t != NULL && t->error != NULL && strcmp(t->error, name) == 0;
}

bool client_certificate_wanted(const struct session *s)
{
	const struct stage *st = session_stage(s, STAGE_TLS);
	const struct tls_facts *f = st != NULL ? st->tls : NULL;

	return alert_is(f, ALERT_CERTIFICATE_REQUIRED) ||
	       (f != NULL && f->asked_for_certificate &&
		(alert_is(f, ALERT_HANDSHAKE_FAILURE) || alert_is(f, ALERT_BAD_CERTIFICATE)));
}
