#include "report/details.h"

#include "base/clock.h"
#include "base/text.h"
#include "report/controls.h"
#include "report/details_token.h"
#include "report/fact.h"
#include "report/outcome.h"
#include "report/words.h"
#include "smtp/egress.h"

#include <inttypes.h>
#include <string.h>

/* ---- the run ---- */

enum { LABEL = 2, BODY = 12 };

static void needs(const struct page *p, const struct record *r)
{
	const char *all = "";

	LIST_EACH (const struct need, n, &r->needs) {
		all = arena_printf(p->arena, "%s%s%d %s", all, *all != '\0' ? ", " : "", n->port,
				   tls_mode_words[n->mode]);
	}
	if (r->needs.n > 1)
		all = arena_printf(p->arena, "%s (%s of them)", all, r->needs_all ? "all" : "any");
	if (r->needs.n > 0)
		page_labelled(p, LABEL, "needs", BODY, all);
}

static void controls(const struct page *p, const struct record *r)
{
	const char *all = "";

	LIST_EACH (const struct host_port, c, &r->controls) {
		all = arena_printf(p->arena, "%s%s%s", all, *all != '\0' ? ", " : "",
				   control_name(p->arena, c));
	}
	if (r->controls.n > 0)
		page_labelled(p, LABEL, "controls", BODY, all);
}

/* Its kind, source and measures: nothing of it. */
static void secret(const struct page *p, const struct secret_facts *s)
{
	page_labelled(p, LABEL, "secret", BODY,
		      arena_printf(p->arena, "%s, from %s, %d bytes, %d characters%s%s",
				   or_unknown(s->kind), or_unknown(s->from), s->bytes,
				   s->characters, s->oddities.n > 0 ? ": " : "",
				   page_joined(p, &s->oddities)));
}

/* What this machine remembered when the run began its login. */
static void earlier(const struct page *p, const struct earlier_logins *e)
{
	char last[CLOCK_TEXT_SIZE], next[CLOCK_TEXT_SIZE];

	if (e->failures > 0)
		page_labelled(p, LABEL, "earlier", BODY,
			      arena_printf(p->arena, "%d failed logins, last %s%s%s", e->failures,
					   clock_text(e->last, last), e->next > 0 ? ", next " : "",
					   e->next > 0 ? clock_text(e->next, next) : ""));
	if (e->fault != NULL)
		page_labelled(p, LABEL, "memory", BODY, e->fault);
}

/* What was asked for: the verdict is about that. */
static void target(const struct page *p, const struct record *r)
{
	if (r->host != NULL)
		page_labelled(p, LABEL, "target", BODY, r->host);
	page_labelled(p, LABEL, "purpose", BODY, target_purpose_names[r->purpose]);
	if (r->provider != NULL)
		page_labelled(p, LABEL, "profile", BODY, r->provider);
	needs(p, r);
	controls(p, r);
	if (r->user != NULL)
		page_labelled(p, LABEL, "user", BODY, r->user);
	if (r->secret != NULL)
		secret(p, r->secret);
	earlier(p, &r->earlier);
	if (r->name_fault != NULL)
		page_labelled(p, LABEL, "name", BODY,
			      arena_printf(p->arena, "no host name: %s", r->name_fault));
	if (r->cert_days.warn != cert_days_default.warn ||
	    r->cert_days.critical != cert_days_default.critical)
		page_labelled(
			p, LABEL, "cert days", BODY,
			arena_printf(p->arena, "%d, %d", r->cert_days.warn, r->cert_days.critical));
}

const char *details_egress(const struct page *p, const struct record *r)
{
	struct list said = {0};

	if (r->egress.n > 0)
		return page_joined(p, &r->egress);
	egress_addresses(p->arena, r, &said);
	return said.n > 0 ? page_joined(p, &said) : NULL;
}

