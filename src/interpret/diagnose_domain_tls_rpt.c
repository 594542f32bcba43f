#include "interpret/diagnose_domain.h"

void diagnose_domain_tls_rpt(struct diagnosis *d, const struct study *s)
{
	(void)d;
	(void)s;
}
