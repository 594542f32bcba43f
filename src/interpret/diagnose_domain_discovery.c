#include "interpret/diagnose_domain.h"

void diagnose_domain_discovery(struct diagnosis *d, const struct study *s)
{
	(void)d;
	(void)s;
}
