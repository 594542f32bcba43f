/* What is known of a handshake and of the certificates, for -v. */
#include "report/details.h"

#include "report/details_cert.h"
#include "report/fact.h"

#include <string.h>

/* TLS 1.3 has no gaps that the first two would mend. */
static bool has_gaps(const struct tls_facts *t)
{
	return strcmp(t->version, "TLS1.3") < 0;
}

void details_extensions(const struct page *p, const struct tls_facts *t, struct list *words)
{
	if (has_gaps(t) && t->extended_master_secret)
		list_add_string(words, p->arena, "extended master secret");
	if (has_gaps(t) && t->safe_renegotiation)
		list_add_string(words, p->arena, "secure renegotiation");
	if (t->tickets)
		list_add_string(words, p->arena, "session tickets");
}

static void extensions(const struct page *p, const struct tls_facts *t)
{
	struct list all = {0};

	details_extensions(p, t, &all);
	if (has_gaps(t) || all.n > 0)
		fact(p, "extensions", all.n > 0 ? page_joined(p, &all) : "none");
}

static void agreed(const struct page *p, const struct tls_facts *t)
{
	fact(p, "version", t->version);
	fact(p, "cipher", or_unknown(t->cipher));
	if (t->key_exchange != NULL)
		fact(p, "exchange", t->key_exchange);
	if (t->compression != NULL)
		fact(p, "compression", t->compression);
	if (t->group != NULL)
		fact(p, "group", t->group);
	if (t->dh_bits > 0)
		fact(p, "DH", arena_printf(p->arena, "%d bits", t->dh_bits));
	if (t->peer_signature != NULL)
		fact(p, "signature", t->peer_signature);
	if (t->key_exchange != NULL) /* else nobody has told: a transcript of another program */
		extensions(p, t);
}

static void tlsa(const struct page *p, const struct tlsa *t)
{
	const char *verdict = tlsa_verdict_names[t->verdict];

	fact(p, "TLSA",
	     arena_printf(p->arena, "%d %d %d %s: %s", t->usage, t->selector, t->matching,
			  t->data != NULL ? t->data : "", verdict));
	if (t->why != NULL)
		fact(p, "why", t->why);
	if (t->certificate > 0)
		fact(p, "matches", arena_printf(p->arena, "certificate %d", t->certificate - 1));
}

/* Each record on its own, as they do not all mean the same certificate. */
static void dane(const struct page *p, const struct dane_facts *d)
{
	fact(p, "DANE",
	     arena_printf(p->arena, "%s%s%s", dane_state_names[d->state],
			  d->name != NULL ? " at " : "", d->name != NULL ? d->name : ""));
	if (d->unsigned_at != NULL)
		fact(p, "not signed", d->unsigned_at);
	if (d->fitting != NULL)
		fact(p, "would fit", d->fitting);
	LIST_EACH (const struct tlsa, t, &d->records)
		tlsa(p, t);
}

/* "200 from 198.51.100.7, PKCS #7" */
static const char *answer(const struct page *p, const struct fetched *f)
{
	return arena_printf(p->arena, "%d from %s%s%s", f->code, or_unknown(f->address),
			    f->form != NULL ? ", " : "", f->form != NULL ? f->form : "");
}

static void fetched(const struct page *p, const struct fetched *f)
{
	fact(p, "fetched", or_unknown(f->url));
	if (f->address != NULL)
		page_labelled(p, CERTIFICATE, "answer", FACT_BODY, answer(p, f));
	if (f->fault != NULL)
		page_labelled(p, CERTIFICATE, "fault", FACT_BODY, f->fault);
	if (f->subject != NULL)
		page_labelled(p, CERTIFICATE, "subject", FACT_BODY, f->subject);
	if (f->sha256 != NULL)
		page_labelled(p, CERTIFICATE, "SHA-256", FACT_BODY, f->sha256);
}

void details_tls(const struct page *p, const struct tls_facts *t, int64_t started)
{
	int number = 0;

	if (t->offered != NULL)
		fact(p, "offered", t->offered);
	if (t->by_hand)
		fact(p, "hello", "made by hand; only the answer to it was read");
	fact(p, "server name", t->sni != NULL ? t->sni : "not sent");
	if (t->version != NULL)
		agreed(p, t);
	if (t->asked_for_certificate)
		fact(p, "client",
		     t->client_certificate == NULL
			     ? "asked for a certificate"
			     : arena_printf(p->arena, "asked for a certificate, was shown %s",
					    t->client_certificate));
	if (t->error != NULL)
		fact(p, "error", t->error);
	if (t->alert != NULL)
		fact(p, "alert", arena_printf(p->arena, "%s (%d)", t->alert, t->alert_number));
	if (t->version == NULL && t->last_in != NULL)
		fact(p, "last came", t->last_in);
	fact_bytes(p, "plain text", t->plaintext);
	if (t->judged)
		details_judgement(p, t);
	if (t->staple != NULL)
		details_staple(p, t->staple);
	LIST_EACH (const struct certificate, c, &t->chain) {
		details_certificate(p, c, number++, started);
	}
	details_verified(p, t);
	LIST_EACH (const struct fetched, f, &t->fetched)
		fetched(p, f);
	if (t->dane != NULL)
		dane(p, t->dane);
}
