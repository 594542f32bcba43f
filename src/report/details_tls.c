/* What is known of a handshake and of the certificates, for -v. */
#include "report/details.h"

#include "report/details_cert.h"
#include "report/fact.h"

#include <string.h>

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

void details_tls(const struct page *p, const struct tls_facts *t, int64_t started)
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
		details_judgement(p, t);
	LIST_EACH (const struct certificate, c, &t->chain) {
		details_certificate(p, c, number++, started);
	}
	details_verified(p, t);
	LIST_EACH (const struct fetched, f, &t->fetched)
		fetched(p, f);
}
