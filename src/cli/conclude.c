#include "cli/conclude.h"

#include "cli/common.h"
#include "cli/deliver.h"
#include "cli/programs.h"

int conclude(struct arena *a, const struct cli_options *o, const struct record *r,
	     const struct interpretation *i, const struct knowledge *k)
{
	bool aloud = o->verbosity < 0 && !as_json(o);
	int rc = deliver(a, o, r, i, k);

	if (deliver_chain(a, o, r, i) != 0)
		rc = -1;
	rc = rc == 0 ? report_exit(o, r, &i->verdict) : EXIT_USAGE;
	if (!programs_served(a, o, r, i, k, aloud) && rc == EXIT_GOOD)
		rc = EXIT_FAILED; /* whoever redirects them into a file must notice */
	return rc;
}