void details_run(const struct page *p, const struct record *r)
{
	const char *egress = details_egress(p, r);
	char started[CLOCK_TEXT_SIZE];

	page_section(p, "Run");
	target(p, r);
	page_labelled(p, LABEL, "started", BODY,
		      arena_printf(p->arena, "%s, took %.1f s%s", clock_text(r->started, started),
				   r->duration_ms / 1e3, r->interrupted ? ", interrupted" : ""));
	if (r->command != NULL)
		page_labelled(p, LABEL, "command", BODY, r->command);
	page_labelled(p, LABEL, "from", BODY,
		      arena_printf(p->arena, "%s%s%s", or_unknown(r->hostname),
				   r->sources.n > 0 ? ", " : "", page_joined(p, &r->sources)));
	if (r->proxy != NULL)
		page_labelled(p, LABEL, "proxy", BODY, r->proxy);
	if (egress != NULL)
		page_labelled(p, LABEL, "seen as", BODY, egress);
	page_labelled(p, LABEL, "smtpscope", BODY,
		      arena_printf(p->arena, "%s, knowledge of %s", or_unknown(r->version),
				   or_unknown(r->knowledge)));
}

/* ---- DNS ---- */

static void query(const struct page *p, const struct dns_query *q)
{
	const char *when =
		q->remembered ? "known already" : arena_printf(p->arena, "%.0f ms", q->ms);

	page_paragraph(p, 2,
		       arena_printf(p->arena, "%s %s: %s%s, %s%s%s", q->name, q->type,
				    dns_status_words[q->status], q->ad ? ", signed (AD)" : "", when,
				    q->server != NULL ? ", asked " : "",
				    q->server != NULL ? q->server : ""));
	LIST_EACH (const struct dns_answer, a, &q->answers) {
		page_paragraph(p, 4,
			       arena_printf(p->arena, "%s %s %s (TTL %u s)", a->name, a->type,
					    text_safe(p->arena, a->data), (unsigned)a->ttl));
	}
}

/* Who says so is on the way here, or on this machine. */
static void dnssec(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct dns_query, q, &r->queries) {
		if (!q->ad)
			continue;
		page_labelled(p, 2, "DNSSEC", 12,
			      r->resolver_trusted ? "the resolver is trusted to say what is signed"
						  : "signed (AD), but the resolver is not trusted "
						    "to say so");
		return;
	}
}

void details_dns(const struct page *p, const struct record *r)
{
	if (r->queries.n == 0 && r->addresses.n == 0)
		return;
	page_section(p, "DNS");
	if (r->resolvers.n > 0)
		page_labelled(p, 2, "resolver", 12, page_joined(p, &r->resolvers));
	dnssec(p, r);
	LIST_EACH (const struct dns_query, q, &r->queries) {
		query(p, q);
	}
	LIST_EACH (const struct address, a, &r->addresses) {
		if (a->source != ADDRESS_DNS)
			page_paragraph(p, 2,
				       arena_printf(p->arena, "%s has %s (%s)", a->host, a->address,
						    address_source_words[a->source]));
	}
}

/* ---- sessions ---- */

static const char *reply_line(const struct page *p, const struct reply *r)
{
	return arena_printf(p->arena, "%d%s%s %s", r->code, r->enhanced != NULL ? " " : "",
			    r->enhanced != NULL ? r->enhanced : "", text_safe(p->arena, r->text));
}

static void reply(const struct page *p, const struct reply *r)
{
	page_paragraph(p, FACT, reply_line(p, r));
}

static void tcp(const struct page *p, const struct tcp_facts *t)
{
	if (t->rtt_ms > 0)
		fact(p, "round trip", arena_printf(p->arena, "%.2f ms", t->rtt_ms));
	if (t->class == TCP_OPEN) {
		if (t->retransmits > 0)
			fact(p, "sent again", arena_printf(p->arena, "%d times", t->retransmits));
		return;
	}
	if (t->source != NULL)
		fact(p, "from", t->source);
	if (t->errno_name != NULL)
		fact(p, "system says", t->errno_name);
	if (t->retransmits > 0)
		fact(p, "sent again",
		     t->retransmits == 1 ? "once, without an answer"
					 : arena_printf(p->arena, "%d times, without an answer",
							t->retransmits));
	if (t->machine_open > 0 || t->machine_waiting > 0)
		fact(p, "this machine",
		     arena_printf(p->arena, "%d connections to that port stand or stood, %d wait",
				  t->machine_open, t->machine_waiting));
	if (t->icmp_origin != NULL)
		fact(p, t->icmp_origin,
		     arena_printf(p->arena, "type %d code %d from %s%s", t->icmp_type, t->icmp_code,
				  or_unknown(t->offender),
				  t->offender_is_local ? " (this machine)" : ""));
}

