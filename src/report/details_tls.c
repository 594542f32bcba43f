/* What is known of a handshake and of the certificates, for -v. */
#include "report/details.h"

#include "base/clock.h"
#include "report/fact.h"

#include <string.h>

static const char *minute(const struct page *p, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(date, text);
	return arena_printf(p->arena, "%.10s %.5s", text, text + strlen("2026-11-21T"));
}

static void certificate(const struct page *p, const struct certificate *c, int number)
{
	page_labelled(p, FACT, arena_printf(p->arena, "%d", number), CERTIFICATE,
		      or_unknown(c->subject));
	page_labelled(p, CERTIFICATE, "issuer", FACT_BODY, or_unknown(c->issuer));
	page_labelled(p, CERTIFICATE, "valid", FACT_BODY,
		      arena_printf(p->arena, "%s to %s", minute(p, c->not_before),
				   minute(p, c->not_after)));
	page_labelled(p, CERTIFICATE, "key", FACT_BODY,
		      arena_printf(p->arena, "%s %d bits, signed with %s", or_unknown(c->key),
				   c->key_bits, or_unknown(c->signature)));
	if (c->names.n > 0)
		page_labelled(p, CERTIFICATE, "names", FACT_BODY, page_joined_bytes(p, &c->names));
	if (c->self_signed)
		page_labelled(p, CERTIFICATE, "root", FACT_BODY, "signed by itself");
	if (c->unused)
		page_labelled(p, CERTIFICATE, "unused", FACT_BODY, "not on the path to an anchor");
}

/* Each property on its own: "verify failed" is nothing that a person can act on. */
static void judgement(const struct page *p, const struct tls_facts *t)
{
	fact(p, "name", t->name_ok ? "fits" : "does not fit");
	fact(p, "trust",
	     arena_printf(p->arena, "%s (trust store: %s, %d anchors)",
			  t->trusted ? "leads to an anchor" : "leads to no anchor",
			  or_unknown(t->trust_store), t->anchors));
	fact(p, "dates", t->expired ? "expired" : t->not_yet_valid ? "not yet valid" : "valid");
	fact(p, "chain", t->chain_complete ? "complete" : "an intermediate is missing");
	fact(p, "strength", t->weak ? "weak" : "good");
}

static void agreed(const struct page *p, const struct tls_facts *t)
{
	fact(p, "version", t->version);
	fact(p, "cipher", or_unknown(t->cipher));
	if (t->group != NULL)
		fact(p, "group", t->group);
	if (t->dh_bits > 0)
		fact(p, "DH", arena_printf(p->arena, "%d bits", t->dh_bits));
	if (t->peer_signature != NULL)
		fact(p, "signature", t->peer_signature);
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

void details_tls(const struct page *p, const struct tls_facts *t)
{
	int number = 0;

	if (t->offered != NULL)
		fact(p, "offered", t->offered);
	fact(p, "server name", t->sni != NULL ? t->sni : "not sent");
	if (t->version != NULL)
		agreed(p, t);
	if (t->error != NULL)
		fact(p, "error", t->error);
	if (t->alert != NULL)
		fact(p, "alert", arena_printf(p->arena, "%s (%d)", t->alert, t->alert_number));
	if (t->version == NULL && t->last_in != NULL)
		fact(p, "last came", t->last_in);
	fact_bytes(p, "plain text", t->plaintext);
	if (t->judged)
		judgement(p, t);
	LIST_EACH (const struct certificate, c, &t->chain) {
		certificate(p, c, number++);
	}
	if (t->dane != NULL)
		dane(p, t->dane);
}
