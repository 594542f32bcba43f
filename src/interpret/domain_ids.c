#include "interpret/diagnose_domain.h"

/* tests/domain/run demands a zone for each that raises it. */
const char *const domain_ids[] = {
	"domain-ready",
	"domain-unread",
	"domain-reply-unknown",
	/* what its MX records lead to; also dns-* of diagnosable_ids */
	"mx-dangling",
	"mx-duplicate",
	"mx-ipv6-only",
	"mx-is-address",
	"mx-is-alias",
	"mx-left-over",
	"mx-mixed",
	"mx-no-ptr",
	"mx-not-public",
	"mx-null-beside",
	"mx-ptr-mismatch",
	"mx-too-many",
	/* what mail programs look for */
	"discovery-alias",
	"discovery-astray",
	"discovery-dangling",
	"discovery-no-port",
	"discovery-off-beside",
	"discovery-target",
	"discovery-unanswered",
	NULL,
};
