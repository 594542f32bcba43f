#include "interpret/diagnose_domain.h"

/* tests/domain/run demands a zone for each that raises it. */
const char *const domain_ids[] = {
	"domain-ready",
	"domain-unread",
	"mta-sts-record-invalid",
	"mta-sts-mismatch",
	"mta-sts-broken",
	"mta-sts-unannounced",
	"mta-sts-unknown",
	"mta-sts-media-type",
	"mta-sts-short-life",
	"mta-sts-unused-pattern",
	"tls-rpt-invalid",
	"tls-rpt-unknown",
	"dane-unsigned",
	"dane-domain-unsigned",
	"dane-partial",
	"dane-unjudged",
	NULL,
};
