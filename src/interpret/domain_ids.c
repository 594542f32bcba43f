#include "interpret/diagnose_domain.h"

/* tests/domain/run demands a zone for each that raises it. */
const char *const domain_ids[] = {
	"domain-ready",
	"domain-unread",
	"bimi-needs-dmarc",
	"bimi-syntax",
	"dkim-alias-broken",
	"dkim-key-broken",
	"dkim-key-restricted",
	"dkim-key-type",
	"dkim-key-weak",
	"dkim-lookup-failed",
	"dkim-not-enabled",
	"dkim-revoked",
	"dkim-selector-missing",
	"dkim-several-records",
	"dkim-syntax",
	"dkim-testing",
	NULL,
};
