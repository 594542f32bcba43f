#include "interpret/diagnose_domain.h"

/* tests/domain/run demands a zone for each that raises it. */
const char *const domain_ids[] = {
	"domain-ready",
	"domain-unread",
	"dmarc-missing",
	"dmarc-several-records",
	"dmarc-syntax",
	"dmarc-odd",
	"dmarc-lookup-failed",
	"dmarc-policy-none",
	"dmarc-no-reports",
	"dmarc-partial",
	"dmarc-subdomains-open",
	"dmarc-org-differs",
	"dmarc-nothing-to-align",
	"dmarc-no-key-found",
	"dmarc-report-unauthorised",
	"dmarc-report-undeliverable",
	NULL,
};
