#include "interpret/diagnose_domain.h"

/* tests/domain/run demands a zone for each that raises it. */
const char *const domain_ids[] = {
	"domain-ready",
	"domain-unread",
	"domain-reply-unknown",
	NULL,
};
