/* TLS-RPT: who is told when senders cannot encrypt. A record that cannot be read is none. */
#include "interpret/announced.h"
#include "interpret/diagnose_domain.h"
#include "interpret/diagnose_domain_dmarc.h"

static const struct {
	enum policy_txt_state state;
	const char *name; /* of the case */
} faults[] = {
	{POLICY_TXT_BROKEN, "syntax"},
	{POLICY_TXT_SEVERAL, "several"},
	{POLICY_TXT_DANGLING, "alias"},
};

/* Of several records all addresses together, of a broken one those that can be read. */
static void publish_record(const struct place *at, struct finding *f, const struct tls_rpt_study *t)
{
	struct buf value = {0};

	LIST_EACH (const struct string_item, it, &t->addresses)
		buf_printf(&value, "%s%s", value.n == 0 ? "v=TLSRPTv1; rua=" : ",", it->s);
	if (t->addresses.n == 0)
		buf_printf(&value, "v=TLSRPTv1; rua=mailto:tls-reports@%s",
			   at->d->record->domain->name);
	publish(at, f, instead_of_alias(at, f, &t->txt), t->txt.name, "TXT", value.p,
		t->addresses.n > 0 ? NULL : reports_note);
	buf_free(&value);
}

static void diagnose_record(const struct place *at, const struct tls_rpt_study *t, const char *name)
{
	struct finding *f = found_case(at, "tls-rpt-invalid", name, ONCE);

	show_announcement(at, f, &t->txt);
	publish_record(at, f, t);
}

void diagnose_domain_tls_rpt(struct diagnosis *d, const struct study *s)
{
	const struct tls_rpt_study *t = &s->tls_rpt;
	const struct place at = {
		.d = d,
		.host = t->txt.name,
		.why = t->txt.alias,
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].state == t->txt.state)
			diagnose_record(&at, t, faults[i].name);
	/* where nothing at all is known of the zone, that is said of the zone */
	if (t->txt.state == POLICY_TXT_UNKNOWN && s->mx.state != MX_UNKNOWN)
		show(&at, found(&at, "tls-rpt-unknown", ONCE), "dns", "%s TXT: %s", t->txt.name,
		     no_answer(t->txt.query));
}