/* Which proxy it was is a fact also where the way to it failed. */
static void through(const struct page *p, const struct proxy_facts *f)
{
	fact(p, "through",
	     arena_printf(p->arena, "%s, %s port %d", or_unknown(f->scheme), or_unknown(f->address),
			  f->port));
}

static void proxy(const struct page *p, const struct proxy_facts *f)
{
	through(p, f);
	if (f->method >= 0)
		fact(p, "method", arena_printf(p->arena, "%d", f->method));
	if (f->login >= 0)
		fact(p, "login", arena_printf(p->arena, "%d", f->login));
	if (f->code >= 0)
		fact(p, "answer", arena_printf(p->arena, "%d", f->code));
	fact_bytes(p, "status line", f->text);
	if (f->reason != NULL)
		fact(p, "reason", f->reason);
	if (f->logins != NULL)
		fact(p, "logins", f->logins);
	if (f->bound != NULL)
		fact(p, "goes on as", f->bound);
}

/* The first line greets; the rest of the reply is what the capabilities say already. */
static void ehlo(const struct page *p, const struct stage *st)
{
	struct reply first = st->reply;
	const char *end = first.text.p != NULL ? memchr(first.text.p, '\n', first.text.n) : NULL;

	if (end != NULL)
		first.text.n = (size_t)(end - first.text.p);
	if (first.code != 0)
		reply(p, &first);
	fact(p, "as", st->ehlo->name);
	if (st->ehlo->capabilities.n > 0)
		fact(p, "offers", page_joined_bytes(p, &st->ehlo->capabilities));
}

static void auth(const struct page *p, const struct auth_facts *f)
{
	const char *refusal = token_refusal_in_words(p->arena, f->challenge);

	if (f->mechanism != NULL)
		fact(p, "mechanism",
		     arena_printf(p->arena, "%s%s", f->mechanism,
				  f->without_secret ? ", name only: no secret was sent" : ""));
	if (f->able.n > 0)
		fact(p, "able", page_joined(p, &f->able));
	if (f->chosen != NULL)
		fact(p, "chosen", f->chosen);
	if (f->user != NULL)
		fact(p, "user", f->user);
	if (f->withheld != WITHHELD_NO)
		fact(p, "withheld", withheld_names[f->withheld]);
	fact_bytes(p, "challenge", f->challenge);
	if (refusal != NULL)
		fact(p, "it says", refusal);
	if (f->channel_binding != NULL)
		fact(p, "bound to", f->channel_binding);
	if (f->iterations > 0)
		fact(p, "iterations", arena_printf(p->arena, "%d", f->iterations));
	if (f->server_proved)
		fact(p, "server", "proved that it knows the secret, too");
	if (f->own_fault != NULL)
		fact(p, "broken off", f->own_fault);
}

/* "1200 bytes, SMTPUTF8, NOTIFY=NEVER" */
static const char *declared(const struct page *p, const struct envelope_facts *f)
{
	struct list parts = {0};

	if (f->size > 0)
		list_add_string(&parts, p->arena,
				arena_printf(p->arena, "%" PRId64 " bytes", f->size));
	if (f->utf8)
		list_add_string(&parts, p->arena, "SMTPUTF8");
	if (f->notify != NULL)
		list_add_string(&parts, p->arena, arena_printf(p->arena, "NOTIFY=%s", f->notify));
	return parts.n > 0 ? page_joined(p, &parts) : NULL;
}

