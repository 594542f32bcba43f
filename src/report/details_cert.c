#include "report/details_cert.h"

#include "base/clock.h"
#include "report/fact.h"

#include <inttypes.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

const char *details_minute(const struct page *p, int64_t date)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(date, text);
	return arena_printf(p->arena, "%.10s %.5s", text, text + strlen("2026-11-21T"));
}

/* ---- the judgement ---- */

void details_judgement(const struct page *p, const struct tls_facts *t)
{
	fact(p, "name", t->name_ok ? "fits" : "does not fit");
	fact(p, "trust",
	     arena_printf(p->arena, "%s (trust store: %s, %d anchor%s)",
			  t->trusted ? "leads to an anchor" : "leads to no anchor",
			  or_unknown(t->trust_store), t->anchors, t->anchors == 1 ? "" : "s"));
	if (t->trust_fault != NULL)
		fact(p, "trust fault", t->trust_fault);
	fact(p, "dates", t->expired ? "expired" : t->not_yet_valid ? "not yet valid" : "valid");
	fact(p, "chain", t->chain_complete ? "complete" : "an intermediate is missing");
	if (t->chain_total > 0)
		fact(p, "sent", arena_printf(p->arena, "%d certificates", t->chain_total));
	if (t->wrong_order)
		fact(p, "order", "not that of the path");
	if (t->usage_fault != NULL)
		fact(p, "usage fault", t->usage_fault);
	fact(p, "strength", t->weak ? "weak" : "good");
}

/* ---- one certificate ---- */

static const char *days_left(const struct page *p, int64_t not_after, int64_t started)
{
	int64_t days = (not_after - started) / DAY_MS;

	if (started == 0 || not_after == 0)
		return "";
	if (not_after < started)
		return arena_printf(p->arena, " (over for %" PRId64 " days)", -days);
	return arena_printf(p->arena, " (%" PRId64 " days left)", days);
}

static void row(const struct page *p, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		page_labelled(p, CERTIFICATE, label, FACT_BODY, text);
}

static const char *authority(const struct page *p, const struct certificate *c)
{
	if (!c->ca)
		return NULL;
	return c->path_length == NULL
		       ? "may issue certificates"
		       : arena_printf(p->arena, "may issue certificates, authorities below: %s",
				      c->path_length);
}

void details_certificate(const struct page *p, const struct certificate *c, int number,
			 int64_t started)
{
	page_labelled(p, FACT, arena_printf(p->arena, "%d", number), CERTIFICATE,
		      or_unknown(c->subject));
	row(p, "issuer", or_unknown(c->issuer));
	row(p, "valid",
	    arena_printf(p->arena, "%s to %s%s", details_minute(p, c->not_before),
			 details_minute(p, c->not_after), days_left(p, c->not_after, started)));
	row(p, "key",
	    arena_printf(p->arena, "%s %d bits, signed with %s", or_unknown(c->key), c->key_bits,
			 or_unknown(c->signature)));
	row(p, "names", page_joined_bytes(p, &c->names));
	if (c->names_total > 0)
		row(p, "of names", arena_printf(p->arena, "%d", c->names_total));
	row(p, "authority", authority(p, c));
	row(p, "key use", page_joined(p, &c->key_usage));
	row(p, "purposes", page_joined(p, &c->purposes));
	row(p, "issuer at", c->aia);
	row(p, "SHA-256", c->sha256);
	if (c->self_signed)
		row(p, "root", "signed by itself");
	if (c->must_staple)
		row(p, "feature", "must-staple");
	if (c->unused)
		row(p, "unused", "not on the path to an anchor");
}

/* ---- the OCSP response ---- */

static const char *staple_verdict(const struct page *p, const struct staple *s)
{
	const char *word = staple_status_names[s->status];

	if (s->status == STAPLE_INVALID)
		return arena_printf(p->arena, "%s: %s", word, or_unknown(s->fault));
	if (s->status == STAPLE_REVOKED)
		return arena_printf(p->arena, "%s on %s: %s", word,
				    details_minute(p, s->revoked_at), or_unknown(s->reason));
	return word;
}

static const char *minute_or_never(const struct page *p, int64_t date)
{
	return date != 0 ? details_minute(p, date) : "never";
}

void details_staple(const struct page *p, const struct staple *s)
{
	fact(p, "OCSP", staple_verdict(p, s));
	if (s->this_update != 0)
		fact(p, "OCSP dates",
		     arena_printf(
			     p->arena, "%s to %s, signed %s", details_minute(p, s->this_update),
			     minute_or_never(p, s->next_update), minute_or_never(p, s->produced)));
}

/* ---- the path ---- */

void details_verified(const struct page *p, const struct tls_facts *t)
{
	LIST_EACH (const struct chain_link, link, &t->verified)
		fact(p, "verified",
		     arena_printf(p->arena, "%s (%s, until %s, SHA-256 %s)",
				  or_unknown(link->subject), link_origin_names[link->from],
				  details_minute(p, link->not_after), or_unknown(link->sha256)));
}
