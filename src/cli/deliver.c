#include "cli/deliver.h"

#include "cli/common.h"
#include "report/report.h"

int deliver(struct arena *a, const struct cli_options *o, const struct record *r,
	    const struct interpretation *i, const struct knowledge *k)
{
	const struct reporter *reporter = reporter_find(o->format);
	const struct report_options options = report_options_of(o);
	struct buf out = {0};

	reporter->write(&out, r, i, k, &options);
	return write_result(a, o, &out, 0) == 0 ? 0 : -1;
}
