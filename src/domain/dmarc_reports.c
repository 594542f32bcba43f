/* Where reports go: a domain of somebody else has to agree (RFC 7489 section 7.1, carried on by
 * RFC 9990), and any has to take mail. */
#include "domain/dmarc.h"

#include "base/netaddr.h"
#include "domain/orgdomain.h"
#include "domain/study.h"

#include <string.h>

static struct dmarc_report *report_to(const struct dmarc_study *d, const char *domain)
{
	LIST_EACH (struct dmarc_report, r, &d->reports)
		if (text_casecmp(r->domain, domain) == 0)
			return r;
	return NULL;
}

static void add(struct study *s, const struct dmarc_uri *u, bool failures)
{
	struct dmarc_study *d = &s->dmarc;
	struct dmarc_report *r;

	if (u->domain == NULL || address_family(u->domain) != 0 || u->domain[0] == '[' ||
	    report_to(d, u->domain) != NULL)
		return;
	if (d->reports.n >= DMARC_REPORTS_MAX) {
		d->left_out++;
		return;
	}
	r = ARENA_NEW(s->arena, struct dmarc_report);
	r->domain = u->domain;
	r->uri = u->text;
	r->failures = failures;
	r->foreign = !orgdomain_same(u->domain, d->at->domain);
	list_append(&d->reports, r);
}

static void ask_permit(struct study *s, struct view *v, struct dmarc_report *r)
{
	const char *name =
		arena_printf(s->arena, "%s._report._dmarc.%s", s->dmarc.at->domain, r->domain);

	if (!r->foreign || strlen(name) > DMARC_NAME_MAX)
		return;
	r->permit_name = name;
	r->permit = view_ask(v, name, "TXT");
	if (r->permit == NULL)
		return;
	/* One that begins right is enough; it may be the "*" of the other domain. */
	r->permitted = dmarc_in_answer(s->arena, r->permit) != NULL;
	r->permit_unknown = !r->permitted && view_is_unknown(r->permit);
}

/* "0 ." (RFC 7505) */
static bool is_null_mx(struct arena *a, const struct dns_query *q)
{
	struct list data = {0};

	view_data(a, q, &data);
	return data.n == 1 &&
	       text_has_suffix(((const struct bytes_item *)(void *)data.first)->b.p, " .");
}

static bool is_missing(const struct dns_query *q)
{
	return q != NULL && view_is_absent(q);
}

/* Without an MX record the domain's own addresses take its mail (RFC 5321 section 5.1). */
static void ask_mail(struct study *s, struct view *v, struct dmarc_report *r)
{
	r->mx = view_ask(v, r->domain, "MX");
	if (r->mx == NULL)
		return;
	r->null_mx = is_null_mx(s->arena, r->mx);
	if (is_missing(r->mx) && r->mx->status == DNS_NODATA) {
		r->a = view_ask(v, r->domain, "A");
		r->aaaa = view_ask(v, r->domain, "AAAA");
	}
	r->unreachable = r->null_mx || r->mx->status == DNS_NXDOMAIN ||
			 (is_missing(r->a) && is_missing(r->aaaa));
}

void dmarc_reports_read(struct study *s, struct view *v)
{
	const struct dmarc_record *record = s->dmarc.record;

	if (record == NULL)
		return;
	LIST_EACH (const struct dmarc_uri, u, &record->rua)
		add(s, u, false);
	LIST_EACH (const struct dmarc_uri, u, &record->ruf)
		add(s, u, true);
	LIST_EACH (struct dmarc_report, r, &s->dmarc.reports) {
		ask_permit(s, v, r);
		ask_mail(s, v, r);
	}
}