static void envelope(const struct page *p, const struct envelope_facts *f)
{
	const char *said = declared(p, f);

	if (f->from != NULL)
		fact(p, "from", *f->from != '\0' ? f->from : "<>");
	if (said != NULL)
		fact(p, "declared", said);
	if (f->mail.code != 0)
		reply(p, &f->mail);
	LIST_EACH (const struct recipient, to, &f->recipients) {
		fact(p, "to", to->address);
		if (to->reply.code != 0)
			reply(p, &to->reply);
	}
}

static void message(const struct page *p, const struct message_facts *f)
{
	if (f->id != NULL)
		fact(p, "Message-ID", f->id);
	if (f->size > 0)
		fact(p, "size", arena_printf(p->arena, "%" PRId64 " bytes", f->size));
	if (f->data.code != 0)
		fact(p, "DATA", reply_line(p, &f->data));
}

static void stall(const struct page *p, const struct stall_facts *f)
{
	fact(p, "in flight",
	     arena_printf(p->arena, "%d segments, %u bytes, sent again %d times", f->in_flight,
			  (unsigned)f->pending, f->resent));
	fact(p, "arrived",
	     arena_printf(p->arena, "%u bytes there, %u bytes here, %d packets behind a gap",
			  (unsigned)f->acked, (unsigned)f->received, f->out_of_order));
	fact(p, "segments",
	     arena_printf(p->arena, "at most %d bytes out, %d bytes in, path MTU %d", f->snd_mss,
			  f->rcv_mss, f->path_mtu));
}

static void facts(const struct page *p, const struct record *r, const struct session *s,
		  const struct stage *st)
{
	const struct stage *way = session_stage(s, STAGE_PROXY);

	if (st->ehlo != NULL)
		ehlo(p, st);
	else if (st->reply.code != 0)
		reply(p, &st->reply);
	if (st->tcp != NULL)
		tcp(p, st->tcp);
	if (st->tcp != NULL && st->outcome == OUTCOME_FAIL && way != NULL && way->proxy != NULL)
		through(p, way->proxy);
	if (st->proxy != NULL)
		proxy(p, st->proxy);
	if (st->banner != NULL && st->banner->after_client)
		fact(p, "late", "came only after we had spoken");
	if (st->starttls != NULL)
		fact_bytes(p, "injected", st->starttls->injected);
	if (st->tls != NULL)
		details_tls(p, st->tls, r->started);
	if (st->auth != NULL)
		auth(p, st->auth);
	if (st->envelope != NULL)
		envelope(p, st->envelope);
	if (st->message != NULL)
		message(p, st->message);
	if (st->stall != NULL)
		stall(p, st->stall);
	fact_bytes(p, "raw", st->detail);
}

const char *details_outcome(const struct page *p, const struct stage *st)
{
	const char *why =
		st->note != NULL ? note_in_words(st->note) : failure_in_words(p->arena, st);

	return arena_printf(p->arena, "%s%s%s", outcome_words[st->outcome],
			    *why != '\0' ? ": " : "", why);
}

static void stage(const struct page *p, const struct record *r, const struct session *s,
		  const struct stage *st)
{
	const char *time =
		st->outcome == OUTCOME_SKIP ? "" : arena_printf(p->arena, "%.1f ms", st->ms);

	if (st->outcome == OUTCOME_NOT_REACHED)
		return;
	page_labelled(p, 0, arena_printf(p->arena, "  %-10s %10s", stage_names[st->id], time),
		      SESSION_BODY, details_outcome(p, st));
	facts(p, r, s, st);
}

void details_sessions(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->purpose == SESSION_TLS_SUITES)
			continue; /* details_suites() */
		page_section(p, session_title(p->arena, s));
		page_labelled(p, LABEL, "host", SESSION_BODY, s->host);
		if (!s->offered)
			page_labelled(p, LABEL, "profile", SESSION_BODY,
				      "the provider does not list this port");
		LIST_EACH (const struct stage, st, &s->stages) {
			stage(p, r, s, st);
		}
	}
}
