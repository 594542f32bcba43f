#include "record/record.h"

#include <string.h>

const struct cert_days cert_days_default = {.warn = 14};

struct record *record_new(void)
{
	struct arena *a = arena_new();
	struct record *r = ARENA_NEW(a, struct record);

	r->arena = a;
	r->cert_days = cert_days_default; /* also of a report that does not say */
	return r;
}

struct record *record_free(struct record *r)
{
	if (r != NULL)
		arena_free(r->arena);
	return NULL;
}

const char *record_target(const struct record *r)
{
	return r->host != NULL ? r->host : r->input;
}

void stage_make_facts(struct arena *a, struct stage *st)
{
	switch (st->id) {
	case STAGE_TCP:
		st->tcp = ARENA_NEW(a, struct tcp_facts);
		break;
	case STAGE_PROXY:
		st->proxy = ARENA_NEW(a, struct proxy_facts);
		st->proxy->method = st->proxy->login = st->proxy->code = -1;
		break;
	case STAGE_BANNER:
		st->banner = ARENA_NEW(a, struct banner_facts);
		break;
	case STAGE_EHLO:
	case STAGE_EHLO_AGAIN:
		st->ehlo = ARENA_NEW(a, struct ehlo_facts);
		st->ehlo->name = "";
		break;
	case STAGE_STARTTLS:
		st->starttls = ARENA_NEW(a, struct starttls_facts);
		break;
	case STAGE_TLS:
		st->tls = ARENA_NEW(a, struct tls_facts);
		break;
	case STAGE_AUTH:
		st->auth = ARENA_NEW(a, struct auth_facts);
		break;
	case STAGE_ENVELOPE:
		st->envelope = ARENA_NEW(a, struct envelope_facts);
		break;
	case STAGE_MESSAGE:
		st->message = ARENA_NEW(a, struct message_facts);
		break;
	default:
		break;
	}
}

int dane_count(const struct dane_facts *d, enum tlsa_verdict verdict)
{
	int n = 0;

	LIST_EACH (const struct tlsa, t, &d->records)
		n += t->verdict == verdict;
	return n;
}

bool dane_binds(const struct dane_facts *d)
{
	return d != NULL && d->state == DANE_SECURE && d->records.n > 0;
}

bool dane_authenticates(const struct dane_facts *d)
{
	return dane_binds(d) && dane_count(d, TLSA_MATCHES) > 0;
}

bool dane_contradicts(const struct dane_facts *d)
{
	return dane_binds(d) && !dane_authenticates(d) &&
	       (size_t)dane_count(d, TLSA_UNUSABLE) < d->records.n;
}

static bool is_revoked(const struct tls_facts *f)
{
	return f->staple != NULL && f->staple->status == STAPLE_REVOKED;
}

bool tls_acceptable(const struct tls_facts *f)
{
	return f->judged && f->name_ok && f->trusted && !f->expired && !f->not_yet_valid &&
	       !is_revoked(f) && (f->usage_fault == NULL || strcmp(f->usage_fault, "is-a-ca") == 0);
}

bool same_endpoint(const struct session *a, const struct session *b)
{
	return a->port == b->port && strcmp(a->address, b->address) == 0;
}

struct stage *session_stage(const struct session *s, enum stage_id id)
{
	LIST_EACH (struct stage, st, &s->stages) {
		if (st->id == id)
			return st;
	}
	return NULL;
}

bool session_passed(const struct session *s, enum stage_id id)
{
	const struct stage *st = session_stage(s, id);

	return st != NULL && st->outcome == OUTCOME_PASS;
}

static bool is_domain_of(const char *domain, const char *address)
{
	const char *at = address == NULL ? NULL : strrchr(address, '@');

	return at != NULL && text_casecmp(domain, at + 1) == 0;
}

static bool is_within(const char *host, const char *domain)
{
	size_t n = strlen(domain), m = host == NULL ? 0 : strlen(host);

	return m >= n && text_has_suffix(host, domain) && (m == n || host[m - n - 1] == '.');
}

bool mailbox_is_own(const struct record *r, const struct session *s, const char *address)
{
	const char *at = strrchr(address, '@');

	if (at == NULL) /* "postmaster" is everybody's (RFC 5321 section 4.5.1) */
		return true;
	if (r->purpose == PURPOSE_MX)
		return r->host != NULL && text_casecmp(at + 1, r->host) == 0;
	return is_domain_of(at + 1, r->user) || is_within(s->host, at + 1);
}

static bool is_asked_for(const struct list *controls, const char *host)
{
	LIST_EACH (const struct host_port, c, controls) {
		if (text_casecmp(c->host, host) == 0)
			return true;
	}
	return false;
}

/* "10 mx.example.org", "0 1 587 mail.example.org" */
static bool is_named_in_answer(const struct record *r, const char *host)
{
	LIST_EACH (const struct dns_query, q, &r->queries) {
		LIST_EACH (const struct dns_answer, a, &q->answers) {
			const char *name = a->data.p == NULL ? NULL : strrchr(a->data.p, ' ');

			if (name != NULL && text_casecmp(name + 1, host) == 0)
				return true;
		}
	}
	return false;
}

bool is_control_host(const struct record *r, const char *host)
{
	if (host == NULL || !is_asked_for(&r->controls, host) || is_named_in_answer(r, host))
		return false;
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_PRIMARY && text_casecmp(s->host, host) == 0)
			return false;
	}
	return r->host == NULL || text_casecmp(r->host, host) != 0;
}

struct stage *session_failed(const struct session *s)
{
	LIST_EACH (struct stage, st, &s->stages) {
		if (st->outcome == OUTCOME_FAIL)
			return st;
	}
	return NULL;
}
