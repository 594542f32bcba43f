#include "report/details.h"

#include "base/clock.h"
#include "base/text.h"
#include "report/words.h"

static const char *const mode_words[] = {
	[TLS_MODE_STARTTLS] = "STARTTLS",
	[TLS_MODE_IMPLICIT] = "implicit TLS",
	[TLS_MODE_NONE] = "no TLS",
};

const char *session_title(const struct page *p, const struct session *s)
{
	const char *purpose = "";

	if (s->purpose != SESSION_PRIMARY)
		purpose = arena_printf(p->arena, " (%s%s%s)", session_purpose_names[s->purpose],
				       s->changed != NULL ? " " : "",
				       s->changed != NULL ? s->changed : "");
	return arena_printf(p->arena, "%s port %d, %s%s", s->address, s->port, mode_words[s->mode],
			    purpose);
}

const char *reply_line(const struct page *p, const struct reply *r)
{
	return arena_printf(p->arena, "%d%s%s %s", r->code, r->enhanced != NULL ? " " : "",
			    r->enhanced != NULL ? r->enhanced : "", text_safe(p->arena, r->text));
}

/* ---- findings ---- */

static void ranked(const struct page *p, const char *label, const struct list *l)
{
	int rank = 0;

	LIST_EACH (const struct string_item, it, l) {
		page_labelled(p, 4, rank++ == 0 ? label : "", 16, it->s);
	}
}

static void finding(const struct page *p, const struct finding *f)
{
	page_line(p, "%s %s  (%s, %s)", page_mark(p, severity_mark(f->severity)),
		  page_bold(p, f->id), certainty_names[f->certainty], owner_words[f->owner]);
	page_paragraph(p, 4, f->title);
	if (f->session != NULL)
		page_labelled(p, 4, "where", 16, session_title(p, f->session));
	page_labelled(p, 4, "means", 16, f->meaning);
	LIST_EACH (const struct evidence, e, &f->evidence) {
		page_labelled(p, 4, "seen", 16, text_safe(p->arena, e->text));
	}
	ranked(p, "causes", &f->causes);
	ranked(p, "fixes", &f->fixes);
	LIST_EACH (const struct reference, r, &f->references) {
		page_labelled(p, 4, "source", 16,
			      r->as_of == NULL ? r->source
					       : arena_printf(p->arena, "%s (as of %s)", r->source,
							      r->as_of));
	}
	if (f->root != NULL)
		page_labelled(p, 4, "follows from", 18, f->root->id);
}

void details_findings(const struct page *p, const struct interpretation *i)
{
	page_line(p, "\n%s", page_bold(p, "Findings"));
	LIST_EACH (const struct finding, f, &i->findings) {
		finding(p, f);
	}
}

/* ---- DNS ---- */

void details_dns(const struct page *p, const struct record *r)
{
	if (r->queries.n == 0 && r->addresses.n == 0)
		return;
	page_line(p, "\n%s", page_bold(p, "DNS"));
	LIST_EACH (const struct string_item, it, &r->resolvers) {
		page_labelled(p, 2, "resolver", 12, it->s);
	}
	LIST_EACH (const struct dns_query, q, &r->queries) {
		page_line(p, "  %s %s: %s, %.0f ms%s", q->name, q->type,
			  dns_status_names[q->status], q->ms, q->ad ? ", AD" : "");
		LIST_EACH (const struct dns_answer, a, &q->answers) {
			page_paragraph(p, 4,
				       arena_printf(p->arena, "%s %s %s (TTL %u s)", a->name,
						    a->type, text_safe(p->arena, a->data),
						    (unsigned)a->ttl));
		}
	}
	LIST_EACH (const struct address, a, &r->addresses) {
		if (a->source != ADDRESS_DNS)
			page_line(p, "  %s has %s (%s)", a->host, a->address,
				  address_source_words[a->source]);
	}
}

/* ---- sessions ---- */

static void capabilities(const struct page *p, const struct ehlo_facts *f)
{
	LIST_EACH (const struct bytes_item, it, &f->capabilities) {
		page_paragraph(p, 12, text_safe(p->arena, it->b));
	}
}

static const char *day(const struct page *p, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	return arena_printf(p->arena, "%.10s", clock_text(date, text));
}

static const char *joined(const struct page *p, const struct list *names)
{
	enum { SHOWN = 12 };
	const char *all = "";
	size_t n = 0;

	LIST_EACH (const struct bytes_item, it, names) {
		if (n++ == SHOWN)
			return arena_printf(p->arena, "%s and %zu more", all, names->n - SHOWN);
		all = arena_printf(p->arena, "%s%s%s", all, n > 1 ? ", " : "",
				   text_safe(p->arena, it->b));
	}
	return all;
}

