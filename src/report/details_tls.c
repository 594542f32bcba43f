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
	if (c->must_staple)
		page_labelled(p, CERTIFICATE, "feature", FACT_BODY, "must-staple");
	if (c->unused)
		page_labelled(p, CERTIFICATE, "unused", FACT_BODY, "not on the path to an anchor");
}

static const char *staple_verdict(const struct page *p, const struct staple *s)
{
	const char *word = staple_status_names[s->status];

	if (s->status == STAPLE_INVALID)
		return arena_printf(p->arena, "%s: %s", word, or_unknown(s->fault));
	if (s->status == STAPLE_REVOKED)
		return arena_printf(p->arena, "%s on %s: %s", word, minute(p, s->revoked_at),
				    or_unknown(s->reason));
	return word;
}

static const char *minute_or_never(const struct page *p, int64_t date)
{
	return date != 0 ? minute(p, date) : "never";
}

static void staple(const struct page *p, const struct staple *s)
{
	fact(p, "OCSP", staple_verdict(p, s));
	if (s->this_update != 0)
		fact(p, "OCSP dates",
		     arena_printf(p->arena, "%s to %s, signed %s", minute(p, s->this_update),
				  minute_or_never(p, s->next_update),
				  minute_or_never(p, s->produced)));
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
	if (t->staple != NULL)
		staple(p, t->staple);
	LIST_EACH (const struct certificate, c, &t->chain) {
		certificate(p, c, number++);
	}
	LIST_EACH (const struct fetched, f, &t->fetched)
		fetched(p, f);
}
