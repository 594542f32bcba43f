/* stage_tls.c - handshake, on an implicit-TLS port and after STARTTLS, and who it was */
#include "probe/talk.h"
#include "probe/tlsa.h"
#include "record/dnssec.h"
#include "smtp/address.h"

#include <string.h>

/* Mail servers ask for the name that the records are about. */
static const char *server_name(const struct probe *p)
{
	const char *base =
		p->common->record->purpose == PURPOSE_MX ? tlsa_base(p->common, p->session) : NULL;

	return base != NULL ? base : p->session->host;
}

/* RFC 6066 section 3: names only, and without the dot at the end. */
const char *probe_sni(const struct probe *p)
{
	struct arena *a = p->common->record->arena;
	const struct settings *set = p->set;
	const char *name = server_name(p), *literal;
	size_t n;

	if (p->ep->sni != NULL)
		name = p->ep->sni;
	else if (set->no_sni)
		return NULL;
	else if (set->sni != NULL)
		name = set->sni;
	n = strlen(name);
	name = arena_copy(a, name, n > 0 && name[n - 1] == '.' ? n - 1 : n);
	return *name == '\0' || address_literal(a, name, &literal) ? NULL : name;
}

/* Whose certificate it has to be. */
static const char *wanted_host(const struct probe *p)
{
	return p->ep->sni != NULL && *p->ep->sni != '\0' ? p->ep->sni : p->session->host;
}

/* Sessions that could log in; the others have no need to say who we are. */
static bool is_whole(enum session_purpose purpose)
{
	return purpose == SESSION_PRIMARY || purpose == SESSION_RETRY || purpose == SESSION_AUTH;
}

static struct tls_setup setup_of(const struct probe *p)
{
	struct tls_setup s = {.min = p->set->tls_min, .max = p->set->tls_max};

	if (p->ep->only != TLS_ANY)
		s.min = s.max = p->ep->only;
	s.sni = probe_sni(p);
	s.known = p->common->hub->known;
	if (is_whole(p->ep->purpose))
		s.certificate = p->common->hub->certificate;
	return s;
}

/* Only an alias has to wait for its records: they decide what to ask for. */
static enum verdict tls_wanted(struct probe *p)
{
	bool named =
		strcmp(host_expanded(p->common->record, p->session->host), p->session->host) == 0 ||
		tlsa_ready(p->common, p->session);

	return named && hub_gate_open(&p->common->task) ? STAGE_NEXT : STAGE_WAIT;
}

static enum verdict tls_enter(struct probe *p)
{
	struct arena *a = p->common->record->arena;
	struct tls_setup setup = setup_of(p);
	const char *why = tls_forbidden(&setup);

	if (why != NULL)
		return probe_fail_detail(p, FAILURE_LOCAL, bytes_str(a, why));
	conn_start_tls(p->conn, &setup);
	return STAGE_WAIT;
}

static void see_facts(struct probe *p)
{
	if (p->now->tls != NULL)
		return;
	p->now->tls = PROBE_NEW(p, struct tls_facts);
	conn_tls_facts(p->conn, p->common->record->arena, p->now->tls);
}

/* What the server said in TLS, or instead of TLS, tells more than that it went away then. */
static enum verdict handshake_failed(struct probe *p)
{
	enum conn_state state = conn_state(p->conn);
	const char *ours = conn_local_fault(p->conn);

	see_facts(p);
	if (ours != NULL)
		return probe_fail_detail(p, FAILURE_LOCAL,
					 bytes_str(p->common->record->arena, ours));
	if (p->now->tls->alert == NULL && p->now->tls->plaintext.n == 0) {
		if (state == CONN_ENDED)
			return probe_fail(p, FAILURE_CLOSED);
		if (state == CONN_BROKEN)
			return probe_fail(p, FAILURE_RESET);
	}
	return probe_fail(p, FAILURE_TLS);
}

/* Between mail servers signed records say who it is, whatever the public CAs say (RFC 7672 section
 * 3.1); where none of them can be used they say nothing. Mail programs ask the CAs. */
static bool verified(const struct probe *p, const struct tls_facts *f)
{
	bool by_dane = p->common->record->purpose == PURPOSE_MX && dane_binds(f->dane) &&
		       dane_count(f->dane, TLSA_UNUSABLE) < (int)f->dane->records.n;

	return by_dane ? dane_authenticates(f->dane) : tls_acceptable(f);
}

static enum verdict handshake_done(struct probe *p)
{
	static const struct list no_capabilities;
	struct record *r = p->common->record;
	struct tls_facts *f;

	see_facts(p);
	f = p->now->tls;
	transcript_add(
		p, false,
		bytes_str(r->arena, arena_printf(r->arena, "=== %s %s", f->version, f->cipher)));
	p->tls = true;
	p->caps = &no_capabilities; /* RFC 3207: what was said before TLS is void */
	if (p->ep->only != TLS_ANY)
		return STAGE_NEXT;
	conn_tls_judge(p->conn, r->arena, f, p->common->hub->trust, wanted_host(p),
		       clock_wall_ms());
	tlsa_judge(p->common, p->session, f, clock_wall_ms());
	p->verified = verified(p, f);
	p->proven = p->verified && tls_acceptable(f); /* TLSA alone is for mail, not for secrets */
	if (!p->verified && !p->set->insecure)
		return probe_fail(p, FAILURE_CERTIFICATE);
	return STAGE_NEXT;
}

static enum verdict tls_input(struct probe *p)
{
	switch (conn_tls(p->conn)) {
	case CONN_TLS_FAILED:
		return handshake_failed(p);
	case CONN_TLS:
		return trust_ready(p->common->hub->trust) && tlsa_ready(p->common, p->session)
			       ? handshake_done(p)
			       : STAGE_WAIT;
	default:
		return STAGE_WAIT;
	}
}

/* A handshake that is done waits for nothing of the server's. */
static enum verdict tls_late(struct probe *p)
{
	if (conn_tls(p->conn) != CONN_TLS)
		return probe_fail(p, FAILURE_TIMEOUT);
	if (trust_ready(p->common->hub->trust)) /* then it is the DNS that has no answer */
		return handshake_done(p);
	return probe_fail_detail(
		p, FAILURE_LOCAL,
		bytes_str(p->common->record->arena, "the trust store took too long to load"));
}

static void tls_leave(struct probe *p)
{
	hub_gate_close(p->common->hub);
	if (p->now->failure != FAILURE_LOCAL)
		see_facts(p);
}

const struct stage_kind stage_tls = {
	.id = STAGE_TLS,
	.budget = budget_reply,
	.wanted = tls_wanted,
	.enter = tls_enter,
	.input = tls_input,
	.late = tls_late,
	.leave = tls_leave,
};
