/* What the way of sending says of a finding: nobody logs in where mail comes in without a login. */
#include "interpret/diagnose.h"
#include "interpret/way.h"

#include <string.h>

void diagnose_way(struct diagnosis *d)
{
	if (!way_takes_no_login(d->out->way))
		return;
	LIST_EACH (struct finding, f, &d->out->findings) {
		const struct place at = {.d = d, .session = f->session};

		if (strcmp(f->id, "auth-not-offered") != 0 || f->of_case != NULL)
			continue; /* or what the server offers elsewhere says more */
		finding_in_case(&at, f, "no-login-here");
	}
}
