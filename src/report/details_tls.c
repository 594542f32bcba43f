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

/* Nobody tells of TLS 1.3 what the first two mend: it has no such gaps. */
static void extensions(const struct page *p, const struct tls_facts *t)
{
	bool gaps = strcmp(t->version, "TLS1.3") < 0;
	struct list all = {0};

	if (gaps && t->extended_master_secret)
		list_add_string(&all, p->arena, "extended master secret");
	if (gaps && t->safe_renegotiation)
		list_add_string(&all, p->arena, "secure renegotiation");
	if (t->tickets)
		list_add_string(&all, p->arena, "session tickets");
	if (gaps || all.n > 0)
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

void details_tls(const struct page *p, const struct tls_facts *t)
{
	int number = 0;

	if (t->offered != NULL)
		fact(p, "offered", t->offered);
	if (t->by_hand)
		fact(p, "hello", "made by hand; only the answer to it was read");
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
}