static void certificate(const struct page *p, const struct certificate *c, int number)
{
	page_labelled(p, 12, arena_printf(p->arena, "%d", number), 15, c->subject);
	page_labelled(p, 15, "issuer", 23, c->issuer);
	page_paragraph(p, 15,
		       arena_printf(p->arena, "%s to %s, %s %d bits, %s", day(p, c->not_before),
				    day(p, c->not_after), c->key, c->key_bits, c->signature));
	if (c->names.n > 0)
		page_labelled(p, 15, "names", 23, joined(p, &c->names));
}

static void judgement(const struct page *p, const struct tls_facts *t)
{
	const struct {
		const char *label, *words;
	} rows[] = {
		{"name", t->name_ok ? "fits" : "does not fit"},
		{"trust", arena_printf(p->arena, "%s (%s, %d anchors)",
				       t->trusted ? "leads to an anchor" : "leads to no anchor",
				       t->trust_store, t->anchors)},
		{"dates", t->expired	     ? "expired"
			  : t->not_yet_valid ? "not yet valid"
					     : "valid today"},
		{"chain", t->chain_complete ? "complete" : "an intermediate is missing"},
		{"strength", t->weak ? "weak" : "good"},
	};

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++)
		page_labelled(p, 12, rows[n].label, 23, rows[n].words);
}

static void tls(const struct page *p, const struct tls_facts *t)
{
	int number = 0;

	if (t->version != NULL)
		page_paragraph(
			p, 12,
			arena_printf(p->arena, "%s %s, group %s, signature %s", t->version,
				     t->cipher, t->group != NULL ? t->group : "none",
				     t->peer_signature != NULL ? t->peer_signature : "none"));
	if (t->error != NULL)
		page_paragraph(p, 12,
			       arena_printf(p->arena, "%s%s%s (offered %s)", t->error,
					    t->alert != NULL ? ", alert " : "",
					    t->alert != NULL ? t->alert : "", t->offered));
	if (t->plaintext.n > 0)
		page_labelled(p, 12, "plain text", 23, text_safe(p->arena, t->plaintext));
	if (t->judged)
		judgement(p, t);
	LIST_EACH (const struct certificate, c, &t->chain) {
		certificate(p, c, number++);
	}
}

static void stage(const struct page *p, const struct stage *st)
{
	const char *what = outcome_names[st->outcome];

	if (st->outcome == OUTCOME_NOT_REACHED)
		return;
	if (st->note != NULL)
		what = arena_printf(p->arena, "%s: %s", what, st->note);
	page_line(p, "    %-11s %7.1f ms  %s", stage_names[st->id], st->ms, what);
	if (st->reply.code != 0)
		page_paragraph(p, 12, reply_line(p, &st->reply));
	if (st->tcp != NULL && st->tcp->offender != NULL)
		page_paragraph(p, 12,
			       arena_printf(p->arena, "%s type %d code %d from %s (%s)",
					    st->tcp->icmp_origin, st->tcp->icmp_type,
					    st->tcp->icmp_code, st->tcp->offender,
					    st->tcp->errno_name));
	if (st->detail.n > 0)
		page_labelled(p, 12, "raw", 17, text_safe(p->arena, st->detail));
	if (st->ehlo != NULL)
		capabilities(p, st->ehlo);
	if (st->tls != NULL)
		tls(p, st->tls);
}

void details_sessions(const struct page *p, const struct record *r)
{
	LIST_EACH (const struct session, s, &r->sessions) {
		page_line(p, "\n%s", page_bold(p, session_title(p, s)));
		LIST_EACH (const struct stage, st, &s->stages) {
			stage(p, st);
		}
	}
}

/* ---- transcripts ---- */

void details_transcripts(const struct page *p, const struct record *r)
{
	static const char *const arrows[2][2] = {{"<-", "->"}, {"<~", "~>"}};

	LIST_EACH (const struct session, s, &r->sessions) {
		if (s->transcript.n == 0)
			continue;
		page_line(p, "\n%s", page_bold(p, session_title(p, s)));
		LIST_EACH (const struct transcript_line, l, &s->transcript) {
			page_labelled(p, 0,
				      arena_printf(p->arena, "%8.1f %s", l->at_ms,
						   arrows[l->tls][l->sent]),
				      12, text_safe(p->arena, l->text));
		}
	}
}
