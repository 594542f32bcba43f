#include "interpret/diagnose_domain.h"

void diagnose_spf_sender(struct diagnosis *d, const struct study *s, const struct spf_check *check)
{
	(void)d;
	(void)s;
	(void)check;
}
