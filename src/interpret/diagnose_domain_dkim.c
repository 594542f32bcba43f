#include "interpret/diagnose_domain.h"

void diagnose_domain_dkim(struct diagnosis *d, const struct study *s)
{
	(void)d;
	(void)s;
}
