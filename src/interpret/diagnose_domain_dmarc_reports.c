/* Whether the reports that a domain's DMARC policy asks for are sent, and arrive. */
#include "interpret/diagnose_domain_dmarc.h"

#include "record/words.h"

static void show_uri(const struct place *at, struct finding *f, const struct study *s,
		     const struct dmarc_report *r)
{
	show(at, f, "dns", "%s TXT asks for reports: %s=%s", s->dmarc.at->name,
	     r->failures ? "ruf" : "rua", text_safe(at->d->arena, r->uri));
}

static void found_unauthorised(const struct place *at, const struct study *s,
			       const struct dmarc_report *r)
{
	struct finding *f = found(at, "dmarc-report-unauthorised", PER_NAME);

	show_uri(at, f, s, r);
	show(at, f, "dns", "%s TXT: %s", r->permit_name,
	     view_is_absent(r->permit) ? dns_status_words[r->permit->status]
				       : "no record that begins with v=DMARC1");
	publish(at, f, PUBLISH_ADD, r->permit_name, "TXT", "v=DMARC1",
		"in the zone of the domain that gets the reports");
}

static void found_undeliverable(const struct place *at, const struct study *s,
				const struct dmarc_report *r)
{
	struct finding *f = found(at, "dmarc-report-undeliverable", PER_NAME);

	show_uri(at, f, s, r);
	show(at, f, "dns", "%s MX: %s", r->domain,
	     r->null_mx ? "\".\", it takes no mail" : dns_status_words[r->mx->status]);
	if (r->a != NULL)
		show(at, f, "dns", "%s has no address, either", r->domain);
}

static void found_unanswered(const struct place *at, const struct study *s,
			     const struct dmarc_report *r)
{
	struct finding *f = found_case(at, "dmarc-lookup-failed", "permit", PER_NAME);

	show_uri(at, f, s, r);
	show(at, f, "dns", "%s TXT: %s", r->permit_name, dns_status_words[r->permit->status]);
}

void diagnose_dmarc_reports(struct diagnosis *d, const struct study *s)
{
	LIST_EACH (const struct dmarc_report, r, &s->dmarc.reports) {
		struct place at = {.d = d, .host = r->domain};

		if (r->unreachable)
			found_undeliverable(&at, s, r);
		else if (r->permit_unknown)
			found_unanswered(&at, s, r);
		else if (r->permit != NULL && !r->permitted)
			found_unauthorised(&at, s, r);
	}
}
